"""The party group or the office meeting decides what goes up, entered from its minutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.papers.actions.moving import post_of
from luoshi.selection.models import Call
from luoshi.selection.outcome.actions.deciding import last_notice
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision
from luoshi.selection.outcome.states import DecisionStage

from .. import permissions
from ..models import Recommendation
from ..queries import names_the_meeting
from ..states import STANDING
from .holding import call_first, day_said, ended, said


@dataclass(frozen=True, slots=True)
class Upward:
    """What the minutes say. body: which meeting it was."""

    body: str
    held_on: dt.date
    words: str
    number: str = ""


@acts.act("recommendation.decide_upward", who=permissions.can_recommend, under="call", first=call_first)
def decide_upward(
    *, call: Call, meeting: Upward, minutes: StoredFile, minutes_name: str, by: Actor
) -> Decision:
    """Where the decision after the public notice was another body's. Another one in its place undoes the last."""
    call = ended(call)
    body = meeting.body.strip()[:60]
    if not names_the_meeting(call, body):
        meetings = call.own_words.meetings
        raise RuleBroken(f"推荐上报要经{meetings}研究。请按纪要写明是哪个会议。")
    notice = last_notice(call)
    if notice is not None and day_said(meeting.held_on) <= notice.until_on:
        raise RuleBroken(f"会议日期要在公示结束（{notice.until_on:%Y-%m-%d}）以后。")
    for before in call.decisions.filter(stage=DecisionStage.UP, undone_at__isnull=True):
        _refuse_in_use(before)
        acts.change(before, undone_at=clock.now(), undone_reason="另行审定")
    made: Decision = acts.create(
        Decision, call=call, stage=DecisionStage.UP, body=body, held_on=day_said(meeting.held_on),
        number=meeting.number.strip()[:80], words=meeting.words.strip()[:1000], minutes=minutes,
        minutes_name=minutes_name[:120], digest=list_digest(call), entered_by=post_of(by),
    )  # fmt: skip
    return made


def _refuse_in_use(decision: Decision) -> None:
    if Recommendation.objects.filter(decision=decision, state__in=STANDING).exists():
        raise RuleBroken("推荐函是按这项审定出的。要改，请先撤回推荐。")


@acts.act(
    "recommendation.undo_upward_decision",
    who=permissions.can_undo_upward_decision,
    on="decision",
    first=call_first,
)
def undo_upward_decision(*, decision: Decision, reason: str, by: Actor) -> Decision:
    """Entered by mistake."""
    if decision.stage != DecisionStage.UP or decision.undone_at is not None:
        raise RuleBroken("这项审定已经撤销，或者不是推荐审定。请刷新页面。")
    _refuse_in_use(decision)
    acts.change(decision, undone_at=clock.now(), undone_reason=said(reason))
    return decision
