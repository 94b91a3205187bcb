"""What money in use asks of a school: quarters that are over and not confirmed; and the reminders of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem, Reminder
from luoshi.core.money import before, last_day, quarter_label, quarter_of
from luoshi.plans.models import Plan
from luoshi.workplans.models import Money, Workplan
from luoshi.workplans.queries import plans_to_write
from luoshi.workplans.states import WorkplanState

from .models import MoneyReport
from .queries import closed_quarters, rule_of, those_who_fill
from .states import MoneyState

AT_A_TIME = 8  # quarters of one school and plan: this year's and the last one's
At = tuple[int, int]  # year, quarter


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if not actor.may("enter_money"):
        return
    school = Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).first()
    if school is None or actor.membership_id not in {post.pk for post in those_who_fill(school)}:
        return
    for plan in plans_to_write(actor)[:20]:
        for year, quarter in owed(plan, clock.today(), school).get(school.pk, []):
            title = f"填报并确认{quarter_label(year, quarter)}资金使用：{plan.short}"
            due = due_day(plan, year, quarter)
            yield DeskItem(title, _href(plan, year, quarter), "去填报", "季度已经结束", due)


def _href(plan: Plan, year: int, quarter: int) -> str:
    return f"{reverse('plan-money', args=[plan.public_id])}?quarter={year}-{quarter}"


def owed(plan: Plan, today: dt.date, school: Organisation | int | None = None) -> dict[int, list[At]]:
    """By school, oldest first: quarters that are over, of a year for which it has money in a filed workplan, neither
    confirmed nor closed. Of those before the last only where its workplan was filed before they ended.
    """
    last = before(*quarter_of(today))
    closed = closed_quarters(plan)
    open_ones = [at for at in _up_to(last) if at not in closed]
    of = {"organisation": school} if school is not None else {}
    reports = MoneyReport.objects.filter(plan=plan, state=MoneyState.CONFIRMED, **of)
    done = set(reports.values_list("organisation", "year", "quarter"))
    filed = _first_filed(plan, of)
    found: dict[int, list[At]] = {}
    for key, years in _years_with_money(plan, of).items():
        late = [
            at
            for at in open_ones
            if at[0] in years and (key, *at) not in done and (at == last or filed[key] <= last_day(*at))
        ]
        if late:
            found[key] = late
    return found


def _up_to(last: At) -> list[At]:
    found = [last]
    while len(found) < AT_A_TIME and found[0] != (last[0] - 1, 1):
        found.insert(0, before(*found[0]))
    return found


def _first_filed(plan: Plan, of: dict[str, Any]) -> dict[int, dt.date]:
    rows = Workplan.objects.filter(plan=plan, filed_at__isnull=False, **of).order_by()
    first = rows.values_list("organisation").annotate(first=Min("filed_at"))
    return {key: timezone.localtime(moment).date() for key, moment in first}


def _years_with_money(plan: Plan, of: dict[str, Any]) -> dict[int, set[int]]:
    rows = Money.objects.filter(
        part__workplan__plan=plan,
        part__workplan__state=WorkplanState.FILED,
        part__workplan__organisation__withdrawn_at__isnull=True,
        part__dropped_at__isnull=True,
        amount__gt=0,
        **{f"part__workplan__{name}": value for name, value in of.items()},
    )
    found: dict[int, set[int]] = {}
    for key, year in rows.order_by().values_list("part__workplan__organisation", "year").distinct():
        found.setdefault(key, set()).add(year)
    return found


def due_day(plan: Plan, year: int, quarter: int) -> dt.date:
    return workdays_of(plan.issuer.path).after(last_day(year, quarter), rule_of(plan).days)


def reminders(today: dt.date) -> Iterator[Reminder]:
    """Every school with every quarter it owes."""
    for plan in Plan.objects.select_related("issuer").order_by("pk"):
        owing = owed(plan, today)
        for school in Organisation.objects.filter(pk__in=owing).order_by("pk"):
            for year, quarter in owing[school.pk]:
                yield Reminder(
                    key=f"money:{school.public_id}:{plan.public_id}:{year}Q{quarter}",
                    title=f"确认{quarter_label(year, quarter)}资金使用：{plan.short}",
                    due=due_day(plan, year, quarter),
                    to=tuple(those_who_fill(school)),
                    href=_href(plan, year, quarter),
                    plan=plan.public_id,
                )
