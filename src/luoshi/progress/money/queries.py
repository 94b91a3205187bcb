"""Which quarters exist for whom: those of the own school as they stand, for its superiors those that are confirmed."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.common.actor import Actor
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from .models import ClosedQuarter, MoneyReport, MoneyRule, MoneyUse
from .states import MoneyState


def reports_visible_to(actor: Actor) -> QuerySet[MoneyReport]:
    rows = MoneyReport.objects.select_related("organisation", "plan__issuer", "confirmed_by__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_money"):
        return rows.none()
    seen = Q(organisation=actor.organisation_id)
    seen |= Q(state=MoneyState.CONFIRMED) & within(actor.path, "organisation__")
    return rows.filter(seen, plan__in=plans_visible_to(actor))


def lines_visible_to(actor: Actor) -> QuerySet[MoneyUse]:
    rows = MoneyUse.objects.select_related("report__organisation", "report__plan")
    return rows.filter(report__in=reports_visible_to(actor).order_by().values("pk"))


def schools_for(actor: Actor) -> QuerySet[Organisation]:
    """Schools whose quarters the actor looks after: the own one, or those below the own bureau."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    if actor.membership_id is None or not actor.may("read_money"):
        return rows.none()
    return rows.filter(within(actor.path)).order_by("order", "id")


def rule_of(plan: Plan) -> MoneyRule:
    """What the city set, or the rule that holds until it does."""
    return MoneyRule.objects.filter(plan=plan).first() or MoneyRule(plan=plan)


def is_closed(plan: Plan | int, year: int, quarter: int) -> bool:
    rows = ClosedQuarter.objects.filter(plan=plan, year=year, quarter=quarter, reopened_at__isnull=True)
    return rows.exists()


def closed_quarters(plan: Plan) -> set[tuple[int, int]]:
    rows = ClosedQuarter.objects.filter(plan=plan, reopened_at__isnull=True)
    return set(rows.values_list("year", "quarter"))


def those_who_fill(organisation: Organisation | int) -> list[Membership]:
    """The posts that fill in: finance, and where there is none the office."""
    posts = (
        memberships_today().filter(organisation=organisation, role__in=("finance", "office")).order_by("id")
    )
    finance = [post for post in posts if post.role == "finance"]
    return finance or list(posts)
