"""Marks are published to everybody under the plan's issuer; duties belong to their organisation and its superiors."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.plans.queries import plans_visible_to

from .models import Duty


def marks_visible_to(actor: Actor) -> QuerySet[Duty]:
    """That an organisation took a task on: task, organisation, basis. Never show stage or links from here alone."""
    return Duty.objects.filter(
        task__plan__in=plans_visible_to(actor), task__withdrawn_at__isnull=True, left_at__isnull=True
    )


def duties_visible_to(actor: Actor) -> QuerySet[Duty]:
    """Duties with all they hold: of the own organisation and those below it; left ones too."""
    duties = Duty.objects.filter(task__plan__in=plans_visible_to(actor)).select_related(
        "task", "task__plan", "task__area", "organisation", "work"
    )
    if actor.is_system:
        return duties
    return duties.filter(within(actor.path, "organisation__"))
