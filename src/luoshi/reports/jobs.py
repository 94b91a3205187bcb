"""The worker's part: the values are collected as of one instant, the template is filled in a child process."""

from __future__ import annotations

from collections.abc import Callable

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import clock, files, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job
from luoshi.core.reading.structure import Unreadable

from . import making
from .actions import MAKE_JOB, Made, note_made, note_not_made
from .models import Report
from .states import ReportState

Report_ = Callable[[int, int, str], None]
GONE = "生成的人员已不在原岗位，没有继续。请由现任人员重新生成。"
NO_LONGER = "这份报告写的单位现在不在本单位范围内，没有生成。"


def _actor(job: Job, report: Report) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None or actor.organisation_id != report.organisation_id or not actor.may("make_reports"):
        raise jobs.JobFailed(GONE)
    if not report.place.path.startswith(actor.path):
        raise jobs.JobFailed(NO_LONGER)
    return actor


def _waiting(job: Job) -> Report | None:
    rows = Report.objects.select_related(
        "organisation", "place", "plan", "register__definition__current__definition", "period", "before",
        "template__stored",
    )  # fmt: skip
    return rows.filter(public_id=job.object_id, job=job, state=ReportState.QUEUED).first()


def prepare(job: Job, report: Report_) -> Made | None:
    row = _waiting(job)
    if row is None:
        return None
    actor = _actor(job, row)
    report(0, 3, "正在读模板")
    at = clock.now()
    try:
        template = making.template_of(row.kind, row.register, row.template)
        report(1, 3, "正在取数")
        collected, shown = making.collected_at(row, actor, template.used, at)
        report(2, 3, "正在写入模板")
        data, notes = making.filled(template, collected)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None
    except FileNotFoundError:
        raise jobs.JobFailed("模板文件找不到了，请重新上传模板，或改用样例模板。") from None
    collected.notes += [note for note in notes if note not in collected.notes]
    return Made(files.put([data]), template.ending, collected.content(), shown, at)


def apply(job: Job, made: Made | None) -> None:
    row = _waiting(job)
    if row is not None and made is not None:
        note_made(report=row, made=made, by=_actor(job, row), version=row.version)


def fail(job: Job, message: str) -> None:
    row = _waiting(job)
    if row is not None:
        note_not_made(report=row, message=message, by=system_actor(), version=row.version)


def register() -> None:
    jobs.register(MAKE_JOB, jobs.Kind(prepare, apply, fail))
