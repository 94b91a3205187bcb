"""What a new version asks to change of agreed numbers, and how they came to be what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import parts as works
from .models import Goal, Workplan
from .states import FROZEN

BY_ASKING = "备案数不能在这里改。要调整的，请打开“申请调整目标”，填新数、写明理由。"


@dataclass(frozen=True, slots=True)
class GoalChange:
    words: str
    unit: str
    year: int
    before: Decimal | None
    now: Decimal | None

    def __str__(self) -> str:
        before, now = (works.number_words(value) or "没有" for value in (self.before, self.now))
        return f"“{self.words}”{self.year} 年 {before} → {now}{self.unit}"


def number_of(goal: Goal) -> Decimal | None:
    """What would be agreed, or is."""
    if goal.agreed is not None:
        return goal.agreed
    return goal.city if goal.school is None else goal.school


def _numbers(workplan: Workplan) -> dict[tuple[int, int], Goal]:
    rows = Goal.objects.filter(part__workplan=workplan, part__dropped_at__isnull=True)
    return {(goal.target_id, goal.year): goal for goal in rows.select_related("target")}


def changes_of(workplan: Workplan) -> list[GoalChange]:
    """Against the version it replaces; nothing for a first one."""
    if workplan.replaces is None:
        return []
    before, now = _numbers(workplan.replaces), _numbers(workplan)
    found = []
    for key, goal in {**before, **now}.items():
        old, new = (number_of(rows[key]) if key in rows else None for rows in (before, now))
        if old != new:
            found.append(GoalChange(goal.target.words, goal.target.unit, goal.year, old, new))
    return found


def held_numbers(workplan: Workplan) -> dict[tuple[int, int], Decimal | None]:
    """(key of the target, year) → the number of this version, of those that the one it replaces was filed with: they
    change by asking only (ADR 0020).
    """
    if workplan.replaces is None:
        return {}
    agreed = {key for key, goal in _numbers(workplan.replaces).items() if goal.agreed is not None}
    return {key: goal.school for key, goal in _numbers(workplan).items() if key in agreed}


@dataclass(slots=True)
class History:
    words: str
    year: int
    lines: list[tuple[Workplan, str]] = field(default_factory=list)  # version, number in words


def history_of(workplan: Workplan) -> list[History]:
    """Of every number that was not always the same: what was agreed in which version, oldest first."""
    same: Any = Workplan.objects.filter(
        organisation=workplan.organisation_id, plan=workplan.plan_id, round=workplan.round, state__in=FROZEN
    )
    versions = list(same.order_by("number"))
    if len(versions) < 2:
        return []
    goals = [_numbers(version) for version in versions]
    found = []
    for key in dict.fromkeys(key for rows in goals for key in rows):
        said = [number_of(rows[key]) if key in rows else None for rows in goals]
        if len(set(said)) > 1:
            goal = next(rows[key] for rows in goals if key in rows)
            words = [works.number_words(value) or "—" for value in said]
            found.append(History(goal.target.words, goal.year, list(zip(versions, words, strict=True))))
    return found
