"""What money in use asks of a school: the quarter that is over and not confirmed; and the reminders of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem, Reminder
from luoshi.core.money import before, last_day, quarter_label, quarter_of
from luoshi.plans.models import Plan
from luoshi.workplans.models import Money
from luoshi.workplans.queries import plans_to_write
from luoshi.workplans.states import WorkplanState

from .models import MoneyReport
from .queries import closed_quarters, rule_of, those_who_fill
from .states import MoneyState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if not actor.may("enter_money"):
        return
    school = Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).first()
    year, quarter = before(*quarter_of(clock.today()))
    for plan in plans_to_write(actor)[:20] if school is not None else ():
        if school is None or not is_owed(school, plan, year, quarter):
            continue
        if actor.membership_id not in {post.pk for post in those_who_fill(school)}:
            continue
        title = f"填报并确认{quarter_label(year, quarter)}资金使用：{plan.short}"
        due = due_day(plan, year, quarter)
        yield DeskItem(title, reverse("plan-money", args=[plan.public_id]), "去填报", "季度已经结束", due)


def is_owed(school: Organisation, plan: Plan, year: int, quarter: int) -> bool:
    """Whether the school has money of that year in a filed workplan, and has not confirmed the quarter."""
    if (year, quarter) in closed_quarters(plan):
        return False
    done = MoneyReport.objects.filter(
        organisation=school, plan=plan, year=year, quarter=quarter, state=MoneyState.CONFIRMED
    )
    return not done.exists() and _money(plan, year).filter(part__workplan__organisation=school).exists()


def _money(plan: Plan, year: int):  # type: ignore[no-untyped-def]
    return Money.objects.filter(
        part__workplan__plan=plan,
        part__workplan__state=WorkplanState.FILED,
        part__dropped_at__isnull=True,
        year=year,
        amount__gt=0,
    )


def due_day(plan: Plan, year: int, quarter: int) -> dt.date:
    return workdays_of(plan.issuer.path).after(last_day(year, quarter), rule_of(plan).days)


def reminders(today: dt.date) -> Iterator[Reminder]:
    """Every school that owes the quarter that is over."""
    year, quarter = before(*quarter_of(today))
    for plan in Plan.objects.select_related("issuer").order_by("pk"):
        owing = _money(plan, year).values("part__workplan__organisation").distinct()
        schools = Organisation.objects.filter(pk__in=owing, withdrawn_at__isnull=True).order_by("pk")
        for school in schools:
            if is_owed(school, plan, year, quarter):
                yield Reminder(
                    key=f"money:{school.public_id}:{plan.public_id}:{year}Q{quarter}",
                    title=f"确认{quarter_label(year, quarter)}资金使用：{plan.short}",
                    due=due_day(plan, year, quarter),
                    to=tuple(those_who_fill(school)),
                    href=reverse("plan-money", args=[plan.public_id]),
                    plan=plan.public_id,
                )
