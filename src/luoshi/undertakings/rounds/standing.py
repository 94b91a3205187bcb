"""How a round stands: what has come to the bureau row by row, what that means per task and per school, what is left
before it can be confirmed (hint and refusal alike), and the 一览表.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.core import rounds as rules
from luoshi.core.matrix import COUNTED_ONCE, LEADS, PrintedRow, PrintedTable, joint_mark, number_parts
from luoshi.core.rounds import Reach
from luoshi.papers.models import Step

from .models import Application, Round, RoundTask, Wish
from .offers import moment_words, offer_of
from .queries import invited_to
from .sent import last_of
from .states import ApplicationState, RoundState, Verdict

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
    found = []
    for wish in wishes:
        application = of[wish.application_id]
        if application.pk not in then:
            if wish.dropped_at is None:
                found.append(_line(application, wish, wish.quantity))
        elif wish.public_id in then[application.pk]:
            found.append(_line(application, wish, then[application.pk][wish.public_id]))
    return found


def _sent(application: Application) -> dict[str, Decimal | None]:
    """Quantity by public id of the wish, as it was sent last."""
    last = last_of(application)
    rows = last.content.values["rows"] if last else []
    return {row["wish"]: Decimal(row["quantity"]) if row["quantity"] is not None else None for row in rows}


def _line(application: Application, wish: Wish, quantity: Decimal | None) -> Line:
    organisation = application.organisation
    led_by = wish.led_by.public_id if wish.led_by else ""
    amount = wish.agreed if wish.agreed is not None else quantity
    rule = rules.Wish(organisation.public_id, wish.round_task.public_id, amount, led_by)
    return Line(wish, organisation, application.state, quantity, rule)


# ---- before confirming


def left_to_confirm(standing: Standing) -> list[str]:
    """What keeps the round from being confirmed, a sentence each; empty when it can."""
    round_ = standing.round
    if round_.state != RoundState.OPEN:
        return [f"现在的状态是“{round_.get_state_display()}”，不能确认。"]
    found = []
    if not round_.is_over and round_.until is not None:
        found.append(f"申报到 {moment_words(round_.until)} 才截止，截止后再确认。")
    found += _waiting_words([school for school in standing.schools if _waits(school)])
    left = len(standing.open_lines)
    if left:
        found.append(f"还有 {left} 项没有定：请逐项同意或不同意。")
    found += over_quota(standing.tasks)
    return found + _joint_words(standing.lines)


def _waits(school: SchoolLine) -> bool:
    """In time but not yet here; or here, with rows that may count, and not agreed to at every step."""
    application = school.application
    if application is not None and not school.lines:
        return application.arrived_at is not None and application.state in ABOVE
    passed = school.application is not None and school.application.state == ApplicationState.PASSED
    return bool(school.lines) and not passed and any(line.counts for line in school.lines)


def _waiting_words(schools: list[SchoolLine]) -> list[str]:
    """A sentence for each state in which applications wait, with who they are."""
    waiting: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for school in schools:
        assert school.application is not None
        state = school.application.get_state_display()
        waiting[bool(school.lines), state].append(school.organisation.short)
    return [
        f"{_named(names)}的申报还在“{state}”，请在审批里办完；等不到的，对它的各项填写不同意和理由。"
        if here
        else f"{_named(names)}按时送出的申报还没有送到（{state}），请催办，送到或退回学校作废以后再确认。"
        for (here, state), names in waiting.items()
    ]


def _named(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{'、'.join(names)} {len(names)} 个单位"


def over_quota(tasks: Iterable[TaskLine]) -> list[str]:
    """Accepted beyond what the list allows, by organisations or by quantity."""
    found = []
    for task in tasks:
        most, accepted = task.row.most, task.accepted
        if most is not None and accepted > most:
            found.append(f"“{task.row.task}”至多 {most} 个单位，已同意 {accepted} 个。")
        limit, amount = task.row.quantity_most, accepted_amount(task.lines)
        if limit is not None and amount > limit:
            found.append(
                f"“{task.row.task}”数量合计至多 {_plain(limit)}，已同意 {_plain(amount)}，请核减后再同意。"
            )
    return found


def accepted_amount(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount or Decimal(0) for line in lines if line.is_accepted), Decimal(0))


def _joint_words(lines: list[Line]) -> list[str]:
    """Who takes part in a task that nobody leads."""
    accepted = [line for line in lines if line.is_accepted]
    alone = {id(rule) for rule in rules.joint_problems([line.rule for line in accepted])}
    return [
        f"{line.organisation.short}参与“{line.wish.round_task.task}”，牵头的"
        f"{line.wish.led_by.short if line.wish.led_by else ''}却没有同意承接，请改一处。"
        for line in accepted
        if id(line.rule) in alone
    ]


def joint_faults(standing: Standing, tasks: Iterable[TaskLine]) -> list[str]:
    """Who is accepted as taking part under a school of which it is known by now that it does not lead; what has not
    come may still come, and is asked again before confirming."""
    come = {school.organisation.pk for school in standing.schools if school.lines}
    pairs = [(task, line) for task in tasks for line in task.lines if line.is_accepted and line.takes_part]
    return [fault for task, line in pairs if (fault := _joint_fault(task, line, come))]


def _joint_fault(task: TaskLine, line: Line, come: set[int]) -> str:
    leader = line.wish.led_by
    assert leader is not None
    short, lead = line.organisation.short, leader.short
    here = f"“{task.row.task}”{short}报的是参与，由{lead}牵头，"
    theirs = next((each for each in task.lines if each.organisation.pk == leader.pk), None)
    if theirs is None:
        todo = f"请退回{lead}补报，或对{short}写不同意。"
        return f"{here}{lead}报来的申报里却没有这一项。{todo}" if leader.pk in come else ""
    if theirs.wish.led_by_id != leader.pk:
        return f"{here}{lead}报的却不是牵头。请退回其中一校改成一致，或对{short}写不同意。"
    if theirs.wish.verdict == Verdict.DECLINED:
        return f"{here}{lead}的却是不同意。请两校一起定：同意{lead}，或先对{short}写不同意。"
    return ""


def warnings_of(standing: Standing) -> list[str]:
    """What does not keep it from being confirmed but should be seen: nobody, too few, schools out of bounds."""
    found = []
    for task in standing.tasks:
        if task.reach == Reach.NOBODY:
            found.append(f"“{task.row.task}”没有单位承接。")
        elif task.reach == Reach.TOO_FEW:
            found.append(f"“{task.row.task}”要求至少 {task.row.least} 个单位，现有 {task.applied} 个。")
    for school in standing.schools:
        if school.lies:
            words = "少于" if school.lies < 0 else "多于"
            found.append(f"{school.organisation.short}承接 {school.load} 项，{words}每校的项数要求。")
    return found


# ---- the 一览表


def list_of(standing: Standing) -> PrintedTable:
    """Tasks down, schools across, as an annex prints it; only what was accepted."""
    schools = [school.organisation for school in standing.schools]
    rows = tuple(_printed(task, schools) for task in standing.tasks)
    notes = (COUNTED_ONCE,) if any(LEADS in row.marks for row in rows) else ()
    return PrintedTable(
        f"{standing.round.name}任务承接情况一览表",
        tuple(school.short for school in schools),
        rows,
        (*notes, _sums(standing)),
    )


def _printed(task: TaskLine, schools: list[Organisation]) -> PrintedRow:
    given = {line.organisation.pk: line for line in task.lines if line.is_accepted}
    leaders = {
        line.organisation.pk: line.organisation.short
        for line in given.values()
        if line.wish.led_by_id == line.organisation.pk
    }
    marks = tuple(_mark(given.get(school.pk), leaders) for school in schools)
    numbers = number_parts(task.row.task.code)
    return PrintedRow(*numbers, task.row.task.title, str(task.accepted), marks)


def _mark(line: Line | None, leaders: dict[int, str]) -> str:
    return joint_mark(line.organisation.pk, line.wish.led_by_id, leaders) if line is not None else ""


def _sums(standing: Standing) -> str:
    total = sum(task.accepted for task in standing.tasks)
    each = "，".join(
        f"{school.organisation.short} {school.accepted} 项" for school in standing.schools if school.accepted
    )
    return f"合计承接 {total} 项。各校：{each}。" if each else "没有单位承接。"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
