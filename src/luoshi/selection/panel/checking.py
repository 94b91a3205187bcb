"""Conflicts as they are on a day: by registers, as declared, as set, and as they stood when a draw was frozen. Asked in
the pool, at the draw, at reading and at saving (controls BL-08); a new one counts at once, none goes by a later edit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from luoshi.core.conflicts import IN_WORDS, Applied, Rules, Tie, conflicts
from luoshi.core.selection import read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from .facts import Pool, known
from .models import Conflict, Expert, Stood
from .states import ConflictKind, DrawState

Pair = tuple[int, int]  # keys of expert and application


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why the expert must not have the application. tie: of a computed one; by: ids it holds by."""

    kind: str
    words: str
    tie: str = ""
    by: tuple[str, ...] = ()
    row: Conflict | None = None


def rules_of(call: Call) -> Rules:
    """What this selection counts; its `panel` may leave ties out and say how long a former employer binds."""
    panel = read_rules(call.rules).panel
    return Rules(counted=panel.counted, years=panel.years)


def conflicts_now(expert: Expert, application: Application, day: dt.date) -> list[Ground]:
    """Every reason why this expert must not have this application on this day; none: empty."""
    return grounds([expert], [application], day).get((expert.pk, application.pk), [])


def grounds(
    experts: Collection[Expert], applications: Collection[Application], day: dt.date
) -> dict[Pair, list[Ground]]:
    """By pair, where there is any: as declared or set, by registers today, and as they were when a draw was frozen.
    Experts come with `membership__user`, `entry`, `tenures__organisation` and `judged` (`queries.with_facts`),
    applications with `call` and `organisation`.
    """
    pool, papers = known(experts, applications, day)
    return grounds_of(experts, applications, day, pool, papers)


def grounds_of(
    experts: Collection[Expert],
    applications: Collection[Application],
    day: dt.date,
    pool: Pool,
    papers: Mapping[int, Applied],
) -> dict[Pair, list[Ground]]:
    """With what is `known` of them."""
    found = standing(experts, applications)
    calls = {application.call_id: application.call for application in applications}
    rules = {key: rules_of(call) for key, call in calls.items()}
    for expert, application in _may_be_bound(experts, applications, pool, papers):
        applied, rule = papers[application.pk], rules[application.call_id]
        here = pool[expert.pk, application.call_id].facing(applied)
        for each in conflicts(here, applied, rule, day):
            ground = Ground(ConflictKind.COMPUTED, each.words, each.tie, each.by)
            found.setdefault((expert.pk, application.pk), []).append(ground)
    for pair, ground in kept(experts, applications):
        if all(each.tie != ground.tie for each in found.get(pair, ())):
            found.setdefault(pair, []).append(ground)
    return found


def _may_be_bound(
    experts: Collection[Expert],
    applications: Collection[Application],
    pool: Pool,
    papers: Mapping[int, Applied],
) -> Iterator[tuple[Expert, Application]]:
    """Pairs with an id in common, the only ones that can be bound: of a large selection's 800,000 a handful."""
    ordered, calls = list(experts), {application.call_id for application in applications}
    having: dict[tuple[int, str], list[int]] = {}  # by selection and id the places of the experts who have it
    for place, expert in enumerate(ordered):
        for call in calls:
            for mark in pool[expert.pk, call].marks:
                having.setdefault((call, mark), []).append(place)
    for application in applications:
        marks = papers[application.pk].marks
        places = {place for mark in marks for place in having.get((application.call_id, mark), ())}
        yield from ((ordered[place], application) for place in sorted(places))


def kept(experts: Collection[Expert], applications: Collection[Application]) -> Iterator[tuple[Pair, Ground]]:
    """What registers said when a draw was frozen, and what took something away since: no later edit lifts it."""
    for pair, ties in stood(experts, applications).items():
        for tie in sorted(ties):
            yield pair, Ground(ConflictKind.COMPUTED, f"{tie_in_words(tie)}（名单封存时）", tie)
    for row in _in_force(experts, applications).filter(kind=ConflictKind.COMPUTED):
        for tie in _ties(row):
            yield (row.expert_id, row.application_id), Ground(row.kind, tie_in_words(tie), tie, row=row)


def stood(
    experts: Collection[Expert], applications: Collection[Application], **which: Any
) -> dict[Pair, set[str]]:
    """Ties when the pools of draws were frozen that were not voided. which: conditions on those draws."""
    keys = {each.public_id: each.pk for each in applications}
    calls = {each.call_id for each in applications}
    rows = Stood.objects.filter(seat__expert__in=[each.pk for each in experts], draw__call__in=calls, **which)
    found: dict[Pair, set[str]] = {}
    for expert, ties in rows.exclude(draw__state=DrawState.VOID).values_list("seat__expert", "ties"):
        for key, said in ties.items():
            if key in keys:
                found.setdefault((expert, keys[key]), set()).update(said)
    return found


def _ties(row: Conflict) -> list[str]:
    """Kinds, in whichever of the forms they were kept."""
    said = [each.get("tie", "") if isinstance(each, dict) else each[0] if each else "" for each in row.ties]
    return sorted({str(each) for each in said if each in IN_WORDS})


def _in_force(experts: Collection[Expert], applications: Collection[Application]) -> QuerySet[Conflict]:
    return Conflict.objects.filter(
        expert__in=[each.pk for each in experts],
        application__in=[each.pk for each in applications],
        lifted_at__isnull=True,
    ).order_by("pk")


def standing(experts: Collection[Expert], applications: Collection[Application]) -> dict[Pair, list[Ground]]:
    """What was declared or set and not lifted."""
    found: dict[Pair, list[Ground]] = {}
    for row in _in_force(experts, applications).exclude(kind=ConflictKind.COMPUTED):
        ground = Ground(row.kind, f"{row.get_kind_display()}：{row.reason}", row=row)
        found.setdefault((row.expert_id, row.application_id), []).append(ground)
    return found


def in_words(found: Collection[Ground]) -> str:
    return "；".join(each.words for each in found)


def tie_in_words(tie: str) -> str:
    return IN_WORDS[Tie(tie)]
