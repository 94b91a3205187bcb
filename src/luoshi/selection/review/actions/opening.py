"""A round ends and its sheets open: one person says it, another confirms it; or all are in, where the rules say so."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import Opens, read_rules
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons
from luoshi.selection.models import Call
from luoshi.selection.own_words import words_of
from luoshi.selection.panel.actions.holding import call_first
from luoshi.selection.states import CallState

from .. import permissions
from ..models import ClosingProposal, RoundClosing
from ..queries import open_closing, openers_of
from ..scoring import in_force, need_of, rounds_of, short_of_readers, too_far_apart, unfinished

ALONE = (
    "打开评分要有两个人：一人提请，另一人确认。本单位现在没有能确认的人（{monitor}，应当回避的不算）。"
    "请先请安全管理员登记岗位，再来提请。"
)
BY_RULE = "系统（收齐即打开）"


def under_review(call: Call) -> None:
    if call.state != CallState.REVIEWING:
        raise RuleBroken(f"这次遴选现在是“{call.get_state_display()}”，不在评审，不能办理。")


def open_round(call: Call, round: str) -> None:
    """Raises RuleBroken where this round is none of the call, or is over."""
    under_review(call)
    if round not in [key for key, _ in rounds_of(call)]:
        raise RuleBroken("没有这一轮评审，请刷新页面后再试。")
    if RoundClosing.objects.filter(call=call, round=round).exists():
        raise RuleBroken("这一轮评审已经结束。")


@acts.act("review.propose_closing", who=permissions.can_propose_closing, on="call", first=call_first)
def propose_closing(*, call: Call, round: str, reason: str = "", by: Actor) -> ClosingProposal:
    """Nothing opens before another person confirms it; experts may still hand in, and take back.

    Raises RuleBroken while sheets are missing, applications are short of readers, or two too far apart, and no reason
    is given.
    """
    open_round(call, round)
    if open_closing(call, round) is not None:
        raise RuleBroken("已经有人提请结束这一轮，请先确认或撤回。")
    if not openers_of(call).exclude(user=by.user_id).exists():
        raise RuleBroken(ALONE.format(monitor=words_of(by).monitor))
    said = reason.strip()[:300]
    left, short = _refuse_unready(call, round, said)
    acts.note_reason(said)
    made: ClosingProposal = acts.create(
        ClosingProposal, call=call, round=round, missing=left + short, reason=said, said_by=post_of(by)
    )
    return made


def _refuse_unready(call: Call, round: str, said: str) -> tuple[int, int]:
    """Sheets that have not come, and readers that applications are short of."""
    left, short = unfinished(call, round).count(), short_of_readers(call, round)
    if left and read_rules(call.rules).opens == Opens.ALL_IN:
        raise RuleBroken(
            f"还有 {left} 张评分表没有交。按规则收齐才打开评分：请催交，或收回任务改派给别的专家。"
        )
    if left and not said:
        raise RuleBroken(f"还有 {left} 张评分表没有交。请催交，或写明理由后提请结束本轮。")
    if short and not said:
        raise RuleBroken(
            f"有申报评审人不够：抽取时定的是每件 {need_of(call, round)} 人，现在共缺 {short} 人次。"
            "请补派评审人，或写明理由后提请结束本轮。"
        )
    if not said and (apart := too_far_apart(call, round)):
        raise RuleBroken(
            f"有 {len(apart)} 件申报的评分分歧超过规定，请先请第三人评审，或写明理由后提请结束本轮。"
        )
    return left, short


@acts.act(
    "review.close_round", who=permissions.can_confirm_closing, on="proposal", first=call_first, proof=True
)
def close_round(*, proposal: ClosingProposal, by: Actor) -> ClosingProposal:
    """The second person. From now on the sheets of the round are open, and nobody changes them."""
    _refuse_settled(proposal)
    call, round = Call.objects.get(pk=proposal.call_id), proposal.round
    open_round(call, round)
    if not openers_of(call).filter(user=proposal.said_by.user_id).exists():
        others = words_of(by).another
        raise RuleBroken(f"提请的人现在应当回避，或已不在岗位。请撤回，由{others}重新提请。")
    asked, left = in_force(call).filter(round=round).count(), unfinished(call, round).count()
    short = short_of_readers(call, round)
    if left + short > proposal.missing:
        gone = f"任务被收回，现在共缺 {left + short}" if short else f"评分表被取回，现在还有 {left}"
        raise RuleBroken(f"提请以后又有{gone} 张没有交。请撤回后重新提请。")
    _refuse_unready(call, round, proposal.reason)
    acts.create(
        RoundClosing, call=call, round=round, proposal=proposal, closed_at=clock.now(), closed_by=by.name[:80],
        asked=asked + short, came=asked - left, reason=proposal.reason,
    )  # fmt: skip
    two_persons.confirm(proposal, by)
    return proposal


@acts.act("review.drop_closing", who=permissions.can_drop_closing, on="proposal", first=call_first)
def drop_closing(*, proposal: ClosingProposal, by: Actor) -> ClosingProposal:
    """Taken back before it was confirmed; the sheets stay sealed."""
    _refuse_settled(proposal)
    two_persons.drop(proposal)
    return proposal


@acts.act("review.decline_closing", who=permissions.can_confirm_closing, on="proposal", first=call_first)
def decline_closing(*, proposal: ClosingProposal, reason: str, by: Actor) -> ClosingProposal:
    """The second person does not agree: the sheets stay sealed; who proposed it is told why."""
    _refuse_settled(proposal)
    two_persons.decline(proposal, by, reason)
    call, title = proposal.call, dict(rounds_of(proposal.call)).get(proposal.round, "本轮")
    what, page = f"结束{title}评审", reverse("review-rounds", args=[call.public_id])
    two_persons.tell_declined(proposal, call, what, page, by)
    return proposal


def _refuse_settled(proposal: ClosingProposal) -> None:
    two_persons.refuse_settled(proposal, "这一轮评审已经结束。", "这次提请已经撤回，请重新提请。")


@acts.act("review.open_whole_round", who=permissions.runs_as_system, on="call", first=call_first)
def open_whole_round(*, call: Call, round: str, by: Actor) -> Call:
    """Where the rules say so the sheets open as soon as all are in and no third reader is wanted: no person decides."""
    open_round(call, round)
    if not opens_by_rule(call, round):
        raise RuleBroken("评分表还没有收齐，有申报评审人不够，或有分歧要请第三人评审，不能按规则打开。")
    asked = in_force(call).filter(round=round).count()
    if (said := open_closing(call, round)) is not None:
        two_persons.drop(said)
    acts.create(
        RoundClosing,
        call=call,
        round=round,
        closed_at=clock.now(),
        closed_by=BY_RULE,
        asked=asked,
        came=asked,
    )
    return call


def opens_by_rule(call: Call, round: str) -> bool:
    """Whether the rules open it now: every application has the readers that were drawn for it, all sheets came, nobody
    third has to read. Else it takes two persons: what one of them took back must not open it (controls SE-05).
    """
    if read_rules(call.rules).opens != Opens.ALL_IN or not in_force(call).filter(round=round).exists():
        return False
    if unfinished(call, round).exists() or short_of_readers(call, round):
        return False
    return not too_far_apart(call, round)
