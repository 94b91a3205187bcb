"""The worker's part: the files are read in a child process, then one act keeps the result."""

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
from luoshi.workplans import parts as works
from luoshi.workplans.models import Workplan
from luoshi.workplans.queries import departments_of, possible_owners
from luoshi.workplans.snapshot import standing_parts

from .actions import READ_JOB, note_read, note_unread
from .models import PlanReading
from .states import PlanReadingState

TASK = "luoshi.core.reading.workplans.shown.read_plan"
SECONDS = 120
Report = Callable[[int, int, str], None]


def prepare(job: Job, report: Report) -> dict[str, Any] | None:
    """Read the files. None when they are no longer waited for (given up, or done by an earlier try)."""
    reading = _waiting(job)
    if reading is None:
        return None
    _actor(job)  # before the long work
    rows = list(reading.files.select_related("stored"))
    with tempfile.TemporaryDirectory(prefix="luoshi-plan-") as folder:
        ready, names = [], []
        try:
            for at, row in enumerate(rows):
                report(at, len(rows) + 1, f"正在打开“{row.name}”")
                name, data = to_readable(row.name, files.read(row.stored))
                ready.append(Path(folder) / str(at))
                ready[-1].write_bytes(data)
                names.append(name)
            report(len(rows), len(rows) + 1, "正在识别任务、步骤、责任人和经费")
            options = {"names": names, "shown_as": [row.name for row in rows], **known_to(reading.workplan)}
            return run_in_child(TASK, ready, options, seconds=SECONDS)
        except Unreadable as reason:
            raise jobs.JobFailed(str(reason)) from None


def known_to(workplan: Workplan) -> dict[str, Any]:
    """What the reader is told of the school: its tasks, people, departments, the years of the plan."""
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    tasks: dict[tuple[str, str], dict[str, str]] = {}
    for part in standing_parts(workplan):
        for number, duty in enumerate(duties.get(part.work_id, [])):
            key = f"{part.public_id}#{number}"
            tasks.setdefault(
                (part.public_id, duty.task.title),
                {"key": key, "code": duty.task.code or "", "title": duty.task.title},
            )
    years = works.years_of(workplan.plan, workplan.round)
    return {
        "tasks": list(tasks.values()),
        "people": sorted({post.user.name for post in possible_owners(workplan.organisation)}),
        "departments": [row.short for row in departments_of(workplan.organisation)],
        "period": [years[0], years[-1]],
        "organisation": workplan.organisation.name,
    }


def _waiting(job: Job) -> PlanReading | None:
    rows = PlanReading.objects.select_related("workplan__organisation", "workplan__plan")
    return rows.filter(public_id=job.object_id, job=job, state=PlanReadingState.QUEUED).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起读入的人员已不在原岗位，没有继续读取。请由现任人员重新读取。")
    return actor


def apply(job: Job, result: dict[str, Any] | None) -> None:
    reading = _waiting(job)
    if reading is not None and result is not None:
        note_read(reading=reading, result=result, by=_actor(job), version=reading.version)


def fail(job: Job, message: str) -> None:
    reading = _waiting(job)
    if reading is not None:
        note_unread(reading=reading, message=message, by=system_actor(), version=reading.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare, apply, fail))
