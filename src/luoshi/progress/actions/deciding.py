"""A report under way: the shared acts of papers, its own state after them, many accepted at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.last_words import refuse_minutes_of_the_author
from luoshi.papers.states import ApprovalState, Outcome

from .. import permissions
from ..models import PeriodicReport, ReportPeriod
from ..reports.stamps import refuse_unstamped
from ..states import REPORT, ReportState
from .reports import COURSE, note_leaving


@acts.act("progress.pass_report", who=permissions.can_decide_report, on="report")
def pass_report(*, report: PeriodicReport, by: Actor, **said: Any) -> PeriodicReport:
    """Agree at the current step; the last consent, the city's, accepts it."""
    pass_step(approval=COURSE.approval_of(report), by=by, **said)
    _follow("progress.pass_report", report)
    return report


@acts.act("progress.return_report", who=permissions.can_decide_report, on="report")
def return_report(*, report: PeriodicReport, by: Actor, **said: Any) -> PeriodicReport:
    """Back to its author or an earlier step. Where opinions stand on some tasks, these alone are open for mending."""
    return_to_step(approval=COURSE.approval_of(report), by=by, **said)
    _follow("progress.return_report", report)
    _open_returned(report, said.get("parts"))
    return report


@acts.act("progress.enter_report", who=permissions.can_enter_report, on="report")
def enter_report(*, report: PeriodicReport, by: Actor, outcome: str, **said: Any) -> PeriodicReport:
    """代录: what a leader signed or a meeting decided, with the paper."""
    approval = COURSE.approval_of(report)
    if outcome == Outcome.PASSED:
        refuse_minutes_of_the_author(approval, by)
    enter_on_behalf(approval=approval, by=by, outcome=outcome, **said)
    _follow("progress.enter_report", report)
    if outcome == Outcome.RETURNED:
        _open_returned(report, said.get("parts"))
    return report


@acts.act("progress.accept_many", who=permissions.can_accept_many, under="period")
def accept_many(
    *, period: ReportPeriod, reports: Sequence[tuple[PeriodicReport, int]], by: Actor
) -> list[PeriodicReport]:
    """Reports that lie at the actor, each with the version that was looked at. All of them or none."""
    if not reports:
        raise RuleBroken("没有勾选报告。请先勾选，再接收。")
    accepted = []
    for report, version in sorted(reports, key=lambda pair: pair[0].pk):
        fresh = PeriodicReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if fresh.period_id != period.pk or not permissions.can_decide_report(by, fresh):
            raise RuleBroken(
                f"{report.organisation.short}的报告现在不在您这里，没有接收任何一份。请刷新页面。"
            )
        if fresh.version != version or fresh.state != ReportState.RUNNING:
            school = report.organisation.short
            raise RuleBroken(f"{school}的报告在您打开页面以后有变化，没有接收任何一份。请刷新页面核对。")
        accepted.append(pass_report(report=fresh, by=by, comment="同意"))
    return accepted


def _open_returned(report: PeriodicReport, said: dict[str, str] | None) -> None:
    if report.state != ReportState.RETURNED:
        return
    words = {key: text.strip() for key, text in (said or {}).items() if text.strip()}
    for row in report.rows.filter(public_id__in=words):
        acts.change(row, returned=True, opinion=words[row.public_id])


def _follow(action: str, report: PeriodicReport) -> None:
    """Its own move by what its approval became."""
    if COURSE.approval_of(report).state != ApprovalState.PASSED:
        REPORT.make(action, report)
    else:
        refuse_unstamped(report)
        REPORT.make(action, report, accepted_at=clock.now())
    note_leaving(report)
