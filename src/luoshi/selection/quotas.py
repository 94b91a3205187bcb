"""How many applications of one school or county may go up, and what the last results add to it.

The number holds for a unit and a 组别: the unit's own row, else the row for everybody, else what the rules say. Whoever
passes an application on counts under the lock of `deadline.locked` (the last place goes to one of two).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import clock
from luoshi.common.stages import installed
from luoshi.core.conflicts import years_before
from luoshi.core.selection import QuotaBy, Rules, read_rules
from luoshi.registers.models import ProjectStage
from luoshi.registers.states import RANK, EntryState, Level, StageKind

from .models import Call, Quota
from .queries import below, register_of

YEARS = 3  # results of the last call of this kind; where there was none, of so many years


@dataclass(frozen=True, slots=True)
class Allowed:
    """number: how many may go up; None: as many as come. words: why so many."""

    number: int | None
    words: str = ""


def allowed(call: Call, unit: Organisation, group: str = "", rules: Rules | None = None) -> Allowed:
    """What holds for this unit now."""
    rules = rules or read_rules(call.rules)
    return _of(rules, list(call.quotas.all()), unit, group)


def allowed_all(
    call: Call, units: Iterable[Organisation], rows: list[Quota] | None = None
) -> dict[tuple[int, str], Allowed]:
    """By unit and 组别, in one query. rows: as if these stood in place of those that do."""
    rules, rows = read_rules(call.rules), list(call.quotas.all()) if rows is None else rows
    groups = rules.group_titles or ("",)
    return {(unit.pk, group): _of(rules, rows, unit, group) for unit in units for group in groups}


def _of(rules: Rules, rows: list[Quota], unit: Organisation, group: str) -> Allowed:
    if rules.quota.by == QuotaBy.NONE:
        return Allowed(None, "不限额")
    for organisation_id in (unit.pk, None):
        for wanted in (group, "") if group else ("",):
            for row in rows:
                if row.organisation_id == organisation_id and row.group == wanted:
                    return Allowed(_capped(rules, row.number + row.raised), _words(row))
    return Allowed(rules.quota.number or None, "统一名额")


def _capped(rules: Rules, number: int) -> int:
    return min(number, rules.quota.most) if rules.quota.most else number


def _words(row: Quota) -> str:
    said = f"往届结果增加 {row.raised} 个" if row.raised else ""
    return "；".join(each for each in (said, row.reason) if each)


def unit_of(call: Call, organisation: Organisation) -> Organisation:
    """Whose quota an application of this organisation counts in: with quotas by county the county bureau above it,
    where there is one; else its own.
    """
    if read_rules(call.rules).quota.by != QuotaBy.COUNTY:
        return organisation
    county = Organisation.objects.filter(
        path__in=ancestors(organisation.path), kind=Organisation.Kind.COUNTY_BUREAU
    ).order_by("-path")
    return county.first() or organisation


def units(call: Call) -> list[Organisation]:
    """Who has a quota: every school, or every county and the schools that stand directly below the bureau."""
    by = read_rules(call.rules).quota.by
    if by == QuotaBy.NONE:
        return []
    schools = list(below(call, Organisation.Kind.SCHOOL))
    if by == QuotaBy.SCHOOL:
        return schools
    counties = list(below(call, Organisation.Kind.COUNTY_BUREAU))
    return counties + [
        each for each in schools if not any(each.path.startswith(county.path) for county in counties)
    ]


def wins(call: Call, of: Iterable[Organisation]) -> dict[int, int]:
    """By unit how often it won at this level or above since the last call of this kind began: entries recognised by
    somebody above or checked by him, and what later stages know of wins that stand in no register. What a school says
    of itself alone gives it no place.
    """
    level, since = call.level if call.level in RANK else Level.CITY, _since(call)
    paths = list(_recognised(call, level, since))
    for stage in installed():
        if stage.wins is not None:
            paths += stage.wins(call.kind, level, since)
    return {each.pk: sum(path.startswith(each.path) for path in paths) for each in of}


def _recognised(call: Call, level: str, since: dt.date) -> Iterable[str]:
    register = register_of(call)
    if register is None:
        return []
    stages = ProjectStage.objects.filter(
        entry__register=register,
        kind=StageKind.RECOGNISED,
        taken_back_at__isnull=True,
        level__in=[key for key, rank in RANK.items() if rank >= RANK[level]],
        on__gte=since,
        on__lte=clock.today(),
    ).filter(Q(from_above=True) | Q(entry__state=EntryState.CHECKED))
    for stage in installed():
        if stage.unproved is not None:
            stages = stages.exclude(pk__in=stage.unproved())
    stages = stages.order_by()
    return stages.values_list("entry__organisation__path", flat=True)


def _since(call: Call) -> dt.date:
    earlier = Call.objects.filter(
        kind=call.kind_id, organisation=call.organisation_id, opened_at__isnull=False
    ).exclude(pk=call.pk)
    last = earlier.order_by("-opened_at").values_list("opened_at", flat=True).first()
    return timezone.localtime(last).date() if last is not None else years_before(clock.today(), YEARS)


def proposed(call: Call) -> dict[int, int]:
    """By unit how much its last results add, by the rule of the kind."""
    rule = read_rules(call.rules).quota
    if not rule.raised:
        return {}
    room = max(rule.most - rule.number, 0) if rule.most else 100
    return {pk: min(count * rule.raised, room) for pk, count in wins(call, units(call)).items() if count}
