"""Rows and numbers of a report as the workplan in force has them."""

from __future__ import annotations

from decimal import Decimal

from luoshi.common import acts
from luoshi.plans.models import Target

from ..models import PeriodicReport, ReportNumber, ReportRow
from ..reports.elsewhere import numbers_elsewhere, same_number
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
        there[work] = row
    others = [each for each in numbers_elsewhere(report) if each.row.report.state != ReportState.DRAFT]
    for work in works:
        _numbers(there[work], goals.get(work, []), others)


def _numbers(row: ReportRow, goals: list[tuple[Target, Decimal]], others: list[ReportNumber]) -> None:
    there = {number.target_id: number for number in row.numbers.all()}
    for target, goal in goals:
        number = there.pop(target.pk, None)
        if number is None:
            made = ReportNumber(row=row, target=target, goal=goal)
            acts.create(ReportNumber, row=row, target=target, goal=goal, actual=_known(made, others))
        else:
            acts.change(number, goal=goal)
    for number in there.values():
        acts.remove(number)


def _known(number: ReportNumber, others: list[ReportNumber]) -> Decimal | None:
    """What was reported last in the same year, in this plan and accepted or in another plan for the same figure: nobody
    types it twice.
    """
    period = number.row.report.period
    before = ReportNumber.objects.filter(
        target=number.target,
        row__work=number.row.work_id,
        row__report__organisation=number.row.report.organisation_id,
        row__report__state="accepted",
        row__report__period__ends__lt=period.ends,
        row__report__period__ends__year=period.ends.year,
    )
    said = [before.select_related("row__report__period").order_by("-row__report__period__ends").first()]
    said.append(same_number(number, others))
    last = max((each for each in said if each), key=lambda each: each.row.report.period.ends, default=None)
    return last.actual if last is not None else None
