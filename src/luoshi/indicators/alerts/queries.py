"""Which alerts exist for whom: those who look after schools see all of their own and below, an owner his own."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.core import alerts as core
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.workplans.queries import OUTSIDERS, milestones_in_force

from .models import Alert, AlertRule, AlertStep, UpwardPackage, WeekPage
from .states import BEGINS, STANDING, StepKind


def alerts_visible_to(actor: Actor) -> QuerySet[Alert]:
    rows = Alert.objects.select_related("organisation", "bureau", "plan")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_plans") or actor.role in OUTSIDERS:
        return rows.none()
    own = milestones_in_force().select_related(None).filter(owner=actor.membership_id).order_by()
    seen = Q(milestone__in=own.values("key"), organisation=actor.organisation_id)
    if actor.may("read_forms"):
        seen |= within(actor.path, "organisation__")
    plans = Q(plan__isnull=True) | Q(plan__in=plans_visible_to(actor))
    return rows.filter(seen, plans)


def standing(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Those that have not been cleared."""
    return rows.filter(state__in=STANDING)


def stood_in(rows: QuerySet[Alert], first: dt.date, after: dt.date) -> QuerySet[Alert]:
    """Those that stood at some time from the first day to before the day `after`, exactly, however often they came."""
    start = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    end = timezone.make_aware(dt.datetime.combine(after, dt.time.min))
    gone = AlertStep.objects.filter(
        alert=OuterRef("alert"), kind=StepKind.CLEARED, pk__gt=OuterRef("pk"), created_at__lt=start
    )
    began = AlertStep.objects.filter(alert=OuterRef("pk"), kind__in=BEGINS, created_at__lt=end)
    return rows.filter(Exists(began.filter(~Exists(gone))))


def rules_in_force(plan: Plan | None, bureau: Organisation | int) -> AlertRule | None:
    """What the office set for the plan, else what it set for everything; None: the rules we begin with."""
    owner = bureau.pk if isinstance(bureau, Organisation) else bureau
    rows = AlertRule.objects.filter(organisation=owner, superseded_at__isnull=True)
    if plan is not None:
        found = rows.filter(plan=plan).first()
        if found is not None:
            return found
    return rows.filter(plan__isnull=True).first()


def rules_for(plan: Plan | None, bureau: Organisation | int) -> core.Rules:
    found = rules_in_force(plan, bureau)
    return found.rules if found is not None else core.Rules()


def weeks_visible_to(actor: Actor) -> QuerySet[WeekPage]:
    """The own organisation's, for those who look after it."""
    rows = WeekPage.objects.select_related("organisation", "plan")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_forms") or actor.role in OUTSIDERS:
        return rows.none()
    return rows.filter(organisation=actor.organisation_id, plan__in=plans_visible_to(actor))


def packages_visible_to(actor: Actor) -> QuerySet[UpwardPackage]:
    """Of the office that sends it up, for those who look after schools there."""
    rows = UpwardPackage.objects.select_related("plan__issuer", "organisation")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_forms") or actor.role in OUTSIDERS:
        return rows.none()
    return rows.filter(organisation=actor.organisation_id, plan__in=plans_visible_to(actor))
