"""The worker's part of an import: the files are read in a child process, then one act keeps the result."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import files, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.conversion import to_readable
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.core.reading.structure import Unreadable

from .actions import READ_JOB, note_read, note_unread
from .models import Reading
from .states import ReadingState
from .units import organisation_keys, unit_findings
from .unlisted import clause_findings

TASK = "luoshi.core.reading.shown.read_and_show"
SECONDS = 180
Report = Callable[[int, int, str], None]


def prepare(job: Job, report: Report) -> dict[str, Any] | None:
    """Read the files of the import. None when it is no longer waited for (given up, or done by an earlier try)."""
    reading = _waiting(job)
    if reading is None:
        return None
    _actor(job)  # before the long work
    rows = list(reading.files.select_related("stored"))
    with tempfile.TemporaryDirectory(prefix="luoshi-import-") as folder:
        ready, names = [], []
        for at, row in enumerate(rows):
            report(at, len(rows) + 1, f"正在打开“{row.name}”")
            name, data = _readable(row.name, files.read(row.stored))
            ready.append(Path(folder) / str(at))
            ready[-1].write_bytes(data)
            names.append(name)
        report(len(rows), len(rows) + 1, "正在识别条款、目标和承接表")
        options = {"names": names, "shown_as": [row.name for row in rows]}
        try:
            return run_in_child(TASK, ready, options, seconds=SECONDS)
        except Unreadable as reason:
            raise jobs.JobFailed(str(reason)) from None


def _readable(name: str, data: bytes) -> tuple[str, bytes]:
    try:
        return to_readable(name, data)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None


def _waiting(job: Job) -> Reading | None:
    return Reading.objects.filter(public_id=job.object_id, job=job, state=ReadingState.QUEUED).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起导入的人员已不在原岗位，没有继续读取。请由现任经办人重新读取。")
    return actor


def apply(job: Job, result: dict[str, Any] | None) -> None:
    """Keep what was read, with the questions only this site can ask: which unit a printed name means."""
    reading = _waiting(job)
    if reading is None or result is None:
        return
    findings = result.pop("findings")
    matches = organisation_keys(reading.owner, [unit["name"] for unit in result["organisations"]])
    result["organisation_keys"] = {match.name: match.key for match in matches}
    findings += [*unit_findings(matches, result["organisations"]), *clause_findings(result)]
    note_read(reading=reading, result=result, findings=findings, by=_actor(job), version=reading.version)


def fail(job: Job, message: str) -> None:
    reading = _waiting(job)
    if reading is not None:
        note_unread(reading=reading, message=message, by=system_actor(), version=reading.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare, apply, fail))
