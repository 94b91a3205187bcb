"""A third reader is asked, an opened sheet set aside, the whole computed. How a round ends: `opening`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.scoring import BadScoring
from luoshi.selection.models import Call
from luoshi.selection.panel.actions import give_by_hand
from luoshi.selection.panel.actions.holding import call_first
from luoshi.selection.panel.models import Seat
from luoshi.selection.panel.telling import tell_monitors
from luoshi.selection.states import CALL, CallState

from .. import permissions
from ..content import digest_of
from ..models import RoundClosing, Scoring, Sheet, ThirdReading
from ..queries import bound_readers, not_restored_by
from ..scoring import computed, in_force, rounds_of, too_far_apart, unfinished
from .opening import open_round, under_review

NOT_BOUND = (
    "打开评分以前没有登记这位评审人对这件申报的回避，评分表照常计分。后来才发现应当回避的，请在“评审组”登记回避、"
    "写明理由，再由登记人以外的另一个人决定不计分。"
)
STILL_BOUND = (
    "这位评审人对这件申报的回避还在，或者是您解除的，不能由您恢复计分。登记有误的，请在“评审组”解除回避、写明理由，"
    "再由解除人以外的另一个人恢复计分。"
)
CHANGED = "您看到名单以后，评分或申报有了变化，没有结束。请核对最新的名单后再结束评审。"


@acts.act("review.ask_third", who=permissions.can_ask_third, on="call", first=call_first)
def ask_third(*, call: Call, round: str, by: Actor) -> Call:
    """Told is only which applications two readers judge too differently, no score; and only when all sheets are in. The
    monitors hear of it each time: asked again after each change by hand it would tell who scored how (controls BL-01).
    """
    open_round(call, round)
    left = unfinished(call, round).count()
    if left:
        raise RuleBroken(f"还有 {left} 张评分表没有交，收齐以后再核对分歧。")
    found = too_far_apart(call, round)
    if not found:
        raise RuleBroken("没有分歧超过规定的申报，可以结束本轮。")
    for application in found:
        reading = ThirdReading.objects.filter(application=application, round=round).first()
        if reading is None:
            acts.create(ThirdReading, application=application, round=round)
        elif reading.assigned is not None:
            acts.change(reading, assigned=None)  # whoever had it lost it: another is asked
    _tell_asked(call, [f"第{each.sequence}号" for each in found], by)
    return call


def _tell_asked(call: Call, found: list[str], by: Actor) -> None:
    listed = f"{'、'.join(found[:10])}{'等' if len(found) > 10 else ''}，共 {len(found)} 件"
    words = f"{by.name}核对了两位评审人的分歧：{listed}超过规定，请第三人评审。"
    words += "改派以后反复核对，可以推断出谁的评分有分歧，请留意改派的理由。"
    tell_monitors(call, by, "核对了评分的分歧", words, reverse("panel-hands", args=[call.public_id]))


def _call_of_third_first(reading: ThirdReading) -> Call:
    return call_first(reading)


@acts.act("review.give_third", who=permissions.can_run_third, on="reading", first=_call_of_third_first)
def give_third(*, reading: ThirdReading, seat: Seat, reason: str, by: Actor) -> ThirdReading:
    """Given by hand to one of the panel who did not read it; the panel refuses whom a conflict bars."""
    open_round(reading.application.call, reading.round)
    if reading.assigned is not None and reading.assigned.void_at is None:
        raise RuleBroken("已经指定了第三位评审人。")
    if (
        in_force(reading.application.call)
        .filter(seat=seat, application=reading.application, round=reading.round)
        .exists()
    ):
        raise RuleBroken("这位评审人已经评过这件申报，请另选一位。")
    given = give_by_hand(
        seat=seat, application=reading.application, round=reading.round, reason=reason, by=by, third=True
    )
    acts.change(reading, assigned=given)
    return reading


def _call_of_sheet(sheet: Sheet) -> Call:
    return call_first(sheet.assigned)


def _opened_sheet(sheet: Sheet) -> None:
    call = sheet.assigned.seat.call
    under_review(call)
    if not RoundClosing.objects.filter(call=call, round=sheet.assigned.round).exists():
        raise RuleBroken("这一轮还没有结束，评分表没有打开，不能办理。")


@acts.act("review.set_aside_sheet", who=permissions.can_run_sheet, on="sheet", first=_call_of_sheet)
def set_aside_sheet(*, sheet: Sheet, reason: str, by: Actor) -> Sheet:
    """An opened one does not count any more: a decision, with its reason, on a conflict that registers showed
    before, the reader declared or another one said (controls BL-08). With the scores in view nobody drops one alone.
    """
    _opened_sheet(sheet)
    said = reason.strip()[:300]
    if not said:
        raise RuleBroken("请写明为什么不计这张评分表，监督员看得到。")
    if sheet.assigned.seat.expert_id not in bound_readers(sheet.assigned.application, by):
        raise RuleBroken(NOT_BOUND)
    acts.note_reason(said)
    acts.change(sheet, aside_at=clock.now(), aside_reason=said)
    return sheet


@acts.act("review.restore_sheet", who=permissions.can_run_sheet, on="sheet", first=_call_of_sheet)
def restore_sheet(*, sheet: Sheet, reason: str, by: Actor) -> Sheet:
    """It counts again once nothing binds the reader any more, and by another than who lifted that: with the scores in
    view nobody brings one back alone (controls BL-08, SE-05).
    """
    _opened_sheet(sheet)
    if sheet.aside_at is None:
        raise RuleBroken("这张评分表本来就计分。")
    if not reason.strip():
        raise RuleBroken("请写明为什么恢复计分，监督员看得到。")
    if sheet.assigned.seat.expert_id in not_restored_by(sheet.assigned.application, by):
        raise RuleBroken(STILL_BOUND)
    acts.note_reason(reason)
    acts.change(sheet, aside_at=None, aside_reason="")
    return sheet


@acts.act("review.close_review", who=permissions.can_close_review, on="call", first=call_first)
def close_review(*, call: Call, shown: str, reason: str = "", by: Actor) -> Scoring:
    """The scoring that counts, kept for ever, and on to the decision. shown: digest of the list that was seen."""
    under_review(call)
    closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
    if waiting := [title for key, title in rounds_of(call) if key not in closed]:
        raise RuleBroken(f"{'、'.join(waiting)}还没有结束，请先结束再计分。")
    try:
        made = computed(call)
    except (BadScoring, ValueError) as bad:
        raise RuleBroken(f"不能计分：{bad}") from None
    if made.digest != shown:
        raise RuleBroken(CHANGED)
    without = sum(row["score"] is None and not row["vetoed"] for row in made.results)
    if without and not reason.strip():
        raise RuleBroken(f"有 {without} 件申报没有得分。请补评，或写明理由后结束评审。")
    scoring: Scoring = acts.create(Scoring, **_kept(call, made.data, made.names, by, reason))
    CALL.make("review.close_review", call, reason=reason)
    return scoring


def _kept(call: Call, data: dict[str, Any], names: dict[str, int], by: Actor, reason: str) -> dict[str, Any]:
    return {
        "call": call, "number": call.scorings.count() + 1, "data": data, "names": names,
        "digest": digest_of(data), "words": reason.strip()[:200], "made_by": by.name[:80],
    }  # fmt: skip


@acts.act("review.fetch_scoring", who=permissions.can_see_review, under="call", first=call_first, proof=True)
def fetch_scoring(*, call: Call, by: Actor) -> Scoring:
    """That the whole scoring was taken out of the house stands in the log; the password is asked again (controls
    SE-05). Raises RuleBroken while there is none that counts.
    """
    scoring = Scoring.objects.filter(call=call).order_by("-number").first()
    if scoring is None or Call.objects.get(pk=call.pk).state == CallState.REVIEWING:
        raise RuleBroken("评审还没有结束，没有计分文件。")
    acts.note_bulk("scoring", [scoring.public_id])
    return scoring


@acts.act("review.reopen_review", who=permissions.can_close_review, on="call", first=call_first, proof=True)
def reopen_review(*, call: Call, reason: str, by: Actor) -> Call:
    """Back for a correction; what was computed stays, what is computed anew gets the next number.

    Not while results stand on it: those are taken back first, where the outcome is.
    """
    if call.results.exists():
        raise RuleBroken("已按这次计分整理了结果，不能退回评审。请先撤回整理，再退回。")
    CALL.make("review.reopen_review", call, reason=reason)
    return call
