"""Schools and counties that select first are reminded of the selection above."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.notices.actions import tell
from luoshi.selection.models import Call
from luoshi.selection.states import CallState
from luoshi.selection.telling import last_day

from .. import permissions
from ..lower import posts_behind


@acts.act("recommendation.urge_lower", who=permissions.can_urge_lower, under="call")
def urge_lower(*, call: Call, by: Actor) -> Call:
    """Who selects below and sent nothing up is told, once a day at most; it changes nothing."""
    if call.state != CallState.OPEN or call.is_over:
        raise RuleBroken(f"“{call.title}”已经不接收申报，不用再催。")
    posts = list(posts_behind(by, call))
    if not posts:
        raise RuleBroken("没有要催的：自己先评选的单位都报上来了，或者还没有单位发起。")
    until = last_day(call)
    assert until is not None
    told = tell(
        to=posts,
        title=f"请报送评选结果：{call.title}",
        body=f"截止 {day_in_words(until)}。本单位的遴选结果公布以后，在“推荐上报”里办晋级；"
        "来不及评选的，可以直接申报。",
        kind="task",
        href=reverse("calls"),
        due=until,
        key=f"urge-lower:{call.public_id}:{by.organisation_id}:{clock.today():%Y%m%d}",
        by=by,
    )
    if told is None:
        raise RuleBroken("今天已经催过这些单位，请明天再催，或者打电话联系。")
    return call
