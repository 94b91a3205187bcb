"""Changes by hand: with a reason, never against a conflict, never beyond what an expert takes on."""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call

from .. import permissions
from ..checking import conflicts_now, in_words
from ..models import Assigned, Draw, Expert, Seat
from ..queries import available, with_facts
from ..states import DrawState
from .holding import call_first, fresh_call, in_hands, said, void
from .seating import tell_experts


@acts.act("panel.give_by_hand", who=permissions.can_run_seat, under="seat", first=call_first)
def give_by_hand(
    *, seat: Seat, application: Application, round: str, reason: str, by: Actor, third: bool = False
) -> Assigned:
    """One more reader, once the draw of that round stands; not more than one beyond what was drawn.

    third: whom the rules ask for where two differ; each application gets one at most, so nothing bounds it here
    """
    kept = said(reason)
    if not third:
        _refuse_one_too_many(fresh_call(seat), application, round)
    given = _give(seat, application, round, kept, by)
    tell_experts(seat.call, [seat], by)
    return given


@acts.act("panel.pass_on", who=permissions.can_run_assigned, on="assigned", first=call_first)
def pass_on(*, assigned: Assigned, seat: Seat, reason: str, by: Actor) -> Assigned:
    """Another reads it instead."""
    kept = said(reason)
    if assigned.void_at is not None:
        raise RuleBroken("这件已经收回，请直接另派给一位专家。")
    void([assigned], f"改派：{kept}")
    given = _give(seat, assigned.application, assigned.round, kept, by)
    tell_experts(seat.call, [seat], by)
    return given


@acts.act("panel.take_back", who=permissions.can_run_assigned, on="assigned", first=call_first)
def take_back(*, assigned: Assigned, reason: str, by: Actor) -> Assigned:
    fresh_call(assigned)
    kept = said(reason)
    if assigned.void_at is not None:
        raise RuleBroken("这件已经收回，不用再办。")
    void([assigned], kept)
    return assigned


def _refuse_one_too_many(call: Call, application: Application, round: str) -> None:
    """The size of a panel, under the lock of the selection (controls CC-03)."""
    draw = Draw.objects.filter(call=call, round=round, state=DrawState.CONFIRMED).order_by("-number").first()
    held = Assigned.objects.filter(application=application, round=round, void_at__isnull=True).count()
    if draw is not None and held > draw.need:
        raise RuleBroken(
            f"这份申报这一轮已有 {held} 人评审，抽取时定的是每件 {draw.need} 人，最多再加一人。要换人的请用“改派”。"
        )


def _give(seat: Seat, application: Application, round: str, reason: str, by: Actor) -> Assigned:
    """Under the lock of the selection. Raises RuleBroken where draw, expert, load or a conflict forbid it."""
    call = fresh_call(seat)
    seat = Seat.objects.select_related("call", "expert").get(pk=seat.pk)
    application = Application.objects.select_related("call", "organisation").get(pk=application.pk)
    if application.call_id != call.pk or application.state != ApplicationState.ACCEPTED:
        raise RuleBroken("这份申报不在受理之列，不能分给专家。请刷新页面。")
    if not Draw.objects.filter(call=call, round=round, state=DrawState.CONFIRMED).exists():
        raise RuleBroken("这一轮的抽取还没有确认。请先抽取、见证、确认，再个别调整。")
    expert = with_facts(available(Expert.objects.filter(pk=seat.expert_id))).first()
    if seat.left_at is not None or expert is None:
        raise RuleBroken("这位专家已经退出、暂停或这段时间不能参加，请另选一人。")
    if why := conflicts_now(expert, application, clock.today()):
        raise RuleBroken(f"这位专家应当回避这份申报（{in_words(why)}），请另选一人。")
    if Assigned.objects.filter(
        seat=seat, application=application, round=round, void_at__isnull=True
    ).exists():
        raise RuleBroken("这位专家手里已经有这份申报，请另选一人。")
    if (held := in_hands(seat, round)) >= seat.most:
        raise RuleBroken(f"这位专家这一轮已有 {held} 件，到了上限 {seat.most} 件。请另选一人，或先调高上限。")
    given: Assigned = acts.create(
        Assigned, seat=seat, application=application, round=round, given_at=clock.now(), reason=reason
    )
    return given
