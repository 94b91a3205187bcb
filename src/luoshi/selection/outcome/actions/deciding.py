"""What a meeting decided of the list, entered from its minutes, and bound to that very list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.papers.actions.moving import post_of
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.own_words import words_of
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import is_another

from .. import permissions
from ..listing import list_digest, rows_of
from ..models import Decision, PublicNotice
from ..states import DecisionStage, NoticeState
from .holding import call_first, fresh_call, has_results, open_changes, open_objections, said

AGAIN = "名单有变更，已重新审定"
CHANGED = "您看到名单以后，名单有了变更，没有登记。请核对最新的名单后再办理。"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the minutes say. body: which meeting it was."""

    stage: str
    body: str
    held_on: dt.date
    words: str
    number: str = ""


@acts.act("outcome.decide", who=permissions.can_run_outcome, under="call", first=call_first)
def decide(
    *, call: Call, meeting: Meeting, minutes: StoredFile, minutes_name: str, shown: str, by: Actor
) -> Decision:
    """Entered on the meeting's behalf. shown: digest of the list that was seen; an earlier decision on another list
    does not stand any more."""
    call = fresh_call(call)
    digest = list_digest(call)
    if digest != shown:
        raise RuleBroken(CHANGED)
    _refuse_undecidable(call)
    _refuse_wrong_time(call, meeting)
    for before in call.decisions.filter(stage=meeting.stage, undone_at__isnull=True):
        if before.digest == digest:
            raise RuleBroken("这份名单已经审定。内容登记错了的，请先撤销审定，再重新登记。")
        acts.change(before, undone_at=clock.now(), undone_reason=AGAIN)
    made: Decision = acts.create(
        Decision, call=call, stage=meeting.stage, body=meeting.body.strip()[:60], held_on=meeting.held_on,
        number=meeting.number.strip()[:80], words=meeting.words.strip()[:1000], minutes=minutes,
        minutes_name=minutes_name[:120], digest=digest, entered_by=post_of(by),
    )  # fmt: skip
    return made


def _refuse_undecidable(call: Call) -> None:
    if not has_results(call):
        raise RuleBroken("还没有整理结果，不能登记审定。请先整理结果。")
    if waiting := open_changes(call):
        raise RuleBroken(f"还有 {waiting} 项结果变更没有确认，请先确认或撤回。")
    gone = rows_of(call).filter(selected=True).exclude(application__state=ApplicationState.ACCEPTED).first()
    if gone is not None:
        raise RuleBroken(f"{gone.code}“{gone.application.title}”已撤回申报，请先提出变更，取消入选。")
    if not rows_of(call).filter(selected=True).exists():
        raise RuleBroken("名单里没有入选的，不能审定。没有合格的申报，请撤销这次遴选并写明理由。")


def _refuse_wrong_time(call: Call, meeting: Meeting) -> None:
    if meeting.held_on > clock.today():
        raise RuleBroken("会议日期还没有到，开会以后再登记。")
    if meeting.stage == DecisionStage.BEFORE:
        return
    if call.state != CallState.NOTICED:
        raise RuleBroken("还没有公示，不能登记公示后的审定。")
    notice = last_notice(call)
    if notice is None or notice.state != NoticeState.OVER:
        raise RuleBroken("公示还没有期满，期满以后才能登记公示后的审定。")
    if meeting.held_on <= notice.until_on:
        raise RuleBroken("会议日期要在公示结束以后。")
    if notice.decision.digest != list_digest(call):
        raise RuleBroken("公示以后名单有变更，请先更正公示，期满以后再审定。")
    if waiting := open_objections(call):
        raise RuleBroken(f"还有 {waiting} 件异议没有办结，办结以后才能审定。")


def refuse_one_alone(decision: Decision | None, by: Actor) -> None:
    """Two persons have the list in hands before anybody outside reads it: who entered what the meeting decided, and who
    publishes (controls SE-05). The person counts, not the post.
    """
    if decision is not None and not is_another(by, decision.entered_by):
        raise RuleBroken(f"审定是您登记的。公开以前要有两个人核对名单，请由{words_of(by).another}办理。")


def last_notice(call: Call) -> PublicNotice | None:
    return call.public_notices.order_by("-number").first()


@acts.act(
    "outcome.undo_decision", who=permissions.can_undo_decision, on="decision", first=call_first, proof=True
)
def undo_decision(*, decision: Decision, reason: str, by: Actor) -> Decision:
    """Entered by mistake. What a public notice stands on stays."""
    call = fresh_call(decision)
    if decision.undone_at is not None:
        raise RuleBroken("这项审定已经撤销。")
    if decision.stage == DecisionStage.BEFORE and call.state != CallState.DECIDING:
        raise RuleBroken("已经按这项审定公示，不能撤销。要改结果，请提出结果变更，重新审定后更正公示。")
    acts.change(decision, undone_at=clock.now(), undone_reason=said(reason))
    return decision
