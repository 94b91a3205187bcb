"""A figure that two plans ask for is reported once: what the report of another plan says of the same work opens the
form of this one, with where it comes from, and is shown beside what this one says. Nothing is copied behind a writer's
back (ADR 0023).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Q, QuerySet, Value, When

from luoshi.workplans.given import same_figure
from luoshi.workplans.parts import number_words

from ..models import PeriodicReport, ReportNumber
from ..states import ReportState


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one number is in the report of another plan. `own`: the number here, which may be empty."""

    own: Decimal | None
    actual: Decimal
    report: PeriodicReport
    same_end: bool

    @property
    def differs(self) -> bool:
        """Of the same last day, and another number: one of the two is wrong."""
        return self.same_end and self.own is not None and self.own != self.actual

    @property
    def words(self) -> str:
        """For the writer; empty where the other says nothing of this period."""
        said = f"《{self.report.title}》里是 {number_words(self.actual)}"
        if self.own is None:
            return f"同一个数，{said}，填写时已带入，核对后保存。"
        if self.differs:
            return f"同一个数，{said}，与这里不一致，请核对，错的改正。"
        return f"同一个数，{said}，与这里一致。" if self.same_end else ""


def numbers_elsewhere(report: PeriodicReport) -> list[ReportNumber]:
    """Of the same year up to the end of this period, the latest first; of one day what was sent before what is being
    written. In one question.
    """
    period = report.period
    works = report.rows.exclude(work=None).values_list("work_id", flat=True)
    rows = ReportNumber.objects.filter(
        row__work__in=list(works),
        row__report__organisation=report.organisation_id,
        row__report__period__dropped_at__isnull=True,
        row__report__period__ends__lte=period.ends,
        row__report__period__ends__year=period.ends.year,
        actual__isnull=False,
    ).exclude(row__report__period__plan=period.plan_id)
    written = Case(When(Q(row__report__state=ReportState.DRAFT), then=Value(1)), default=Value(0))
    named = rows.select_related(
        "target", "row__report__organisation", "row__report__period__plan", "row__report__author"
    )
    return list(named.order_by("-row__report__period__ends", written, "-id"))


def same_number(number: ReportNumber, others: Iterable[ReportNumber]) -> ReportNumber | None:
    """The first of them that tells the same figure of the same work."""
    for other in others:
        if other.row.work_id == number.row.work_id and same_figure(other.target, number.target):
            return other
    return None


def numbers_differing(report: PeriodicReport) -> list[ReportNumber]:
    """Of reports of other plans that were sent, of the same last day: the same figure with another number."""
    there = [
        each
        for each in numbers_elsewhere(report)
        if each.row.report.state != ReportState.DRAFT and each.row.report.period.ends == report.period.ends
    ]
    own = ReportNumber.objects.filter(row__report=report).select_related("row", "target") if there else ()
    found = [(number, same_number(number, there)) for number in own]
    return [other for number, other in found if other is not None and other.actual != number.actual]


def said_elsewhere(report: PeriodicReport, among: QuerySet[PeriodicReport]) -> dict[int, Elsewhere]:
    """By key of the number of this report, of reports that the reader sees."""
    others = numbers_elsewhere(report)
    seen = set(among.filter(pk__in={each.row.report_id for each in others}).values_list("pk", flat=True))
    others = [each for each in others if each.row.report_id in seen]
    found = {}
    if not others:
        return {}
    for number in ReportNumber.objects.filter(row__report=report).select_related("row", "target"):
        other = same_number(number, others)
        if other is not None and other.actual is not None:
            there = other.row.report
            same_end = there.period.ends == report.period.ends
            found[number.pk] = Elsewhere(number.actual, other.actual, there, same_end)
    return found
