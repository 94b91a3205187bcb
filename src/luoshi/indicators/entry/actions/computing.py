"""Figures follow their registers: in the act that changes an entry, and when a new period has begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.core.periods import Period as Span
from luoshi.core.periods import period_before, period_of
from luoshi.registers.models import Entry, Register
from luoshi.registers.states import EntryState

from ...actions import Recorded, locked, record
from ...definitions import definitions_of
from ...models import NOW_VALID, Indicator, IndicatorVersion, Observation, Period
from ...periods import find, row_of
from ...states import Nature, Status
from .. import permissions
from ..computing import figures
from ..definitions import counting_of
from ..periods import count_day

SYSTEM = "按台账计算指标"
JUST_NOW = dt.timedelta(hours=2)
YEAR, LATE = dt.timedelta(days=366), dt.timedelta(days=31)
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


def computed_versions() -> list[IndicatorVersion]:
    """Those in force today that registers give."""
    today = clock.today()
    keys = Indicator.objects.filter(withdrawn_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    rows = [_in_force(versions, today) for versions in definitions_of(list(keys)).values() if versions]
    return [row for row in rows if row.computed]


def _in_force(versions: list[IndicatorVersion], today: dt.date) -> IndicatorVersion:
    """One for a later period does not hold yet."""
    begun = [
        row
        for row in versions
        if row.valid_from <= (period_of(row.period_type, today).ends if row.computed else today)
    ]
    return begun[-1] if begun else versions[0]


def follow_counted(*, register: Register, organisations: frozenset[int], by: Actor) -> int:
    """Inside the act that changed entries: the period under way of every indicator that looks at this register,
    and ended ones that what is entered late belongs to."""
    versions = [row for row in computed_versions() if register.key in _looks_at(row)]
    if not versions:
        return 0
    schools = _counted_now(register, organisations)
    today = clock.today()
    by_period = _ended(versions, schools, today)
    for row in versions:
        by_period.setdefault(row_of(period_of(row.period_type, today)), []).append(row.indicator)
    done = 0
    for period, indicators in sorted(by_period.items(), key=lambda each: each[0].pk):
        done += len(compute(indicators=indicators, organisations=schools, periods=[period], by=by).rows)
    return done


def _ended(
    versions: Collection[IndicatorVersion], schools: Collection[Organisation], today: dt.date
) -> dict[Period, list[Indicator]]:
    """Periods that are over, and were counted, in which a late entry may still count: of a time, by the entry's own
    day; on a day, only a while, as entries are read as they are now."""
    by_key = {row.indicator_id: row for row in versions}
    rows = Observation.objects.filter(
        NOW_VALID,
        indicator__in=by_key,
        organisation__in=schools,
        status=Status.COMPUTED,
        period__ends__range=(today - YEAR, today - dt.timedelta(days=1)),
    )
    found: dict[Period, list[Indicator]] = {}
    pairs = set(rows.order_by().values_list("indicator", "period").distinct())
    periods = Period.objects.in_bulk({period for _, period in pairs})
    for key, period in sorted(pairs):
        version = by_key[key]
        if version.nature == Nature.FLOW or count_day(version, periods[period]) >= today - LATE:
            found.setdefault(periods[period], []).append(version.indicator)
    return found


def _counted_now(register: Register, organisations: frozenset[int]) -> list[Organisation]:
    """Schools in being, and those whose merger is being undone: their entries are back before they are."""
    back = Entry.objects.filter(register=register, organisation__in=organisations)
    open_again = back.exclude(state=EntryState.ENDED).values("organisation")
    there = Q(withdrawn_at__isnull=True) | Q(pk__in=open_again)
    rows = Organisation.objects.filter(there, pk__in=organisations, kind=Organisation.Kind.SCHOOL)
    return list(rows)


def _looks_at(version: IndicatorVersion) -> tuple[str, ...]:
    counting = counting_of(version)
    return counting.registers if counting is not None else ()


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
