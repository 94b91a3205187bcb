"""What a report is about, and the rows behind its counts: each read once, whatever the number of schools."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors, within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core import periods
from luoshi.core.standing import BLOCKED, DONE, OPEN
from luoshi.indicators.alerts.models import Alert
from luoshi.indicators.alerts.queries import alerts_visible_to, standing
from luoshi.indicators.entry.models import FilingSheet
from luoshi.indicators.entry.queries import filings_visible_to, indicators_visible_to, not_sent
from luoshi.indicators.entry.queries import sheets_visible_to as filing_sheets_visible_to
from luoshi.indicators.entry.states import FilingState
from luoshi.indicators.models import Indicator, Period
from luoshi.indicators.queries import Shown, figures_visible_to
from luoshi.indicators.states import STANDS
from luoshi.plans.models import Plan
from luoshi.progress.meetings.models import Resolution
from luoshi.progress.meetings.queries import resolutions_visible_to
from luoshi.progress.meetings.states import ResolutionState
from luoshi.progress.models import PeriodicReport
from luoshi.progress.queries import periods_visible_to
from luoshi.progress.reports.overview import Line, plain_lines
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.queries import returns_visible_to, sheets_visible_to
from luoshi.progress.returns.states import ReturnState, SheetState
from luoshi.registers.models import Register
from luoshi.registers.queries import registers_visible_to
from luoshi.undertakings.queries import duties_visible_to
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.parts import PLANNED
from luoshi.workplans.queries import in_force, milestones_visible_to

if TYPE_CHECKING:
    from .keeping import Kept

Org = Organisation.Kind
LEVELS = {Org.PROVINCE: "全省", Org.CITY_BUREAU: "全市", Org.COUNTY_BUREAU: "全县", Org.SCHOOL: "全校"}
HERE = "本级"


@dataclass(frozen=True, slots=True)
class Carried:
    """A duty of a school."""

    school: int
    task: int
    stage: str
    health: str


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of a workplan in force, and how far it has come."""

    school: int
    due: dt.date | None
    state: str
    since: dt.date | None

    def is_late(self, today: dt.date) -> bool:
        return self.state != DONE and self.due is not None and self.due < today


