"""Which plans, tasks and targets exist for whom: a plan is published to everybody under its issuer."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.accounts.queries import ancestors
from luoshi.common.actor import Actor

from .models import Area, PackVersion, Plan, PlanDate, Target, Task


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    plans = Plan.objects.filter(withdrawn_at__isnull=True).select_related("issuer", "document")
    if actor.is_system:
        return plans
    if not actor.may("read_plans"):
        return plans.none()
    return plans.filter(issuer__path__in=ancestors(actor.path))


def areas_visible_to(actor: Actor) -> QuerySet[Area]:
    return Area.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True)


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True).select_related(
        "plan", "plan__issuer", "area"
    )


def targets_visible_to(actor: Actor) -> QuerySet[Target]:
    return Target.objects.filter(plan__in=plans_visible_to(actor), withdrawn_at__isnull=True).select_related(
        "plan", "task", "clause"
    )


def dates_visible_to(actor: Actor) -> QuerySet[PlanDate]:
    return PlanDate.objects.filter(
        plan__in=plans_visible_to(actor), withdrawn_at__isnull=True
    ).select_related("plan")


def last_version(kind: str, key: str) -> PackVersion | None:
    """The pack as it was loaded last, or None."""
    return PackVersion.objects.filter(kind=kind, key=key).order_by("-id").first()
