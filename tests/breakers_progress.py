"""Updates on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.periods import open_on, period_before
from luoshi.papers.models import Approval
from luoshi.plans.models import Plan
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportRow
from luoshi.undertakings.models import Work
from luoshi.workplans.models import MilestoneState, Workplan
from luoshi.workplans.queries import milestones_in_force

from .breakers_papers import post
from .breakers_requests import minutes_of_the_author


def make_progress() -> None:
    """After the workplans: one milestone stuck, one done and taken back."""
    office = actor_for(post("school-office"))
    first, second = milestones_in_force().order_by("id")[:2]
    actions.give_update(milestone=first, state="blocked", words="等上级批复", by=office)
    update = actions.give_update(milestone=second, state="done", words="印发了", by=office)
    actions.take_back_update(update=update, by=office)
    _make_report(office)


def _make_report(office: Any) -> None:
    """Sent, and lying at the school's head."""
    officer = actor_for(post("city-officer"))
    plan = Plan.objects.filter(issuer=officer.organisation_id)[0]
    since = period_before(open_on("quarter", clock.today())).starts
    terms = {"kind": "quarter", "due_days": 5, "asks_stamp": False, "since": since}
    noon = dt.datetime.combine(since, dt.time(4), dt.UTC)
    Workplan.objects.filter(plan=plan, filed_at__gt=noon).update(filed_at=noon)  # it owes that quarter
    actions.set_report_terms(plan=plan, by=officer, version=plan.version, **terms)
    report = PeriodicReport.objects.order_by("period__starts")[0]
    words = {row.pk: "按计划推进" for row in report.rows.all()}
    numbers = {n.pk: (Decimal(0), "年底前完成") for row in report.rows.all() for n in row.numbers.all()}
    actions.write_report(report=report, words=words, numbers=numbers, by=office, version=report.version)
    report.refresh_from_db()
    actions.send_report(report=report, by=office, version=report.version)


def _sent() -> Any:
    return PeriodicReport.objects.filter(state="running")


def _of_another_school() -> None:
    row = ProgressUpdate.objects.filter(state="blocked")[0]
    other = Work.objects.exclude(organisation=row.organisation)[0]
    ProgressUpdate.objects.filter(pk=row.pk).update(work=other)


BREAKERS: dict[str, Any] = {
    "update-stands": lambda: MilestoneState.objects.filter(state="blocked").update(state="under_way"),
    "report-approval": lambda: Approval.objects.filter(kind="report").update(
        state="recalled", ended_at=clock.now()
    ),
    "report-sent": lambda: ReportRow.objects.filter(report__state="running").update(words="没有报送的"),
    "report-day": lambda: Approval.objects.filter(kind="report").update(reached=2),  # it has left, on no day
    "report-minutes": lambda: minutes_of_the_author("report"),
    "update-work": _of_another_school,
    "update-taken-back": lambda: ProgressUpdate.objects.filter(takes_back__isnull=False).update(
        milestone_key="another"
    ),
}
