"""The worker's part: what counting many schools anew would change, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_of_membership
from luoshi.common import jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import Busy
from luoshi.common.models import Job
from luoshi.notices.actions import tell
from luoshi.registers.jobs import fail as fail_run
from luoshi.registers.jobs import waiting

from ..models import Indicator, IndicatorVersion, Period
from .actions.computing import FOLLOW_JOB, SYSTEM, follow_run, follow_school
from .actions.recounting import COUNT_JOB, LOOK_JOB, note_no_recount, note_recount, recount
from .due import SCHOOL_JOB, Counted, counted_ahead, counted_now, heavy_versions, looking_at, token_of
from .recounting import COUNTING, LOOKING, Change, asked, changes, schools_below

NOTICE = "filing"
Report = Callable[[int, int, str], None]


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起的人员已不在原岗位，没有继续。请由现任人员重新办理。")
    return actor


def _asked(job: Job, state: str) -> tuple[Indicator, Period] | None:
    row = Indicator.objects.select_related("owner").filter(public_id=job.object_id).first()
    said = asked(row) if row is not None else {}
    period = Period.objects.filter(public_id=said.get("period", "")).first()
    return (row, period) if row is not None and period is not None and said["state"] == state else None


def prepare_look(job: Job, report: Report) -> list[Change] | None:
    found = _asked(job, LOOKING)
    if found is None:
        return None
    schools = schools_below(_actor(job))
    return changes(*found, schools, lambda done, total: report(done, total, "正在核对各校的台账"))


def apply_look(job: Job, result: list[Change] | None) -> None:
    found = _asked(job, LOOKING)
    if found is not None and result is not None:
        note_recount(indicator=found[0], found=result, by=_actor(job), version=found[0].version)
        _tell(job, found[0], f"重新计算前的核对完成，会改 {len(result)} 个单位：{found[0].title}")


def prepare_count(job: Job, report: Report) -> None:
    _actor(job)
    report(0, 1, "正在重新计算")


def apply_count(job: Job, result: None) -> None:
    found = _asked(job, COUNTING)
    if found is not None:
        count = asked(found[0]).get("count", 0)
        recount(indicator=found[0], period=found[1], by=_actor(job), version=found[0].version, by_worker=True)
        _tell(job, found[0], f"重新计算完成（核对时要改 {count} 个单位）：{found[0].title}")


def fail(job: Job, message: str) -> None:
    row = Indicator.objects.filter(public_id=job.object_id).first()
    if row is not None and asked(row):
        note_no_recount(indicator=row, message=message, by=system_actor(), version=row.version)


def prepare_follow(job: Job, report: Report) -> Counted | None:
    run = waiting(job)
    if run is None:
        return None
    report(run.worked, run.total, "正在按刚办的条目计算指标")
    return counted_ahead(looking_at(run.register), counted_now(run.register, run.due))


def apply_follow(job: Job, ahead: Counted | None) -> None:
    run = waiting(job)
    if run is not None and ahead is not None:
        follow_run(run=run, ahead=ahead, by=system_actor(SYSTEM), version=run.version)


@dataclass(frozen=True, slots=True)
class OfSchool:
    """What is to be counted of a school, and what was counted of it ahead."""

    school: Organisation
    versions: list[IndicatorVersion]
    ahead: Counted


def prepare_school(job: Job, report: Report) -> OfSchool | None:
    school = Organisation.objects.filter(public_id=job.object_id, withdrawn_at__isnull=True).first()
    if school is None:
        return None
    report(0, 1, "正在按台账计算指标")
    versions = heavy_versions(school)
    return OfSchool(school, versions, counted_ahead(versions, [school]))


def apply_school(job: Job, found: OfSchool | None) -> None:
    """Where an entry was changed meanwhile it is counted anew before the act; at the last try within it."""
    if found is None or not found.versions:
        return
    if job.attempts < jobs.MAX_ATTEMPTS and found.ahead.token != token_of(found.versions, [found.school]):
        raise Busy
    follow_school(
        organisation=found.school, versions=found.versions, ahead=found.ahead, by=system_actor(SYSTEM)
    )


def fail_school(job: Job, message: str) -> None:
    """Whoever changed the entry is told; it stands as it was changed."""
    tell(
        to=Membership.objects.filter(pk=job.membership_id),
        title="台账已经改好，指标没有跟着算出来",
        body=f"{message}\n请在台账里把这一条再保存一次；还是不行，请市教育局在指标页重新计算。",
        kind=NOTICE,
        href=reverse("registers"),
        by=system_actor(),
    )


def _tell(job: Job, indicator: Indicator, title: str) -> None:
    to = Membership.objects.filter(pk=job.membership_id)
    href = reverse("recount-indicator", args=[indicator.public_id])
    tell(to=to, title=title, kind=NOTICE, href=href, by=system_actor())


def register() -> None:
    jobs.register(LOOK_JOB, jobs.Kind(prepare_look, apply_look, fail))
    jobs.register(FOLLOW_JOB, jobs.Kind(prepare_follow, apply_follow, fail_run))
    jobs.register(SCHOOL_JOB, jobs.Kind(prepare_school, apply_school, fail_school))
    jobs.register(COUNT_JOB, jobs.Kind(prepare_count, apply_count, fail))
