"""What this stage adds to pages of other objects."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.plans.models import Task

from .permissions import can_take_on_duty


def task_panel(actor: Actor, task: Task) -> dict[str, Any] | None:
    """The way to another organisation that takes the task on; None for those who may not."""
    if not can_take_on_duty(actor, task):
        return None
    return {"template": "undertakings/_task_panel.html", "task": task}
