"""Which task of the plan a task of the document revises: what the wizard offers, and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.common.errors import RuleBroken
from luoshi.core.packs.from_reading import task_matches
from luoshi.core.packs.matching import likeness, may_be_revised
from luoshi.home.loading import snapshot_now
from luoshi.policies.models import Reading

from .loading import plan_of

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class PlanTasks:
    """The plan's tasks by key, which of them each task of the document is, and what people said about that."""

    titles: Mapping[str, str]
    now: Mapping[str, str]
    by_hand: Mapping[str, str | None]

    def holder(self, key: str) -> str | None:
        """The task of the document of which a person said that it is this one."""
        return next((task for task, wanted in self.by_hand.items() if wanted == key), None)


def known_tasks(reading: Reading, result: Mapping[str, Any]) -> PlanTasks | None:
    """None where the import makes a new plan, or its plan is gone (the page of the difference says so)."""
    try:
        plan = plan_of(reading)
    except RuleBroken:
        return None
    if plan is None:
        return None
    snapshot = snapshot_now("plan", plan.key)
    titles = {key: _title(row) for key, row in snapshot["tasks"].items() if may_be_revised(row)}
    return PlanTasks(titles, task_matches(result, snapshot), result["matched"])


def candidates(known: PlanTasks, result: Mapping[str, Any], title: str) -> list[tuple[str, str]]:
    """Tasks of the document that are new to the plan, as (key, title), the likest to this title first."""
    new = [
        (task["key"], _title(task))
        for task in result["tasks"]
        if not task.get("dropped") and task["key"] not in known.now
    ]
    return sorted(new, key=lambda task: -likeness(task[1], title))[:MOST_CANDIDATES]


def _title(row: Mapping[str, Any]) -> str:
    return f"{row['code'] or ''} {row['title']}".strip()
