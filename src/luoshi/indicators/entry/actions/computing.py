"""Figures follow their registers: in the act that changes an entry, and when a new period has begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.core.periods import period_of
from luoshi.registers.models import Entry, Register
from luoshi.registers.states import EntryState

from ...actions import Recorded, locked, record
from ...models import Indicator, IndicatorVersion, Observation, Period
from ...periods import find, row_of
from .. import permissions
from ..computing import figures
from ..definitions import counting_of

SYSTEM = "按台账计算指标"
JUST_NOW = dt.timedelta(hours=2)
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
    """The last versions that registers give."""
    rows = IndicatorVersion.objects.filter(superseded_at__isnull=True, indicator__withdrawn_at__isnull=True)
    return [row for row in rows.exclude(computed={}).select_related("indicator") if row.computed]


def follow_counted(*, register: Register, organisations: frozenset[int], by: Actor) -> int:
    """Inside the act that changed entries: the period under way of every indicator that looks at this register."""
    versions = [row for row in computed_versions() if register.key in _looks_at(row)]
    if not versions:
        return 0
    schools = _counted_now(register, organisations)
    today = clock.today()
    by_type: dict[str, list[Indicator]] = {}
    for row in versions:
        by_type.setdefault(row.period_type, []).append(row.indicator)
    done = 0
    for kind, indicators in by_type.items():
        period = row_of(period_of(kind, today))
        done += len(compute(indicators=indicators, organisations=schools, periods=[period], by=by).rows)
    return done


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
    made or changed meanwhile. Called by the tick."""
    today = clock.today()
    by_type: dict[str, list[Indicator]] = {}
    for row in computed_versions():
        if _is_uncounted(row, find(period_of(row.period_type, today))):
            by_type.setdefault(row.period_type, []).append(row.indicator)
    for kind, indicators in by_type.items():
        begin_period(indicators=indicators, kind=kind, by=system_actor(SYSTEM))


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
    below = [school for school in schools[: FEW + 1] if by.is_system or school.path.startswith(by.path)]
    if not version.computed or not below or len(below) > FEW:
        return 0
    period = row_of(period_of(version.period_type, clock.today()))
    if period.ends < version.valid_from:
        return 0
    return len(compute(indicators=[version.indicator], organisations=below, periods=[period], by=by).rows)


@acts.act("indicator_entry.begin_period", who=permissions.can_compute)
def begin_period(*, indicators: Collection[Indicator], kind: str, by: Actor) -> int:
    """The period under way, counted for every school."""
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    period = row_of(period_of(kind, clock.today()))
    return len(compute(indicators=indicators, organisations=list(schools), periods=[period], by=by).rows)
