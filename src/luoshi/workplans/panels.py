"""What workplans add to the pages of a duty, a plan and an organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.standing import RULES, Facts, standing
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.models import Duty

from .given import given_elsewhere
from .models import Milestone, WorkplanPart
from .parts import PLANNED, sources_of
from .permissions import can_propose_steps, can_run_workplans, can_start_workplan
from .queries import (
    milestones_visible_to,
    parts_visible_to,
    plans_to_write,
    states_of,
    workplans_visible_to,
)
from .stamps import asks_stamp
from .standing import facts_of
from .states import OPEN, WorkplanState
from .tones import TONES, step_shown

SHOWN = 30


def duty_panel(actor: Actor, duty: Duty) -> dict[str, Any] | None:
    """The part that plans it, its steps, and the rule by which stage and health follow."""
    if duty.basis not in PLANNED or duty.left_at is not None:
        return None
    part = _part_of(actor, duty)
    rows = milestones_visible_to(actor).filter(part=part).order_by("order", "id")[:SHOWN] if part else []
    found = standing(_facts(duty, part), clock.today())
    return {
        "template": "workplans/_duty_panel.html",
        "part": part,
        "elsewhere": part is not None and part.workplan.plan_id != duty.task.plan_id,
        "tone": TONES[part.workplan.state] if part else "",
        "steps": _steps(list(rows), part),
        "percent": found.percent if part and part.workplan.state == WorkplanState.FILED else None,
        "because": found.because,
        "rules": RULES,
    }


def _steps(rows: list[Milestone], part: WorkplanPart | None) -> list[dict[str, Any]]:
    """Each with how far it has come; of a plan that is not in force nobody tells."""
    filed = part is not None and part.workplan.state == WorkplanState.FILED
    states = states_of(row.key for row in rows) if filed else {}
    found = []
    for row in rows:
        said = states.get(row.key)
        shown = step_shown(said.state if said else "") if filed else None
        found.append({"row": row, "shown": shown})
    return found


def _part_of(actor: Actor, duty: Duty) -> WorkplanPart | None:
    """Of the own plan's workplan in force, else of the one being written; where it has none, or what there is was
    given in another plan's, of that one.
    """
    rows = parts_visible_to(actor).filter(work=duty.work_id, dropped_at__isnull=True)
    rows = rows.filter(workplan__state__in=(WorkplanState.FILED, *OPEN))
    found = list(rows.order_by("-workplan__round", "-id"))
    own = [part for part in found if part.workplan.plan_id == duty.task.plan_id]
    others = [part for part in found if part.workplan.state == WorkplanState.FILED]
    in_force = [part for part in own if part.workplan.state == WorkplanState.FILED]
    first = next(iter([*in_force, *own, *others]), None)
    there = given_elsewhere(first.workplan, [first]) if first is not None else {}
    if first is not None and first.pk in there and there[first.pk].part in found:
        return next(part for part in found if part == there[first.pk].part)
    return first


def _facts(duty: Duty, part: WorkplanPart | None) -> Facts:
    if part is not None:
        known = facts_of(duty.organisation_id).get(duty.work_id)
        if known is not None:
            return known
    return Facts(planning=duty.stage == "planning")


def plan_panel(actor: Actor, plan: Plan) -> dict[str, Any] | None:
    """How many of the schools' workplans have come how far; the roadmap; names of sources for who runs the plan."""
    counts = dict(
        workplans_visible_to(actor)
        .filter(plan=plan)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    runs = can_run_workplans(actor, plan)
    may_start = can_start_workplan(actor, plan) and plans_to_write(actor).filter(pk=plan.pk).exists()
    if not counts and not runs and not may_start:
        return None
    states = [
        (WorkplanState(key).label, counts[key], TONES[key]) for key in WorkplanState.values if key in counts
    ]
    return {
        "template": "workplans/_plan_panel.html",
        "plan": plan,
        "states": states,
        "sources": "、".join(name for _, name in sources_of(plan)) if runs else "",
        "asks_stamp": runs and asks_stamp(plan),
        "may_start": may_start,
    }


def task_panel(actor: Actor, task: Task) -> dict[str, Any] | None:
    """The steps the bureau proposes; the way to write them for who runs the plan."""
    may_change = task.basis in PLANNED and can_propose_steps(actor, task)
    steps = list(task.template_steps.order_by("order", "id"))
    if not steps and not may_change:
        return None
    return {
        "template": "workplans/_task_panel.html", "task": task, "steps": steps, "may_change": may_change
    }  # fmt: skip


def organisation_panel(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    """The workplans of a school: those in force and those on their way."""
    rows = workplans_visible_to(actor).filter(
        organisation=organisation, state__in=(*OPEN, WorkplanState.FILED)
    )
    found = [(row, TONES[row.state]) for row in rows.order_by("-plan__start", "-plan", "round", "-id")[:10]]
    if not found:
        return None
    return {"template": "workplans/_organisation_panel.html", "rows": found, "list_url": reverse("workplans")}
