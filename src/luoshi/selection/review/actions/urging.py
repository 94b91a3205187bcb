"""Until when the sheets of a round are asked for, and whoever has not handed in is reminded."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.notices.actions import tell
from luoshi.notices.models import Notice
from luoshi.selection.models import Call
from luoshi.selection.panel.actions.holding import call_first

from .. import permissions
from ..models import RoundDue
from ..scoring import unfinished
from .opening import open_round


@acts.act("review.set_due", who=permissions.can_ask_third, under="call", first=call_first)
def set_due(*, call: Call, round: str, until: dt.date, by: Actor) -> RoundDue:
    """The day is told to whoever has not handed in, once a day; it may be put off again the same day, and their desks
    show it. After it nothing happens by itself.
    """
    open_round(call, round)
    if until < clock.today():
        raise RuleBroken("交表期限不能早于今天，请改选日期。")
    row = RoundDue.objects.filter(call=call, round=round).first()
    key = f"review-due:{call.public_id}:{round}:{clock.today():%Y%m%d}"
    if row is not None and until < row.until and Notice.objects.filter(key=key).exists():
        raise RuleBroken("今天已经通知过交表期限，当天只能往后改；要提前的，请明天再改。")
    set_by = f"{by.organisation_name} {by.name}"[:80]
    if row is None:
        row = acts.create(RoundDue, call=call, round=round, until=until, set_by=set_by)
    elif row.until != until:
        acts.change(row, until=until, set_by=set_by)
    _say(call, round, f"请在{day_in_words(until)}以前交评分表：{call.title}", key, until, by)
    return row


@acts.act("review.urge", who=permissions.can_ask_third, under="call", first=call_first)
def urge(*, call: Call, round: str, by: Actor) -> Call:
    """Whoever has not handed in all is told, once a day at most."""
    open_round(call, round)
    if not _behind(call, round):
        raise RuleBroken("评分表都交了，或者没有交的评审人还没有绑定账号，不用催交。")
    due = RoundDue.objects.filter(call=call, round=round).first()
    until = due.until if due is not None else None
    title = f"催交评分表：{call.title}"
    key = f"review-urge:{call.public_id}:{round}:{clock.today():%Y%m%d}"
    if not _say(call, round, title, key, until, by):
        raise RuleBroken("今天已经催过这些评审人，请明天再催，或者打电话联系。")
    return call


def _behind(call: Call, round: str) -> list[Membership]:
    rows = unfinished(call, round).select_related("seat__expert__membership__user")
    posts = {row.seat.expert.membership for row in rows if row.seat.expert.membership is not None}
    return sorted(posts, key=lambda post: post.pk)


def _say(call: Call, round: str, title: str, key: str, until: dt.date | None, by: Actor) -> bool:
    """Whether anybody was told anew."""
    said = f"期限：{day_in_words(until)}。" if until is not None else ""
    return (
        tell(
            to=_behind(call, round),
            title=title,
            body=f"{said}您还有评分表没有交，请到评审台办理。有困难的请与组织单位联系。",
            kind="task",
            href=reverse("review-desk"),
            due=until,
            key=key,
            by=by,
        )
        is not None
    )
