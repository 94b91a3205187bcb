"""What must always hold among rounds and applications."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.papers.invariants import entered_by_its_author
from luoshi.papers.states import ApprovalState

from . import sent
from .kinds import KIND
from .models import Application, Round, RoundExtension, RoundOrganisation, RoundTask, Wish
from .states import UNDER_WAY, ApplicationState, RoundState, Verdict

Found = Iterator[tuple[str, str]]
_APPROVED = {
    **dict.fromkeys(UNDER_WAY, ApprovalState.RUNNING),
    ApplicationState.RETURNED: ApprovalState.RETURNED,
    ApplicationState.PASSED: ApprovalState.PASSED,
}


def applications_stand_as_their_approvals() -> Found:
    for state, approved in _APPROVED.items():
        wrong = Application.objects.filter(state=state).exclude(approval__state=approved)
        yield from each(wrong, f"承接申报是“{state.label}”，它的审批却不是“{approved.label}”")


def arrivals_are_in_time() -> Found:
    late = Application.objects.filter(
        Q(arrived_at__gt=F("round__until")) | Q(arrived_at__lt=F("round__opens_at"))
    )
    return each(late, "承接申报不在申报时间内送出")


def applicants_are_invited() -> Found:
    invited = RoundOrganisation.objects.filter(round=OuterRef("round"), organisation=OuterRef("organisation"))
    return each(Application.objects.exclude(Exists(invited)), "申报单位不在这一轮的名单里")


def wishes_are_on_the_list() -> Found:
    return each(Wish.objects.exclude(round_task__round=F("application__round")), "申报项指向了别的轮次的任务")


def under_way_they_read_as_they_were_sent() -> Found:
    """What steps agree to is what was sent: between a sending and the next the rows stand still."""
    still = Application.objects.filter(state__in=(*UNDER_WAY, ApplicationState.PASSED))
    still = still.select_related("round__form_version", "approval", "organisation")
    for application in still.iterator():
        sending = sent.last_of(application)
        then = sending.content.values["rows"] if sending is not None else None
        if then is None or _bare(then) != _bare(sent.rows_as_json(application)):
            yield name_of(application), "审批中的内容不是报送时的内容"


def _bare(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["wish"], row["reason"], row["quantity"], row["values"]) for row in rows]


def tasks_are_of_the_plan() -> Found:
    return each(RoundTask.objects.exclude(task__plan=F("round__plan")), "申报清单里有别的计划的任务")


def closing_time_follows_the_extensions() -> Found:
    """The time in force is the one announced, or the last extension's."""
    started = Round.objects.exclude(state=RoundState.DRAFT).filter(opened_at__isnull=False)
    last = RoundExtension.objects.filter(round=OuterRef("pk"), until=OuterRef("until"))
    extended = RoundExtension.objects.filter(round=OuterRef("pk"))
    yield from each(
        started.filter(~Exists(extended)).exclude(until=F("closes_at")), "截止时间改过，却没有延期记录"
    )
    yield from each(started.filter(Exists(extended)).exclude(Exists(last)), "截止时间与延期记录不一致")


def duties_follow_the_confirmation() -> Found:
    """Accepted rows of a confirmed round are duties on the same task of the same organisation; no other row is one."""
    with_duty = Wish.objects.filter(duty__isnull=False)
    yield from each(
        with_duty.exclude(application__round__state=RoundState.CONFIRMED), "没有确认的申报项已经有责任项"
    )
    yield from each(
        with_duty.exclude(
            duty__task=F("round_task__task"), duty__organisation=F("application__organisation")
        ),
        "申报项的责任项不是这个单位的这项任务",
    )
    confirmed = Wish.objects.filter(application__round__state=RoundState.CONFIRMED, verdict=Verdict.ACCEPTED)
    yield from each(confirmed.filter(duty__isnull=True), "已确认同意的申报项没有责任项")


INVARIANTS = (
    Invariant("application-minutes", partial(entered_by_its_author, KIND.key)),
    Invariant("round-duties", duties_follow_the_confirmation),
    Invariant("application-approval", applications_stand_as_their_approvals),
    Invariant("application-in-time", arrivals_are_in_time),
    Invariant("application-invited", applicants_are_invited),
    Invariant("application-sent", under_way_they_read_as_they_were_sent),
    Invariant("wish-on-list", wishes_are_on_the_list),
    Invariant("round-task-plan", tasks_are_of_the_plan),
    Invariant("round-until", closing_time_follows_the_extensions),
)
