"""The worker's part: the file is read in a child process, then one act keeps the result."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import jobs, sealed_files
from luoshi.common.actor import Actor, system_actor
from luoshi.common.conversion import to_modern
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.common.workbooks import SIGNED_SHEET, NotOurs
from luoshi.core.reading.structure import Unreadable

from .actions import READ_JOB, note_read, note_unread
from .models import ListImport
from .own import reading_of
from .states import ImportState
from .wanted import options_for

TASK = "luoshi.core.lists.own.read_any"
SECONDS = 120
GONE = "上传的文件只留一天，已经清除。请重新上传。"
Report = Callable[[int, int, str], None]


def prepare(job: Job, report: Report) -> dict[str, Any] | None:
    """Read the file. None when it is no longer waited for."""
    row = _waiting(job)
    if row is None:
        return None
    actor = _actor(job)
    report(0, 2, f"正在打开“{row.file_name}”")
    try:
        data = b"".join(sealed_files.reading(row.public_id))
    except FileNotFoundError:
        raise jobs.JobFailed(GONE) from None
    options = options_for(row.register, row.organisation, actor)
    with tempfile.TemporaryDirectory(prefix="luoshi-list-") as folder:
        try:
            name, ready = to_modern(row.file_name, data)
            path = Path(folder) / "0"
            path.write_bytes(ready)
            report(1, 2, "正在识别表头和各行")
            names = {"names": [name], "shown_as": row.file_name, "signed": SIGNED_SHEET}
            read = run_in_child(TASK, [path], {**options, **names}, seconds=SECONDS)
            return (
                reading_of(read["sheets"], row.register, row.organisation, actor)
                if "sheets" in read
                else read
            )
        except (Unreadable, NotOurs) as reason:
            raise jobs.JobFailed(str(reason)) from None


def _waiting(job: Job) -> ListImport | None:
    rows = ListImport.objects.select_related("register__definition__current", "organisation")
    return rows.filter(public_id=job.object_id, job=job, state=ImportState.QUEUED).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起导入的人员已不在原岗位，没有继续读取。请由现任人员重新上传。")
    return actor


def apply(job: Job, result: dict[str, Any] | None) -> None:
    row = _waiting(job)
    if row is not None and result is not None:
        note_read(list_import=row, result=result, by=_actor(job), version=row.version)


def fail(job: Job, message: str) -> None:
    row = _waiting(job)
    if row is not None:
        note_unread(list_import=row, message=message, by=system_actor(), version=row.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare, apply, fail))
