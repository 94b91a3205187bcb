"""What the pages of one plan under work share: where they stand, their tabs, how a form page is put together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.errors import Refusal
from luoshi.common.form_pages import FormPage, opened
from luoshi.common.pages import find
from luoshi.plans.editing import under_plan
from luoshi.plans.history import history_of
from luoshi.plans.models import Area, Plan, PlanPart
from luoshi.plans.permissions import can_edit_part, can_edit_plan
from luoshi.plans.queries import parts_to_edit, plans_to_edit, what_stands_on
from luoshi.plans.states import PART_WORDS, PARTS, kind_of

LIST_OF = {"area": "edit-areas", "task": "edit-tasks", "target": "edit-targets", "date": "edit-dates"}


def plan_for_editor(request: HttpRequest, public_id: str) -> Plan:
    """The plan, for its editors: 404 for whom it does not exist, 403 for who may only read it."""
    plan: Plan = find(plans_to_edit(request.actor), public_id)
    require(can_edit_plan(request.actor, plan))
    return plan


def part_for_editor(request: HttpRequest, kind: str, public_id: str) -> Any:
    """An area, task, target or date, for the editors of its plan."""
    part: PlanPart = find(parts_to_edit(request.actor, PARTS[kind]), public_id)
    require(can_edit_part(request.actor, part))
    return part


def of_part(part: PlanPart) -> dict[str, Any]:
    """What the page of one part shows beside its form: its history, and the way out or back."""
    kind = kind_of(part)
    words = PART_WORDS[kind]
    return {
        **under_plan(part.plan, LIST_OF[kind], f"修改{words}"),
        "heading": f"修改{words}",
        "part": part,
        "kind": kind,
        "words": words,
        "history": history_of(part),
        "address": reverse(f"edit-{kind}", args=[part.public_id]),
        "in_the_way": what_stands_on(part),
        "first_url": _first_page(part),
        "cancel_url": reverse(LIST_OF[kind], args=[part.plan.public_id]),
    }


def _first_page(part: PlanPart) -> str:
    """Where that is taken away which keeps a part from being withdrawn."""
    plan = part.plan.public_id
    return (
        reverse("edit-tasks", args=[plan])
        if isinstance(part, Area)
        else reverse("edit-undertakings", args=[plan])
    )


def refused_again(page: FormPage, refusal: Refusal, reason: str) -> HttpResponse:
    """The page on which something was to be withdrawn, again: why not, and the reason as it was typed."""
    return opened(page, status=refusal.status, refused=refusal.message, reason_said=reason)


def new_part(plan: Plan, kind: str) -> dict[str, Any]:
    """What the page of a new part shows beside its form."""
    heading = f"新建{PART_WORDS[kind]}"
    return {
        **under_plan(plan, LIST_OF[kind], heading),
        "heading": heading,
        "words": PART_WORDS[kind],
        "cancel_url": reverse(LIST_OF[kind], args=[plan.public_id]),
    }