@dataclass
class Facts:
    """at: the instant figures are as of; None: as they stand now. instant: of the making, as it is told.
    period, before: rows of the spans, if there are.
    kept: what an earlier making said, taken again where nothing can have changed since; most: lines of the list of
    figures, where the first is enough.
    """

    actor: Actor
    office: Organisation
    place: Organisation
    span: periods.Period
    plan: Plan | None = None
    register: Register | None = None
    period: Period | None = None
    before: Period | None = None
    at: dt.datetime | None = None
    instant: dt.datetime = field(default_factory=clock.now)
    today: dt.date = field(default_factory=clock.today)
    kept: Kept | None = None
    most: int | None = None
    memo: dict[tuple[int, int, dt.date, dt.date], Shown | None] = field(default_factory=dict)

    @cached_property
    def chain(self) -> dict[str, Organisation]:
        """By word of their level: the place itself and those above it, up to the actor's own."""
        above = [path for path in ancestors(self.place.path) if path.startswith(self.actor.path)]
        rows = {row.path: row for row in Organisation.objects.filter(path__in=above)}
        found: dict[str, Organisation] = {}
        for path in sorted(rows, key=len):
            if word := LEVELS.get(Org(rows[path].kind)):
                found[word] = rows[path]
        own = LEVELS.get(Org(self.place.kind))
        return {**found, **({own: self.place} if own else {}), HERE: self.place}

    @cached_property
    def indicators(self) -> list[Indicator]:
        rows = indicators_visible_to(self.actor).filter(withdrawn_at__isnull=True)
        return list(rows.order_by("order", "id"))

    @cached_property
    def measured(self) -> list[Indicator]:
        """Those of which any figure was ever reported here."""
        rows = figures_visible_to(self.actor).filter(
            within(self.place.path, "organisation__"), status__in=STANDS
        )
        keys = set(rows.order_by().values_list("indicator", flat=True).distinct())
        return [each for each in self.indicators if each.pk in keys]

    @cached_property
    def registers(self) -> list[Register]:
        return list(registers_visible_to(self.actor).order_by("order", "id"))

    @cached_property
    def duties(self) -> list[Carried]:
        if self.plan is None:
            return []
        rows = duties_visible_to(self.actor).filter(
            within(self.place.path, "organisation__"),
            task__plan=self.plan,
            task__withdrawn_at__isnull=True,
            left_at__isnull=True,
            basis__in=PLANNED,
            organisation__kind=Org.SCHOOL,
        )
        fields = ("organisation_id", "task_id", "stage", "health")
        return [Carried(*row) for row in rows.order_by("pk").values_list(*fields)]

    @cached_property
    def steps(self) -> list[Step]:
        if self.plan is None:
            return []
        chosen = milestones_visible_to(self.actor).filter(
            in_force(), within(self.place.path, "workplan__organisation__"), workplan__plan=self.plan
        )
        rows = list(chosen.order_by("due", "pk").values_list("key", "workplan__organisation_id", "due"))
        keys = chosen.order_by().values("key")
        states = {row.key: row for row in MilestoneState.objects.filter(key__in=keys)}
        found = []
        for key, school, due in rows:
            said = states.get(key)
            found.append(Step(school, due, said.state if said else OPEN, said.since if said else None))
        return found

    @cached_property
    def stuck(self) -> list[Step]:
        return [step for step in self.steps if step.state == BLOCKED]

    @cached_property
    def schools(self) -> list[Organisation]:
        """In the office's order: all schools of the place that are there."""
        rows = Organisation.objects.filter(
            within(self.place.path), kind=Org.SCHOOL, withdrawn_at__isnull=True, closed_on__isnull=True
        )
        return list(rows.order_by("order", "id"))

    @cached_property
    def counties(self) -> list[Organisation]:
        rows = Organisation.objects.filter(
            within(self.place.path), kind=Org.COUNTY_BUREAU, withdrawn_at__isnull=True, closed_on__isnull=True
        )
        return list(rows.order_by("order", "id"))

    @cached_property
    def alerts(self) -> list[Alert]:
        """Standing ones of the plan, the most severe first."""
        rows = standing(alerts_visible_to(self.actor)).filter(within(self.place.path, "organisation__"))
        rows = rows.filter(plan=self.plan) if self.plan is not None else rows
        return list(rows.order_by("rank", "since", "pk"))

    @cached_property
    def reports(self) -> list[PeriodicReport]:
        """What schools owe for the report periods that ended within the span."""
        if self.plan is None:
            return []
        ended = periods_visible_to(self.actor).filter(
            plan=self.plan,
            dropped_at__isnull=True,
            ends__gte=self.span.starts,
            ends__lte=min(self.span.ends, self.today),
        )
        rows = PeriodicReport.objects.filter(
            within(self.actor.path, "organisation__"),
            within(self.place.path, "organisation__"),
            period__in=ended.order_by().values("pk"),
        ).exclude(organisation__withdrawn_at__isnull=False, state="draft")
        return list(
            rows.select_related("organisation", "period").order_by(
                "period__ends", "organisation__order", "pk"
            )
        )

    @cached_property
    def _lines(self) -> dict[int, Line]:
        rows = PeriodicReport.objects.filter(pk__in=[row.pk for row in self.reports])
        return {line.report.pk: line for line in plain_lines(rows)}

    def has_come(self, report: PeriodicReport) -> bool:
        return self._lines[report.pk].sent

    def is_in_time(self, report: PeriodicReport) -> bool:
        return self._lines[report.pk].in_time

    @cached_property
    def filing_sheets(self) -> list[FilingSheet]:
        """What was asked of indicators, is over and was not sent."""
        opened = filings_visible_to(self.actor).filter(state=FilingState.OPEN, due__lt=self.today)
        rows = filing_sheets_visible_to(self.actor).filter(
            not_sent(),
            within(self.place.path, "organisation__"),
            filing__in=opened.order_by().values("pk"),
            organisation__withdrawn_at__isnull=True,
        )
        return list(rows.order_by("filing__due", "organisation__order", "pk"))

    @cached_property
    def sheets(self) -> list[ReturnSheet]:
        """Sheets of open returns whose last day is over, not sent yet."""
        opened = returns_visible_to(self.actor).filter(state=ReturnState.OPEN, until__isnull=False)
        waiting = (SheetState.TODO, SheetState.FILLING, SheetState.CHECKING)
        rows = sheets_visible_to(self.actor).filter(
            within(self.place.path, "organisation__"),
            asked_in__in=opened.order_by().values("pk"),
            state__in=waiting,
        )
        return [
            row
            for row in rows.order_by("asked_in__until", "organisation__order", "pk")
            if row.asked_in.last_day is not None and row.asked_in.last_day < self.today
        ]

    @cached_property
    def resolutions(self) -> QuerySet[Resolution]:
        rows = resolutions_visible_to(self.actor).filter(
            within(self.place.path, "owner__organisation__"), state=ResolutionState.OPEN
        )
        rows = rows.filter(meeting__plan=self.plan) if self.plan is not None else rows
        return rows.order_by("due", "pk")
