"""Figures follow their registers: in the act that changes an entry, and when a new period has begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job
from luoshi.core.periods import Period as Span
from luoshi.core.periods import period_before, period_of
from luoshi.registers.actions import go_on
from luoshi.registers.models import EntryRun, Register

from ...actions import Recorded, locked, record
from ...models import NOW_VALID, Indicator, IndicatorVersion, Observation, Period
from ...periods import find, row_of
from ...states import Nature
from .. import permissions
from ..computing import figures
from ..due import (
    LATE,
    MANY,
    SCHOOL_JOB,
    Counted,
    computed_versions,
    counted_now,
    ended_due,
    jobs_waiting,
    looking_at,
    token_of,
    weights,
)
from ..periods import count_day
from ..telling import tell_of_the_past

SYSTEM = "按台账计算指标"
FOLLOW_JOB = "indicator_entry.follow_run"
JUST_NOW = dt.timedelta(hours=2)
_counted_to_the_end: set[tuple[int, dt.date]] = set()  # by this process: version, count day
FEW = 60  # schools that are counted within the act that defines an indicator


@acts.act("indicator_entry.compute", who=permissions.can_compute)
def compute(
    *,
    indicators: Collection[Indicator],
    organisations: Collection[Organisation],
    periods: Collection[Period],
    by: Actor,
) -> Recorded:
    """Count these anew. What comes out as it stands changes nothing."""
    locked(
        {each.pk for each in organisations}, by
    )  # before entries are read: of two acts, the later reads both's
    return record(figures=figures(indicators, organisations, periods), by=by)


def follow_counted(*, register: Register, organisations: frozenset[int], at_once: bool, by: Actor) -> int:
    """Inside the act that changed entries: the period under way of every indicator that looks at this register,
    and ended ones that what is entered late belongs to. Of a school with very many entries the worker counts, unless
    it must be `at_once`; it waits for none that is waited for already.
    """
    versions = looking_at(register)
    if not versions:
        return 0
    schools = counted_now(register, organisations)
    # before it is asked whether a job waits: one that has read already writes after this act, or has written before
    locked({each.pk for each in schools}, by)
    found = {} if at_once else weights(versions, [each.pk for each in schools])
    late = [each for each in schools if found.get(each.pk, 0) > MANY]
    for school in late:
        if not jobs_waiting(school, Job.State.QUEUED):
            jobs.enqueue(SCHOOL_JOB, object_id=school.public_id, membership_id=by.membership_id)
    now = [each for each in schools if each not in late]
    return follow(versions=versions, schools=now, by=by) if now else 0


def follow(
    *,
    versions: Sequence[IndicatorVersion],
    schools: Sequence[Organisation],
    by: Actor,
    ahead: Counted | None = None,
) -> int:
    """ahead: what was counted before the act, where that still holds."""
    locked({each.pk for each in schools}, by)
    holds = ahead is not None and ahead.token == token_of(versions, schools)
    counted = ahead.by_period if ahead is not None and holds else {}
    today = clock.today()
    by_period = ended_due(versions, schools, today)
    for row in versions:
        by_period.setdefault(row_of(period_of(row.period_type, today)), []).append(row.indicator)
    done = 0
    for period, indicators in sorted(by_period.items(), key=lambda each: each[0].pk):
        if period.pk in counted:
            rows = record(figures=counted[period.pk], by=by).rows
        else:
            rows = compute(indicators=indicators, organisations=schools, periods=[period], by=by).rows
        if period.ends < today - LATE:
            tell_of_the_past(period, rows, by)
        done += len(rows)
    return done


def count_later(*, run: EntryRun, membership: int | None, by: Actor) -> Job | None:
    """Inside the act that moved some of very many entries: the job in which figures follow; None where none is counted
    from them."""
    if not looking_at(run.register):
        return None
    return jobs.enqueue(FOLLOW_JOB, object_id=run.public_id, membership_id=membership)


@acts.act("indicator_entry.follow_run", who=permissions.only_the_system, on="run")
def follow_run(*, run: EntryRun, ahead: Counted, by: Actor) -> EntryRun:
    """Figures follow what was moved last of very many entries; then the run goes on."""
    versions, schools = looking_at(run.register), counted_now(run.register, run.due)
    if versions:
        follow(versions=versions, schools=schools, by=by, ahead=ahead)
    went_on: EntryRun = go_on(run=run, by=by)
    return went_on


@acts.act("indicator_entry.follow_school", who=permissions.only_the_system, under="organisation")
def follow_school(
    *, organisation: Organisation, versions: Sequence[IndicatorVersion], ahead: Counted, by: Actor
) -> int:
    """Figures of a school follow what was changed in its long lists."""
    return follow(versions=versions, schools=[organisation], by=by, ahead=ahead)


def keep_up() -> None:
    """Count for all schools what was not counted yet by the definition in force: a period that has begun, an indicator
    made or changed meanwhile, and once more what a count day that is over has. Called by the tick."""
    today = clock.today()
    due: dict[Span, list[Indicator]] = {}
    passed: set[tuple[int, dt.date]] = set()
    for row in computed_versions():
        now = period_of(row.period_type, today)
        if _is_uncounted(row, find(now)):
            due.setdefault(now, []).append(row.indicator)
        for span in (now, period_before(now)):
            day = _day_passed(row, find(span), today)
            if day is not None and (row.pk, day) not in _counted_to_the_end:
                due.setdefault(span, []).append(row.indicator)
                passed.add((row.pk, day))
    for span, indicators in due.items():
        begin_period(
            indicators=list(dict.fromkeys(indicators)), kind=span.kind, span=span, by=system_actor(SYSTEM)
        )
    _counted_to_the_end.update(passed)


def _day_passed(version: IndicatorVersion, period: Period | None, today: dt.date) -> dt.date | None:
    """The count day of a period that was counted, when it is over, though not for long."""
    if period is None:
        return None
    day = period.ends if version.nature == Nature.FLOW else count_day(version, period)
    if not day < today <= day + LATE:
        return None
    counted = Observation.objects.filter(NOW_VALID, indicator=version.indicator_id, period=period).exists()
    return day if counted else None


def _is_uncounted(version: IndicatorVersion, period: Period | None) -> bool:
    """Not at all, or not since a new definition: of that one only a while, as it may come to the same figures."""
    if period is None:
        return True
    rows = Observation.objects.filter(indicator=version.indicator_id, period=period)
    if version.recorded_at > clock.now() - JUST_NOW:
        rows = rows.filter(definition=version)
    return not rows.exists()


def count_at_once(*, version: IndicatorVersion, by: Actor) -> int:
    """Inside the act that defines it, where that is quick; else the tick sees to it."""
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    below = list((schools if by.is_system else schools.filter(within(by.path)))[: FEW + 1])
    if not version.computed or not below or len(below) > FEW:
        return 0
    period = row_of(period_of(version.period_type, clock.today()))
    if period.ends < version.valid_from:
        return 0
    return len(compute(indicators=[version.indicator], organisations=below, periods=[period], by=by).rows)


@acts.act("indicator_entry.begin_period", who=permissions.can_compute)
def begin_period(*, indicators: Collection[Indicator], kind: str, by: Actor, span: Span | None = None) -> int:
    """The period under way, or another one, counted for every school."""
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    period = row_of(span or period_of(kind, clock.today()))
    return len(compute(indicators=indicators, organisations=list(schools), periods=[period], by=by).rows)
