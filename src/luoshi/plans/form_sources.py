"""What data forms take from here: tasks to choose from, and what is known of the plan a form is about."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import Asked, Pick, Prefill
from luoshi.core.fields import Picked

from .models import Plan, Task
from .queries import plans_visible_to, tasks_visible_to

TEXT = frozenset({"text", "long_text"})


def _tasks(actor: Actor) -> list[Picked]:
    rows = tasks_visible_to(actor).select_related("plan").order_by("plan_id", "order", "id")
    return [Picked(task.public_id, f"{task}（{task.plan.short}）", (str(task), task.title)) for task in rows]


def _plans(actor: Actor) -> list[Picked]:
    return [
        Picked(plan.public_id, plan.title, (plan.short,)) for plan in plans_visible_to(actor).order_by("id")
    ]


PICK = {"task": Pick("工作任务", "entry", _tasks), "plan": Pick("行动计划", "entry", _plans)}


def _plan_of(asked: Asked) -> Plan | None:
    """The plan the form is about, whatever lies in between (a task, a duty)."""
    thing = asked.about
    while thing is not None and not isinstance(thing, Plan):
        thing = getattr(thing, "plan", None) or getattr(thing, "task", None)
    return thing


def _task_of(asked: Asked) -> Task | None:
    return asked.about if isinstance(asked.about, Task) else getattr(asked.about, "task", None)


def _plan_title(actor: Actor, asked: Asked) -> Any:
    plan = _plan_of(asked)
    return plan.title if plan else None


def _task_title(actor: Actor, asked: Asked) -> Any:
    task = _task_of(asked)
    return str(task) if task else None


PREFILL = {
    "plan.title": Prefill("计划：名称", TEXT, _plan_title),
    "task.title": Prefill("任务：编号和名称", TEXT, _task_title),
}
