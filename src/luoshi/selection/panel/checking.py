"""Conflicts as they are on a day: by registers, as declared, as set. Asked in the pool, at the draw, at reading and at
saving (controls BL-08); who is asked last is right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from luoshi.core.conflicts import IN_WORDS, Rules, Tie, conflicts
from luoshi.core.selection import read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from .facts import known
from .models import Conflict, Expert
from .states import ConflictKind

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
    """By pair, where there is any. Experts come with `membership__user`, `entry` and `tenures__organisation`
    (`queries.with_facts`), applications with `call` and `organisation`.
    """
    pool, papers = known(experts, applications, day)
    found = standing(experts, applications)
    calls = {application.call_id: application.call for application in applications}
    rules = {key: rules_of(call) for key, call in calls.items()}
    for application in applications:
        rule = rules[application.call_id]
        applied = papers[application.pk]
        for expert in experts:
            for each in conflicts(pool[expert.pk].facing(applied), applied, rule, day):
                ground = Ground(ConflictKind.COMPUTED, each.words, each.tie, each.by)
                found.setdefault((expert.pk, application.pk), []).append(ground)
    return found


def standing(experts: Collection[Expert], applications: Collection[Application]) -> dict[Pair, list[Ground]]:
    """What was declared or set and not lifted."""
    rows = Conflict.objects.filter(
        expert__in=[each.pk for each in experts],
        application__in=[each.pk for each in applications],
        lifted_at__isnull=True,
    ).exclude(kind=ConflictKind.COMPUTED)
    found: dict[Pair, list[Ground]] = {}
    for row in rows.order_by("pk"):
        ground = Ground(row.kind, f"{row.get_kind_display()}：{row.reason}", row=row)
        found.setdefault((row.expert_id, row.application_id), []).append(ground)
    return found


def in_words(found: Collection[Ground]) -> str:
    return "；".join(each.words for each in found)


def tie_in_words(tie: str) -> str:
    return IN_WORDS[Tie(tie)]
