"""Rows and numbers of a report as the workplan in force has them."""

from __future__ import annotations

from decimal import Decimal

from luoshi.common import acts
from luoshi.plans.models import Target

from ..models import PeriodicReport, ReportNumber, ReportRow
from ..reports.facts import goals_of, works_of
from ..states import ReportState

CAME_SINCE = "报送以后又有要填的内容，请补上。"


def is_returned_by_row(report: PeriodicReport) -> bool:
    return report.state == ReportState.RETURNED and report.rows.filter(returned=True).exists()


def set_up_rows(report: PeriodicReport) -> None:
    """A row a work, a number a target; what the school wrote stays. Rows of works that went go, empty or not: what
    was written goes on in the row of the same name no more.
    """
    works, goals = works_of(report), goals_of(report)
    opened = {"returned": True, "opinion": CAME_SINCE} if is_returned_by_row(report) else {}
    there = {row.work_id: row for row in report.rows.all()}
    for work, row in there.items():
        if work not in works:
            acts.remove(row)
    for order, work in enumerate(works, 1):
        row = there.get(work)
        if row is None:
            row = acts.create(ReportRow, report=report, work_id=work, order=order, **opened)
        else:
            acts.change(row, order=order)
        _numbers(row, goals.get(work, []))


def _numbers(row: ReportRow, goals: list[tuple[Target, Decimal]]) -> None:
    there = {number.target_id: number for number in row.numbers.all()}
    for target, goal in goals:
        number = there.pop(target.pk, None)
        if number is None:
            acts.create(ReportNumber, row=row, target=target, goal=goal, actual=_known(row, target.pk))
        else:
            acts.change(number, goal=goal)
    for number in there.values():
        acts.remove(number)


def _known(row: ReportRow, target: int) -> object:
    """What the last accepted report of the same year said: nobody types it twice."""
    period = row.report.period
    before = ReportNumber.objects.filter(
        target=target,
        row__work=row.work_id,
        row__report__organisation=row.report.organisation_id,
        row__report__state="accepted",
        row__report__period__ends__lt=period.ends,
        row__report__period__ends__year=period.ends.year,
    )
    last = before.order_by("-row__report__period__ends").first()
    return last.actual if last is not None else None
