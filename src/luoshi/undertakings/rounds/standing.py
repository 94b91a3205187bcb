"""How a round stands: what has come to the bureau row by row, and what that means per task and per school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.core import rounds as rules
from luoshi.core.rounds import Reach
from luoshi.papers.models import Step

from .models import Application, Round, RoundTask, Wish
from .offers import offer_of
from .queries import invited_to
from .sent import last_of
from .states import ApplicationState, Verdict

AT_THE_CITY = (ApplicationState.CITY, ApplicationState.PASSED)
ABOVE = (ApplicationState.COUNTY, ApplicationState.CITY, ApplicationState.PASSED, ApplicationState.RETURNED)


@dataclass(slots=True)
class Line:
    """One row that has come: as it was sent, and what the bureau says of it."""

    wish: Wish
    organisation: Organisation
    state: str
    quantity: Decimal | None
    rule: rules.Wish

    @property
    def amount(self) -> Decimal | None:
        """The quantity that counts: as agreed, else as applied for."""
        return self.wish.agreed if self.wish.agreed is not None else self.quantity

    @property
    def is_judged(self) -> bool:
        return self.wish.verdict in (Verdict.ACCEPTED, Verdict.DECLINED)

    @property
    def counts(self) -> bool:
        """Whether it still may become a duty."""
        return self.wish.verdict != Verdict.DECLINED

    @property
    def is_accepted(self) -> bool:
        return self.wish.verdict == Verdict.ACCEPTED

    @property
    def takes_part(self) -> bool:
        return self.rule.takes_part


@dataclass(slots=True)
class TaskLine:
    """One task: who wants it, whether that is enough, how much in all."""

    row: RoundTask
    offer: rules.Offer
    lines: list[Line] = field(default_factory=list)

    @property
    def reach(self) -> Reach:
        return rules.reach_of(self.offer, [line.rule for line in self.lines if line.counts])

    @property
    def applied(self) -> int:
        return rules.count_of([line.rule for line in self.lines], self.offer.task)

    @property
    def accepted(self) -> int:
        return rules.count_of([line.rule for line in self.lines if line.is_accepted], self.offer.task)

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.is_judged]

    @property
    def all_fit(self) -> bool:
        """Whether everything without a verdict can be accepted as it was applied for."""
        lines = [line for line in self.lines if line.counts]
        number, amount = rules.count_of([line.rule for line in lines], self.offer.task), self.amount
        most, limit = self.row.most, self.row.quantity_most
        return (most is None or number <= most) and (limit is None or amount is None or amount <= limit)

    @property
    def amount(self) -> Decimal | None:
        """The sum of what still counts; None where nobody named a number."""
        amounts = [line.amount for line in self.lines if line.counts and line.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None


@dataclass(slots=True)
class SchoolLine:
    """One invited organisation: where its application is, how much it would carry."""

    organisation: Organisation
    application: Application | None
    lines: list[Line]
    bounds: rules.Bounds

    @property
    def load(self) -> int:
        return sum(1 for line in self.lines if line.counts)

    @property
    def accepted(self) -> int:
        return sum(1 for line in self.lines if line.is_accepted)

    @property
    def lies(self) -> int:
        """-1 too few, 1 too many, 0 within what each school may take; what has not come is no judgement."""
        return self.bounds.lies(self.load) if self.lines else 0


@dataclass(slots=True)
class Standing:
    round: Round
    tasks: list[TaskLine]
    schools: list[SchoolLine]

    @property
    def lines(self) -> list[Line]:
        return [line for task in self.tasks for line in task.lines]

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.is_judged]


def standing_of(round_: Round) -> Standing:
    """Everything that has come to the bureau, in the order of the list. The caller has checked who runs the round."""
    applications = list(
        Application.objects.filter(round=round_)
        .exclude(state=ApplicationState.WITHDRAWN)
        .annotate(has_come=Exists(_reached(round_)))
        .select_related("organisation", "approval", "round")
    )
    lines = _lines([each for each in applications if each.state in ABOVE and each.has_come])
    by_task, by_school = defaultdict(list), defaultdict(list)
    for line in lines:
        by_task[line.wish.round_task_id].append(line)
        by_school[line.organisation.pk].append(line)
    mine = {each.organisation_id: each for each in applications}
    rows = round_.tasks.select_related("task")
    return Standing(
        round_,
        [TaskLine(row, offer_of(row), by_task[row.pk]) for row in rows],
        [
            SchoolLine(school, mine.get(school.pk), by_school[school.pk], round_.bounds)
            for school in invited_to(round_)
        ],
    )


def _reached(round_: Round) -> QuerySet[Step]:
    """Steps of the bureau itself that an application has come to; before that it is not the bureau's to read."""
    steps = Step.objects.filter(organisation=round_.plan.issuer_id, arrived_at__isnull=False)
    return steps.filter(approval=OuterRef("approval"))


def _lines(applications: list[Application]) -> list[Line]:
    """Under way the rows stand as they were sent; of a returned one only what was sent last is told."""
    of = {each.pk: each for each in applications}
    wishes = Wish.objects.filter(application__in=of).select_related("round_task__task", "led_by")
    then = {each.pk: _sent(each) for each in applications if each.state == ApplicationState.RETURNED}
    leaders = _leaders(then.values())
    found = []
    for wish in wishes:
        application = of[wish.application_id]
        if application.pk not in then:
            if wish.dropped_at is None:
                found.append(_line(application, wish, wish.quantity))
        elif wish.public_id in then[application.pk]:
            row = then[application.pk][wish.public_id]
            wish.led_by = leaders.get(row["leader"])  # only here, on the way to the reader: never saved
            quantity = None if row["quantity"] is None else Decimal(row["quantity"])
            found.append(_line(application, wish, quantity))
    return found


def _sent(application: Application) -> dict[str, dict[str, Any]]:
    """The rows by public id of the wish, as they were sent last."""
    last = last_of(application)
    return {row["wish"]: row for row in last.content.values["rows"]} if last else {}


def _leaders(sent: Iterable[dict[str, dict[str, Any]]]) -> dict[str, Organisation]:
    named = {row["leader"] for rows in sent for row in rows.values() if row["leader"]}
    return (
        {each.public_id: each for each in Organisation.objects.filter(public_id__in=named)} if named else {}
    )


def _line(application: Application, wish: Wish, quantity: Decimal | None) -> Line:
    organisation = application.organisation
    led_by = wish.led_by.public_id if wish.led_by else ""
    amount = wish.agreed if wish.agreed is not None else quantity
    rule = rules.Wish(organisation.public_id, wish.round_task.public_id, amount, led_by)
    return Line(wish, organisation, application.state, quantity, rule)
