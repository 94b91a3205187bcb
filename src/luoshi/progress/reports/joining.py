"""Works that become one, posts that are left, schools that merge: what that does to reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import HandedOver, Holding
from luoshi.undertakings.models import Work

from ..models import PeriodicReport, ReportRow
from ..states import CHANGEABLE, ReportState

UNDER_WAY = (ReportState.RUNNING, ReportState.RETURNED)


def join_rows(emptied: Work, work: Work) -> None:
    """In what is still written, the row of the emptied work goes into that of the common one, with its words; what
    was accepted keeps reading as it was sent. Raises RuleBroken while such a report is with its readers.
    """
    for row in ReportRow.objects.filter(work=emptied).select_related("report").order_by("id"):
        if row.report.state == ReportState.RUNNING:
            raise RuleBroken("本校有进展报告正在审批，请先办结或撤回，再合并同一工作。")
        other = row.report.rows.filter(work=work).first()
        if row.report.state not in CHANGEABLE:
            acts.change(row, work=None if other is not None else work)
        elif other is None:
            acts.change(row, work=work)
        else:
            acts.change(other, words="\n".join(text for text in (other.words, row.words) if text))
            _move_numbers(row, other)
            acts.remove(row)


def _move_numbers(row: ReportRow, other: ReportRow) -> None:
    """With the row that goes, its numbers: those of other targets as they are, of the same where none was typed."""
    there = {number.target_id: number for number in other.numbers.all()}
    for number in row.numbers.all():
        kept = there.get(number.target_id)
        if kept is None:
            acts.change(number, row=other)
        elif kept.actual is None:
            acts.change(kept, actual=number.actual, reason=kept.reason or number.reason)


def _under_way(**whose: object) -> QuerySet[PeriodicReport]:
    rows = PeriodicReport.objects.filter(state__in=UNDER_WAY, **whose)
    return rows.select_related("organisation", "period__plan").order_by("id")


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    for report in _under_way(organisation=organisation):
        yield Holding("进展报告", report.title, 0)


def refuse_merger(
    *, change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> None:
    """What was reported stays under the old name, with the workplan it is about."""
    if next(iter(stands_on(old)), None) is not None:
        raise RuleBroken(f"{old.short}的进展报告还在审批或退回修改，请先办结或撤回，再合并。")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    """Reports on their way that come back to this post."""
    for report in _under_way(author__in=posts):
        href = reverse("report", args=[report.public_id])
        yield Holding("进展报告", report.title, report.author_id or 0, href, due=report.period.due)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for report in _under_way(author__in=posts):
        acts.change(report, author=successor)
    return HandedOver(held)
