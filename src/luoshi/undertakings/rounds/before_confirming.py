"""What is left before a round can be confirmed, hint and refusal alike, and what should be seen beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from luoshi.core import rounds as rules
from luoshi.core.rounds import Reach

from .offers import moment_words
from .standing import ABOVE, Line, SchoolLine, Standing, TaskLine
from .states import ApplicationState, RoundState, Verdict


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


def over_quota(tasks: Iterable[TaskLine], now: str = "已同意", todo: str = "请核减后再同意") -> list[str]:
    """Accepted beyond what the list allows, by organisations or by quantity. `now`, `todo`: as it is said."""
    found = []
    for task in tasks:
        most, accepted = task.row.most, task.accepted
        if most is not None and accepted > most:
            found.append(f"“{task.row.task}”至多 {most} 个单位，{now} {accepted} 个。")
        limit, amount = task.row.quantity_most, accepted_amount(task.lines)
        if limit is not None and amount > limit:
            found.append(f"“{task.row.task}”数量合计至多 {plain(limit)}，{now} {plain(amount)}，{todo}。")
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


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
