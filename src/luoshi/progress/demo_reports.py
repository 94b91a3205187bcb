"""Two quarters' sample reports in different states: the first accepted and closed, the second under way."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.core.periods import open_on, period_before
from luoshi.papers.chains import StepPlan
from luoshi.papers.routes import chain_of, legs_up_to
from luoshi.plans.models import Plan
from luoshi.workplans.models import Workplan

from . import actions
from .kinds import KIND
from .models import PeriodicReport, ReportPeriod

# How far the reports of the second quarter have come, school by school; the rest is not sent.
SECOND = ("accepted", "accepted", "city", "accepted", "city", "county", "returned", "school")
WORDS = "按计划推进，逾期的已排出时间，下季度补齐（示例）。"


def make_sample_reports(plan: Plan, officer: Membership, chance: random.Random) -> None:
    first = period_before(open_on("quarter", clock.today()))
    by = actor_for(officer)
    _had_plans_by(plan, first.starts)
    plan.refresh_from_db()
    terms = {"kind": "quarter", "due_days": 5, "asks_stamp": False, "since": first.starts}
    actions.set_report_terms(plan=plan, by=by, version=plan.version, **terms)
    old, new = ReportPeriod.objects.filter(plan=plan).order_by("starts")
    for number, report in enumerate(_reports(old)):
        if number != 1:  # one school never reported
            _written(report, chance)
            _on(report, "accepted")
            _date(report, late=number in (4, 8))
    old.refresh_from_db()
    actions.close_period(period=old, by=by, version=old.version)
    if clock.today() < new.ends:  # can be written, not sent yet
        return
    for number, (report, how) in enumerate(zip(_reports(new), SECOND, strict=False)):
        _written(report, chance)
        _on(report, how)
        _date(report, late=number == 3)


def _had_plans_by(plan: Plan, day: dt.date) -> None:
    """Sample schools owe reports of both quarters: their workplans were filed before."""
    noon = dt.datetime.combine(day, dt.time(4), dt.UTC)
    Workplan.objects.filter(plan=plan, filed_at__gt=noon).update(filed_at=noon)


def _reports(period: ReportPeriod) -> list[PeriodicReport]:
    rows = period.reports.select_related("organisation", "period__plan__issuer")
    return list(rows.order_by("organisation__order", "organisation_id"))


def _written(report: PeriodicReport, chance: random.Random) -> None:
    rows = list(report.rows.prefetch_related("numbers"))
    numbers = {
        number.pk: (max(Decimal(0), number.goal - chance.randint(0, 1)), "按年度进度推进（示例）")
        for row in rows
        for number in row.numbers.all()
    }
    words = {row.pk: WORDS for row in rows}
    _act(actions.write_report, report, _office(report), words=words, numbers=numbers)


def _office(report: PeriodicReport) -> Any:
    return actor_for(_post(report.organisation, "office"))


def _post(organisation: Any, role: str) -> Membership:
    found = memberships_today().filter(organisation=organisation, role=role).order_by("id").first()
    assert found is not None
    return found


def _on(report: PeriodicReport, how: str) -> None:
    """Sent, and passed as far as `how` says."""
    _act(actions.send_report, report, _office(report))
    for leg, step in _steps(report):
        if (how == "school" and leg == report.organisation) or how == leg.kind.removesuffix("_bureau"):
            return
        post = _post(leg, step.role)
        if how == "returned" and leg == report.period.plan.issuer:
            row = report.rows.all()[0]
            said = {"comment": "", "parts": {row.public_id: "请写明逾期的原因和补救时间（示例）。"}}
            _act(actions.return_report, report, actor_for(post), **said)
            return
        _act(actions.pass_report, report, actor_for(post), comment="同意")


def _steps(report: PeriodicReport) -> list[tuple[Any, StepPlan]]:
    """What comes after the author's own step."""
    legs = legs_up_to(report.organisation, report.period.plan.issuer)
    return [(leg, step) for leg in legs for step in chain_of(leg, KIND.key).steps][1:]


def _date(report: PeriodicReport, *, late: bool) -> None:
    """Sent about its due day, accepted some days later; only sample rows are dated like this."""
    day = min(report.period.due + dt.timedelta(days=3 if late else -1), clock.today())
    noon = dt.datetime.combine(day, dt.time(1), dt.UTC)
    report.refresh_from_db()
    accepted = min(noon + dt.timedelta(days=2), clock.now()) if report.accepted_at else None
    PeriodicReport.objects.filter(pk=report.pk).update(first_sent_at=noon, accepted_at=accepted)


def _act(act: Any, report: PeriodicReport, by: Any, **said: Any) -> None:
    report.refresh_from_db()
    act(report=report, by=by, version=report.version, **said)
