"""What this stage brings to pages over several stages: the way to change what the page shows, for its editors."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.common.actor import Actor

from .models import Plan, Task
from .permissions import can_edit_part, can_edit_plan

TEMPLATE = "plans/_edit_links.html"


def plan_panel(actor: Actor, plan: Plan) -> dict[str, Any] | None:
    """Links to every part of the plan, for who may change it."""
    if not can_edit_plan(actor, plan):
        return None
    links = [
        (reverse("edit-plan", args=[plan.public_id]), "修改计划"),
        (reverse("edit-areas", args=[plan.public_id]), "任务领域"),
        (reverse("edit-tasks", args=[plan.public_id]), "任务"),
        (reverse("edit-targets", args=[plan.public_id]), "目标"),
        (reverse("edit-dates", args=[plan.public_id]), "日程"),
        (reverse("edit-undertakings", args=[plan.public_id]), "成批设置承接"),
        (f"/plans/{plan.public_id}/versions/", "装载版本"),
    ]
    return {"template": TEMPLATE, "links": links}


def task_panel(actor: Actor, task: Task) -> dict[str, Any] | None:
    """The way to change the task and its targets, for who may."""
    if not can_edit_part(actor, task):
        return None
    links = [
        (reverse("edit-task", args=[task.public_id]), "修改任务和目标"),
        (reverse("add-target", args=[task.public_id]), "新建目标"),
    ]
    return {"template": TEMPLATE, "links": links}
