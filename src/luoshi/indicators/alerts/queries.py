"""Which alerts exist for whom: those who look after schools see all of their own and below, an owner his own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshi.accounts.models import Organisation, OrganisationChange, Succession
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


def owned_milestones() -> QuerySet[Any]:
    """Keys of those in force that somebody is to do."""
    rows = milestones_in_force().select_related(None).filter(owner__isnull=False)
    return rows.order_by().values("key")


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


def alerts_of_place(plan: Plan | None, bureau: Organisation) -> QuerySet[Alert]:
    """A plan's are found by the plan: its office may be another one since they were opened."""
    if plan is not None:
        return Alert.objects.filter(plan=plan)
    return Alert.objects.filter(plan__isnull=True, bureau=bureau)


def rule_versions(plan: Plan | None, bureau: Organisation | int) -> QuerySet[AlertRule]:
    """All that was ever set for the plan, or by the office for everything."""
    if plan is not None:
        return AlertRule.objects.filter(plan=plan)
    return AlertRule.objects.filter(plan__isnull=True, organisation=bureau)


def rules_in_force(plan: Plan | None, bureau: Organisation | int) -> AlertRule | None:
    """What was set for the plan, else what its office set for everything, else what an office that was merged into
    it had set; None: the rules we begin with."""
    now = AlertRule.objects.filter(superseded_at__isnull=True)
    if plan is not None and (own := now.filter(plan=plan).first()) is not None:
        return own
    general = now.filter(plan__isnull=True)
    merged = Succession.objects.filter(
        new=bureau, change__kind=OrganisationChange.Kind.MERGED, change__undone_at__isnull=True
    )
    found = general.filter(organisation=bureau).first()
    return found or general.filter(organisation__in=merged.values("old")).order_by("-pk").first()


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
