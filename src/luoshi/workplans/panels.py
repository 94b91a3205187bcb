"""What workplans add to the pages of a duty, a plan and an organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.standing import RULES, Facts, standing
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty

from .models import WorkplanPart
from .parts import PLANNED, sources_of
from .permissions import can_run_workplans, can_start_workplan
from .queries import milestones_visible_to, parts_visible_to, plans_to_write, workplans_visible_to
from .stamps import asks_stamp
from .standing import facts_by_work
from .states import OPEN, WorkplanState
from .tones import TONES

SHOWN = 30


def duty_panel(actor: Actor, duty: Duty) -> dict[str, Any] | None:
    """The part that plans it, its steps, and the rule by which stage and health follow."""
    if duty.basis not in PLANNED or duty.left_at is not None:
        return None
    part = _part_of(actor, duty)
    steps = milestones_visible_to(actor).filter(part=part).order_by("order", "id")[:SHOWN] if part else []
    return {
        "template": "workplans/_duty_panel.html",
        "part": part,
        "tone": TONES[part.workplan.state] if part else "",
        "steps": steps,
        "because": standing(_facts(duty, part), clock.today()).because,
        "rules": RULES,
    }


def _part_of(actor: Actor, duty: Duty) -> WorkplanPart | None:
    """Of the plan in force, else of the one being written."""
    rows = parts_visible_to(actor).filter(work=duty.work_id, dropped_at__isnull=True)
    rows = rows.filter(workplan__plan=duty.task.plan_id)
    found = list(
        rows.filter(workplan__state__in=(WorkplanState.FILED, *OPEN)).order_by("-workplan__round", "-id")
    )
    in_force = [part for part in found if part.workplan.state == WorkplanState.FILED]
    return next(iter([*in_force, *found]), None)


def _facts(duty: Duty, part: WorkplanPart | None) -> Facts:
    if part is not None:
        known = facts_by_work(part.workplan).get(duty.work_id)
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


def organisation_panel(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    """The workplans of a school: those in force and those on their way."""
    rows = workplans_visible_to(actor).filter(
        organisation=organisation, state__in=(*OPEN, WorkplanState.FILED)
    )
    found = [(row, TONES[row.state]) for row in rows.order_by("-plan__start", "-plan", "round", "-id")[:10]]
    if not found:
        return None
    return {"template": "workplans/_organisation_panel.html", "rows": found, "list_url": reverse("workplans")}
