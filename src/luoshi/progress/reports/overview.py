"""All schools of a period as a bureau sees them: who has sent and when, in time or late, what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.shares import percent_of, shown
from luoshi.papers.models import Step
from luoshi.papers.queries import steps_waiting_for
from luoshi.papers.states import StepState

from ..models import PeriodicReport, ReportPeriod
from ..queries import at_home_of, reports_visible_to
from ..states import ReportState

TONES = {"draft": "", "running": "busy", "returned": "warn", "accepted": "ok"}


@dataclass(slots=True)
class Line:
    """One school. `href`: where the reader sees its report; `waits`: it lies at the reader; `lies_at`: the step."""

    report: PeriodicReport
    href: str = ""
    waits: bool = False
    lies_at: str = ""
    in_house: bool = False  # it has not left the school yet

    @property
    def sent(self) -> bool:
        """It has left the school: what lies at its own steps has come to nobody."""
        is_out = self.report.state != ReportState.DRAFT and not self.in_house
        return is_out and self.report.first_sent_at is not None

    @property
    def sent_on(self) -> Any:
        return timezone.localtime(self.report.first_sent_at).date() if self.report.first_sent_at else None

    @property
    def in_time(self) -> bool:
        return self.sent and self.sent_on <= self.report.period.due

    @property
    def words(self) -> str:
        """Of what is not sent nobody above sees more than that."""
        late = clock.today() > self.report.period.due
        if self.in_house:
            return "逾期，校内审批中" if late and self.report.first_sent_at is None else "校内审批中"
        if self.report.state != ReportState.DRAFT:
            return str(self.report.get_state_display())
        if self.report.period.dropped_at is not None:
            return "不用报送"
        return "逾期未报" if late else "未报送"

    @property
    def place(self) -> str:
        """Where it is now; of what was accepted nothing more is to be said."""
        if self.lies_at or self.report.period.dropped_at is not None:
            return self.lies_at
        at_school = {
            ReportState.DRAFT: "在学校，尚未报送",
            ReportState.RETURNED: "退回学校，尚未重新报送",
        }
        return at_school.get(ReportState(self.report.state), "")

    @property
    def tone(self) -> str:
        return "bad" if self.words.startswith("逾期") else TONES[self.report.state]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it is made of: `rows` name each school that counts."""

    label: str
    count: int
    of: int
    rows: tuple[str, ...]

    @property
    def percent(self) -> float | None:
        return percent_of(self.count, self.of)

    @property
    def shown(self) -> str:
        return "" if self.percent is None else f"{shown(self.percent)}%"


def asked_within(actor: Actor, period: ReportPeriod) -> QuerySet[PeriodicReport]:
    """Who owes a report of this period, of the own organisation and those below: that alone is no secret above."""
    rows = period.reports.filter(within(actor.path, "organisation__"))
    rows = rows.exclude(organisation__withdrawn_at__isnull=False, state=ReportState.DRAFT)
    return rows.select_related("organisation", "period__plan").order_by(
        "organisation__order", "organisation_id"
    )


def plain_lines(rows: QuerySet[PeriodicReport]) -> list[Line]:
    """Of whichever periods, as pages and papers count them: who has sent, who in time."""
    at_home = at_home_of(rows)
    ordered = rows.select_related("organisation", "period__plan").order_by("organisation__order", "pk")
    return [Line(row, in_house=_in_house(row, at_home)) for row in ordered]


def _in_house(report: PeriodicReport, at_home: set[int]) -> bool:
    return report.pk in at_home and report.state != ReportState.DRAFT


def lines_of(actor: Actor, period: ReportPeriod) -> list[Line]:
    rows = list(asked_within(actor, period))
    visible = set(reports_visible_to(actor).filter(period=period).order_by().values_list("pk", flat=True))
    waiting = set(steps_waiting_for(actor).order_by().values_list("approval_id", flat=True))
    current = Step.objects.filter(approval__in=[row.approval_id for row in rows], state=StepState.CURRENT)
    at = {step.approval_id: step for step in current.select_related("organisation")}
    at_home = at_home_of(asked_within(actor, period))
    return [
        Line(
            row,
            reverse("report", args=[row.public_id]) if row.pk in visible else "",
            row.state == ReportState.RUNNING and row.approval_id in waiting,
            str(step) if step is not None else "",
            _in_house(row, at_home),
        )
        for row in rows
        for step in [at.get(row.approval_id or 0) if row.state == ReportState.RUNNING else None]
    ]


def figures_of(lines: list[Line]) -> list[Figure]:
    """Rate and timeliness of reporting, what was accepted: from the rows, each school named with its day."""

    def figure(label: str, chosen: list[Line], day: str) -> Figure:
        named = tuple(f"{line.report.organisation.short} {_day(line, day)}" for line in chosen)
        return Figure(label, len(chosen), len(lines), named)

    return [
        figure("报送率", [line for line in lines if line.sent], "first_sent_at"),
        figure("及时率", [line for line in lines if line.in_time], "first_sent_at"),
        figure("已接收", [line for line in lines if line.report.accepted_at is not None], "accepted_at"),
    ]


def _day(line: Line, name: str) -> str:
    return f"{timezone.localtime(getattr(line.report, name)):%Y-%m-%d %H:%M}"


def missing_of(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.sent]
