"""The reply of the level above, where a change departs from the document: asked for at the end, reminded of after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common.stages import Reminder
from luoshi.common.workdays import workdays
from luoshi.plans.models import Basis

from .effects import NEEDS_REPLY, warnings_of
from .models import ChangeRequest
from .states import ChangeKind, RequestState

WITHIN = 10  # working days after it came into force, then it is reminded of
EDITORS = [role.key for role in ROLES.values() if "edit_plan" in role.permissions]


def asked_for(change_request: ChangeRequest) -> str:
    """Why its last step needs the number of a reply; empty where it needs none or has it."""
    if change_request.number:
        return ""
    return next((words for words in warnings_of(change_request) if words.endswith(NEEDS_REPLY)), "")


def is_missing(change_request: ChangeRequest) -> bool:
    """In force, against the number or the duty in the document, and no reply is noted."""
    if change_request.state != RequestState.APPLIED or change_request.number:
        return False
    declared = change_request.task.declared
    if change_request.duty_basis == Basis.REQUIRED:
        return change_request.kind == ChangeKind.WITHDRAW
    if declared is None or change_request.kind == ChangeKind.QUANTITY or not change_request.effect:
        return False
    return bool(change_request.effect[0][2] != f"{declared} 个")


def reminders(today: dt.date) -> Iterator[Reminder]:
    """Changes in force that still wait for their reply: the editors of the plan are reminded until it is noted."""
    open_now = ChangeRequest.objects.filter(state=RequestState.APPLIED, number="")
    calendar = workdays()
    for change in open_now.select_related("task__plan", "organisation", "duty").order_by("id"):
        if not is_missing(change) or change.applied_at is None:
            continue
        issuer = change.task.plan.issuer_id
        yield Reminder(
            key=f"undertakings.reply:{change.public_id}",
            title=f"待登记上级批复文号：{change.title}",
            due=calendar.after(timezone.localtime(change.applied_at).date(), WITHIN),
            to=tuple(memberships_today().filter(organisation=issuer, role__in=EDITORS)),
            href=reverse("change-request", args=[change.public_id]),
            about=change,
            plan=change.task.plan.public_id,
        )
