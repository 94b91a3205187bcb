"""What this stage adds to pages of other objects."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.plans.models import Basis, Task

from .models import Duty
from .permissions import can_take_on_duty


def task_panel(actor: Actor, task: Task) -> dict[str, Any] | None:
    """The way to another organisation that takes the task on, or to asking for it; None for those who may neither."""
    may_take_on = can_take_on_duty(actor, task)
    open_to_requests = task.basis == Basis.UNDERTAKEN and task.withdrawn_at is None
    may_request = open_to_requests and (may_take_on or _could_ask(actor, task))
    if not may_take_on and not may_request:
        return None
    return {
        "template": "undertakings/_task_panel.html",
        "task": task,
        "may_take_on": may_take_on,
        "may_request": may_request,
    }


def _could_ask(actor: Actor, task: Task) -> bool:
    """A school that does not carry the task today."""
    carried = Duty.objects.filter(
        task=task, organisation=actor.organisation_id, basis=Basis.UNDERTAKEN, left_at__isnull=True
    )
    return actor.may("manage_duties") and not carried.exists()
