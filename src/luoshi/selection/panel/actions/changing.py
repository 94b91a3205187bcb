"""Changes by hand: with a reason, never against a conflict, never beyond what an expert takes on."""

from __future__ import annotations

import math

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call

from .. import permissions
from ..checking import conflicts_now, in_words
from ..drawing import stand_by_hand
from ..models import Assigned, Draw, Expert, Seat, Stood
from ..queries import available, changed_by_hand, with_facts
from ..states import DrawState
from ..telling import tell_monitors
from .holding import call_first, fresh_call, in_hands, said, void
from .seating import tell_experts

# One in so many of the tasks of a round an officer changes alone: who falls ill, who declares that he must keep away.
# What goes beyond replaces the draw and takes the monitor as well (controls BL-09, SE-05).
ALONE = 10


@acts.act("panel.give_by_hand", who=permissions.can_run_seat, under="seat", first=call_first)
def give_by_hand(
    *, seat: Seat, application: Application, round: str, reason: str, by: Actor, third: bool = False
) -> Assigned:
    """One more reader, once the draw of that round stands; not more than one beyond what was drawn.

    third: whom the rules ask for where two differ; each application gets one at most, so nothing bounds it here
    """
    kept = said(reason)
    if not third:
        refuse_one_too_many(fresh_call(seat), application, round)
    given = give(seat, application, round, kept, third=third)
    if not third:
        _refuse_many(given)
    told(given, by)
    return given


@acts.act("panel.pass_on", who=permissions.can_run_assigned, on="assigned", first=call_first)
def pass_on(*, assigned: Assigned, seat: Seat, reason: str, by: Actor) -> Assigned:
    """Another reads it instead."""
    kept = said(reason)
    if assigned.void_at is not None:
        raise RuleBroken("这件已经收回，请直接另派给一位专家。")
    refuse_held(seat, assigned.application, assigned.round)
    void([assigned], f"改派：{kept}")
    given = give(seat, assigned.application, assigned.round, kept)
    _refuse_many(given)
    told(given, by, assigned)
    return given


@acts.act("panel.take_back", who=permissions.can_run_assigned, on="assigned", first=call_first)
def take_back(*, assigned: Assigned, reason: str, by: Actor) -> Assigned:
    fresh_call(assigned)
    kept = said(reason)
    if assigned.void_at is not None:
        raise RuleBroken("这件已经收回，不用再办。")
    void([assigned], kept)
    paper = assigned.application
    words = f"{by.name}收回了{assigned.seat.code}手里的第{paper.sequence}号申报。理由：{kept}"
    tell_monitors(
        paper.call, by, "收回了评审任务", words, reverse("panel-hands", args=[paper.call.public_id])
    )
    return assigned


def alone_at_most(drawn: int) -> int:
    return max(1, math.ceil(drawn / ALONE))


def may_alone(call: Call, round: str) -> bool:
    """Whether one officer may still change something by hand in this round."""
    changed, drawn = changed_by_hand(call, round)
    return changed < alone_at_most(drawn)


def _refuse_many(given: Assigned) -> None:
    """With what was just given. Raises RuleBroken where that is more than one may change alone."""
    changed, drawn = changed_by_hand(given.seat.call, given.round)
    if changed > alone_at_most(drawn):
        raise RuleBroken(
            f"这一轮抽取分配 {drawn} 件，一个人最多改派、指派 {alone_at_most(drawn)} 件。"
            "再要改的，请提请改派，由监督员同意。"
        )


def told(given: Assigned, by: Actor, instead_of: Assigned | None = None) -> None:
    """The expert that he has something to read; the monitors who reads what by whose hand."""
    seat, paper, call = given.seat, given.application, given.seat.call
    tell_experts(call, [seat], by)
    was = f"由{instead_of.seat.code}改派给" if instead_of is not None else "指派给"
    changed, drawn = changed_by_hand(call, given.round)
    words = (
        f"{by.name}把第{paper.sequence}号申报{was}{seat.code}。理由：{given.reason}。"
        f"这一轮抽取分配 {drawn} 件，现在有 {changed} 件是个别指派的。"
    )
    tell_monitors(call, by, "改派了评审任务", words, reverse("panel-hands", args=[call.public_id]))


def refuse_one_too_many(call: Call, application: Application, round: str) -> None:
    """The size of a panel, under the lock of the selection (controls CC-03)."""
    draw = Draw.objects.filter(call=call, round=round, state=DrawState.CONFIRMED).order_by("-number").first()
    held = Assigned.objects.filter(application=application, round=round, void_at__isnull=True).count()
    if draw is not None and held > draw.need:
        raise RuleBroken(
            f"这份申报这一轮已有 {held} 人评审，抽取时定的是每件 {draw.need} 人，最多再加一人。要换人的请用“改派”。"
        )


def refuse_held(seat: Seat, application: Application, round: str) -> None:
    """Nobody has an application twice; who has it is no other hand to pass it to."""
    rows = Assigned.objects.filter(seat=seat, application=application, round=round, void_at__isnull=True)
    if rows.exists():
        raise RuleBroken("这位专家手里已经有这份申报，请另选一人。")


def give(seat: Seat, application: Application, round: str, reason: str, *, third: bool = False) -> Assigned:
    """Under the lock of the selection. Raises RuleBroken where draw, expert, load or a conflict forbid it."""
    call = fresh_call(seat)
    seat = Seat.objects.select_related("call", "expert").get(pk=seat.pk)
    application = Application.objects.select_related("call", "organisation").get(pk=application.pk)
    if application.call_id != call.pk or application.state != ApplicationState.ACCEPTED:
        raise RuleBroken("这份申报不在受理之列，不能分给专家。请刷新页面。")
    draw = (
        Draw.objects.filter(call=call, round=round, state=DrawState.CONFIRMED).select_related("call").last()
    )
    if draw is None:
        raise RuleBroken("这一轮的抽取还没有确认。请先抽取、见证、确认，再个别调整。")
    expert = with_facts(available(Expert.objects.filter(pk=seat.expert_id))).first()
    if seat.left_at is not None or expert is None:
        raise RuleBroken("这位专家已经退出、暂停或这段时间不能参加，请另选一人。")
    if why := conflicts_now(expert, application, clock.today()):
        raise RuleBroken(f"这位专家应当回避这份申报（{in_words(why)}），请另选一人。")
    refuse_held(seat, application, round)
    if (held := in_hands(seat, round)) >= seat.most:
        raise RuleBroken(f"这位专家这一轮已有 {held} 件，到了上限 {seat.most} 件。请另选一人，或先调高上限。")
    if (stood := stand_by_hand(draw, seat, clock.today())) is not None:
        acts.create(Stood, draw=draw, seat=seat, ties=stood.ties)
    given: Assigned = acts.create(
        Assigned,
        seat=seat,
        application=application,
        round=round,
        given_at=clock.now(),
        reason=reason,
        third=third,
    )
    return given
