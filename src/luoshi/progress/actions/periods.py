"""What the bureau asks of its schools, and the periods: opened by themselves, put off for all, closed, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.core.periods import DAY, MONTHS, Period
from luoshi.notices.actions import settle, tell
from luoshi.plans.models import Plan
from luoshi.workplans.models import Workplan
from luoshi.workplans.queries import writing_for
from luoshi.workplans.states import WorkplanState

from .. import permissions
from ..models import PeriodicReport, ReportPeriod, ReportTerms
from ..models.reports import MOST_DUE_DAYS
from ..queries import periods_to_open
from ..states import ReportState
from ..telling import report_key
from .rows import set_up_rows


@acts.act("progress.set_report_terms", who=permissions.can_run_reports, on="plan")
def set_report_terms(
    *, plan: Plan, kind: str, due_days: int, asks_stamp: bool, since: dt.date, by: Actor
) -> ReportTerms:
    """Holds from the next period that is opened; those that are open stay as they were announced."""
    if kind not in MONTHS:
        raise RuleBroken("请选择报告周期：月报、季报、半年报或年报。")
    if not 0 <= due_days <= MOST_DUE_DAYS:
        raise RuleBroken(f"期末后的工作日数请填 0 到 {MOST_DUE_DAYS}。")
    said = {"kind": kind, "due_days": due_days, "asks_stamp": asks_stamp, "since": since, "ended_at": None}
    there = ReportTerms.objects.filter(plan=plan).first()
    if there is None:
        there = acts.create(ReportTerms, plan=plan, **said)
    else:
        acts.change(there, **said)
    _open(there, by)
    return there


@acts.act("progress.end_report_terms", who=permissions.can_run_reports, on="plan")
def end_report_terms(*, plan: Plan, by: Actor) -> Plan:
    """No further period is opened. Setting the terms again takes it up anew."""
    terms = ReportTerms.objects.filter(plan=plan, ended_at__isnull=True).first()
    if terms is None:
        raise RuleBroken("这个计划现在没有要求报告，不用停止。")
    acts.change(terms, ended_at=clock.now())
    return plan


@acts.act("progress.open_periods", who=permissions.can_run_reports, under="plan")
def open_periods(*, plan: Plan, by: Actor) -> list[ReportPeriod]:
    """Those that have come, each with a report for every school that has a filed workplan: it drafts itself. Asked by
    the hour; schools whose workplan was filed meanwhile get theirs.
    """
    terms = ReportTerms.objects.filter(plan=plan, ended_at__isnull=True).first()
    return _open(terms, by) if terms is not None else []


def _open(terms: ReportTerms, by: Actor) -> list[ReportPeriod]:
    plan = terms.plan
    opened = [_make(terms, period) for period in periods_to_open(plan, terms.kind, terms.since)]
    for row in ReportPeriod.objects.filter(plan=plan, closed_at__isnull=True):
        _draft(row, by)
    return opened


def _make(terms: ReportTerms, period: Period) -> ReportPeriod:
    made: ReportPeriod = acts.create(
        ReportPeriod,
        plan=terms.plan,
        kind=terms.kind,
        starts=period.starts,
        ends=period.ends,
        due=period.due(terms.due_days, workdays_of(terms.plan.issuer.path)),
        asks_stamp=terms.asks_stamp,
    )
    return made


def asked_for(period: ReportPeriod) -> list[Organisation]:
    """Schools with a workplan in force, the first of which was filed before the period was over."""
    plans = Workplan.objects.filter(plan=period.plan_id)
    over = dt.datetime.combine(period.ends + DAY, dt.time(), timezone.get_default_timezone())
    filed = plans.filter(state=WorkplanState.FILED).values("organisation")
    had = plans.filter(filed_at__lt=over).values("organisation")
    rows = Organisation.objects.filter(pk__in=filed, withdrawn_at__isnull=True).filter(pk__in=had)
    return list(rows.order_by("order", "id"))


def _draft(period: ReportPeriod, by: Actor) -> None:
    have = set(period.reports.values_list("organisation_id", flat=True))
    for school in asked_for(period):
        if school.pk not in have:
            report = acts.create(PeriodicReport, organisation=school, period=period)
            set_up_rows(report)
            _tell(writing_for(school), f"请核对并报送：{report.title}", report, "opened", by)


def _tell(to: list[Membership], title: str, report: PeriodicReport, what: str, by: Actor) -> None:
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=title,
        kind="progress",
        href=reverse("report", args=[report.public_id]),
        about=report,
        due=report.period.due,
        key=f"progress.report-{what}:{report.public_id}:{report.period.due}",
        by=by,
    )


@acts.act("progress.extend_period", who=permissions.can_run_period, on="period")
def extend_period(*, period: ReportPeriod, due: dt.date, reason: str, by: Actor) -> ReportPeriod:
    """For all schools alike; those that have not sent are told."""
    if period.closed_at is not None:
        raise RuleBroken("这一期已经结账，不能改期限。要再收的，先重新打开。")
    if due <= period.due:
        raise RuleBroken(f"新的期限要晚于现在的期限（{day_in_words(period.due)}）。")
    if due > period.due + dt.timedelta(days=366):
        raise RuleBroken("新的期限太远了，请核对年份。")
    if not reason.strip():
        raise RuleBroken("请写明为什么延期，各校会看到。")
    acts.note_reason(reason)
    acts.change(period, due=due, extended_because=reason.strip()[:300])
    for report in period.reports.filter(state=ReportState.DRAFT).select_related(
        "organisation", "period__plan"
    ):
        words = f"报送期限延到{day_in_words(due)}：{report.title}"
        _tell(writing_for(report.organisation_id), words, report, "extended", by)
    return period


@acts.act("progress.close_period", who=permissions.can_run_period, on="period")
def close_period(*, period: ReportPeriod, by: Actor) -> ReportPeriod:
    """No report is taken any more; what was not sent stays missing."""
    if period.closed_at is not None:
        raise RuleBroken("这一期已经结账，不用再点。")
    if clock.today() <= period.ends:
        raise RuleBroken("这一期还没有结束，不能结账。")
    if under_way := period.reports.filter(state=ReportState.RUNNING).count():
        raise RuleBroken(f"还有 {under_way} 份报告正在审批，请先接收，再结账。")
    if returned := period.reports.filter(state=ReportState.RETURNED).count():
        raise RuleBroken(f"还有 {returned} 份报告退回后没有重新报送。请等学校改好、接收以后再结账。")
    acts.change(period, closed_at=clock.now())
    return period


@acts.act("progress.reopen_period", who=permissions.can_run_period, on="period")
def reopen_period(*, period: ReportPeriod, reason: str, by: Actor) -> ReportPeriod:
    """Also one that was dropped: it is owed again, and the schools are told."""
    if period.closed_at is None:
        raise RuleBroken("这一期没有结账，不用重新打开。")
    if not reason.strip():
        raise RuleBroken("请写明为什么重新打开，例如有学校补报。")
    acts.note_reason(reason)
    again = period.dropped_at is not None
    acts.change(period, closed_at=None, dropped_at=None, dropped_because="")
    for report in _owed(period) if again else ():
        _tell(writing_for(report.organisation_id), f"还要报送：{report.title}", report, _this(period), by)
    return period


@acts.act("progress.drop_period", who=permissions.can_run_period, on="period")
def drop_period(*, period: ReportPeriod, reason: str, by: Actor) -> ReportPeriod:
    """取消: opened by a slip, or not wanted any more. Only where nothing was sent; what schools wrote stays, and
    opening it again takes it up as it was.
    """
    if period.dropped_at is not None:
        raise RuleBroken("这一期已经取消，不用再点。")
    if sent := period.reports.exclude(state=ReportState.DRAFT).count():
        raise RuleBroken(f"已有 {sent} 家学校报送，不能取消这一期。收齐以后请用“结账”。")
    if not reason.strip():
        raise RuleBroken("请写明为什么取消，各校会看到。")
    acts.note_reason(reason)
    now = clock.now()
    said = {"dropped_at": now, "dropped_because": reason.strip()[:300], "closed_at": period.closed_at or now}
    acts.change(period, **said)
    for report in _owed(period):
        settle(report_key(report.public_id))
        _tell(writing_for(report.organisation_id), f"不用报送了：{report.title}", report, _this(period), by)
    return period


def _owed(period: ReportPeriod) -> Iterable[PeriodicReport]:
    rows = period.reports.filter(state=ReportState.DRAFT, organisation__withdrawn_at__isnull=True)
    return rows.select_related("organisation", "period__plan")


def _this(period: ReportPeriod) -> str:
    """Each dropping and each taking up again is told for itself."""
    return f"changed:{period.version}"
