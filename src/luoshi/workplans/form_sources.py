"""What the parts of workplans take instead of being asked again: what was said of the same work elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Prefill
from luoshi.plans.models import Task
from luoshi.undertakings.models import Duty

from .given import texts_in_force
from .parts import PLANNED

TEXT = frozenset({"text", "long_text"})
FIELDS = {
    "baseline": "建设基础",
    "measures": "主要举措",
    "mechanism": "推进机制",
    "deliverables": "预期成果",
    "risks": "风险与应对",
}


def _said(asked: Asked) -> dict[str, Any]:
    """Of the work behind the task: the newest filed workplan of the school that says something of it."""
    task = asked.about if isinstance(asked.about, Task) else getattr(asked.about, "task", None)
    if task is None or asked.organisation_id is None:
        return {}
    memo = asked.memo.setdefault("workplans.said", {})
    if task.pk not in memo:
        memo[task.pk] = _look(task, asked.organisation_id)
    found: dict[str, Any] = memo[task.pk]
    return found


def _look(task: Task, organisation_id: int) -> dict[str, Any]:
    works = Duty.objects.filter(
        task=task, organisation=organisation_id, left_at__isnull=True, basis__in=PLANNED
    ).values_list("work_id", flat=True)
    found = texts_in_force(organisation_id, works)
    return next((texts for texts in found.values() if texts), {})


def _text(key: str) -> Callable[[Actor, Asked], Any]:
    return lambda actor, asked: _said(asked).get(key)


PREFILL = {
    f"workplans.{key}": Prefill(f"已备案方案里同一工作的“{label}”", TEXT, _text(key))
    for key, label in FIELDS.items()
}
