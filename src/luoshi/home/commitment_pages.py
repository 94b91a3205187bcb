"""市教育局承诺事项: what the bureau itself does and sets, shown to everybody under it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common import clock
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.plans.models import Basis, Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to, tasks_visible_to
from luoshi.undertakings.queries import own_duties_published

from .plan_pages import frame_of


@policy("本单位上级印发的计划，登录人员可看")
def plan_commitments(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    may_edit = can_edit_plan(request.actor, found)
    cultivated = tasks_visible_to(request.actor).filter(plan=found, basis=Basis.CULTIVATED)
    own = list(own_duties_published(request.actor).filter(task__plan=found))
    context = frame_of(found, "commitments", request.actor) | {
        "own": own,
        "unnamed": sum(1 for duty in own if not hasattr(duty, "commitment")),
        "cultivated": list(cultivated.select_related("led_by").order_by("order", "id")),
        "today": clock.today(),
        "may_edit": may_edit,
    }
    return render(request, "home/plan_commitments.html", context)
