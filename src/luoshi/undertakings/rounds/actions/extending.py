"""延期: the closing time moves, forward and for everybody, with a reason."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import redate
from luoshi.papers.actions.moving import name_of_post, post_of

from .. import permissions
from ..models import Round, RoundExtension
from ..offers import moment_words
from ..states import RoundState
from .opening import tell_all


@acts.act("rounds.extend_round", who=permissions.can_run_round, on="round_")
def extend_round(*, round_: Round, until: dt.datetime, reason: str, by: Actor) -> Round:
    """Until `until` everybody may still send in; what was late so far may go. Never earlier, never for one alone."""
    if round_.state != RoundState.OPEN or round_.until is None:
        state = round_.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能延期。只有已发布、还没有确认的申报可以延期。")
    if until <= max(round_.until, clock.now()):
        raise RuleBroken(f"延期后的时间要晚于现在，也晚于原来的截止时间（{moment_words(round_.until)}）。")
    if not reason.strip():
        raise RuleBroken("请写明延期的理由，各校都看得到。")
    said = {"before": round_.until, "until": until, "reason": reason.strip()}
    acts.create(RoundExtension, round=round_, by_name=name_of_post(post_of(by)), at=clock.now(), **said)
    acts.change(round_, until=until)
    redate(about=round_, due=round_.last_day)
    body = f"截止时间改为 {moment_words(until)}，对全体单位适用。理由：{reason.strip()}"
    tell_all(round_, by, f"承接申报延期：{round_.name}", body)
    return round_
