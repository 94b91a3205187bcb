"""Which of them there are for whom: of the workplans that somebody writes."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.common.actor import Actor
from luoshi.workplans.queries import workplans_visible_to

from .models import PlanReading


def plan_readings_visible_to(actor: Actor) -> QuerySet[PlanReading]:
    rows = PlanReading.objects.select_related(
        "workplan__organisation", "workplan__plan__issuer", "workplan__form_version__definition", "job"
    )
    if actor.is_system:
        return rows
    if not actor.may("manage_duties"):
        return rows.none()
    own = workplans_visible_to(actor).filter(organisation=actor.organisation_id)
    return rows.filter(workplan__in=own.order_by().values("pk"))
