"""Money in use on a loaded site, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.plans.models import Plan
from luoshi.progress.money import actions
from luoshi.progress.money.lines import Line, Quarter
from luoshi.progress.money.models import MoneyEarlier, MoneyReport, MoneyUse
from luoshi.undertakings.models import Work
from luoshi.workplans import parts as works

from .breakers_papers import post


def make_rows() -> None:
    """One quarter of a school, confirmed."""
    office, plan = actor_for(post("school-office")), Plan.objects.get()
    report = actions.start_quarter(plan=plan, year=works.years_of(plan)[0], quarter=1, by=office)
    named = next(key for key in Quarter(report).named() if key.endswith(":own"))
    lines = [Line(named, {"arrived": "1", "spent": "1", "reason": "计划外"})]
    actions.set_lines(report=report, lines=lines, by=office, version=report.version)
    report.refresh_from_db()
    MoneyReport.objects.update(
        state="confirmed", confirmed_by=post("school-office"), confirmed_at=report.created_at
    )


def _never_confirmed() -> None:
    MoneyReport.objects.update(state="filling", confirmed_by=None, confirmed_at=None)
    MoneyEarlier.objects.create(line=MoneyUse.objects.get())


BREAKERS: dict[str, Any] = {
    "money-school": lambda: MoneyReport.objects.update(organisation=post("city-officer").organisation),
    "money-work": lambda: MoneyUse.objects.update(
        work=Work.objects.exclude(organisation=post("school-office").organisation)[0]
    ),
    "money-source": lambda: MoneyUse.objects.update(source="nowhere"),
    "money-both": lambda: MoneyUse.objects.update(spent=None),
    "money-corrected": _never_confirmed,
}
