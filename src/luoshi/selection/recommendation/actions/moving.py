"""A letter leaves, comes back, is taken up again."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.papers.filed.actions import outdate_papers

from .. import permissions
from ..models import Recommendation
from ..queries import rows_of, standing_of
from ..states import RECOMMENDATION
from .holding import call_first, day_said, ended, refuse_answered, said

ONE_ALONE = "这份推荐函依据的审定是您登记的。报出以前要有两个人核对名单，请由另一名经办或科长核对后登记发出。"
NOT_SENT = {"sent_on": None, "sent_how": "", "sent_by": None}


@acts.act(
    "recommendation.send", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def send(*, recommendation: Recommendation, on: dt.date, how: str, by: Actor) -> Recommendation:
    """It has left: on which day and how. Those it is about are told. Another person than who entered what the meeting
    decided: two have the list in hands before it leaves the house (controls SE-05).
    """
    if permissions.is_alone(by, recommendation):
        raise RuleBroken(ONE_ALONE)
    kept = how.strip()[:120]
    if not kept:
        raise RuleBroken("请写明怎么报送的，如公文交换、机要、当面报送。")
    if day_said(on) < recommendation.on:
        raise RuleBroken(f"发出日期不能早于成文日期（{recommendation.on:%Y-%m-%d}），请核对。")
    left = {"sent_on": on, "sent_how": kept, "sent_by": post_of(by)}
    RECOMMENDATION.make("recommendation.send", recommendation, **left)
    for row in rows_of(recommendation):
        tell(
            to=[row.application.owner], title=f"已推荐上报：{row.application.title}", kind="selection", by=by,
            href=reverse("apply-page", args=[row.application.public_id]),
            body=f"{recommendation.call.organisation.short}已推荐到{recommendation.to}。",
            key=f"recommended:{recommendation.public_id}:{row.public_id}",
        )  # fmt: skip
    return recommendation


@acts.act(
    "recommendation.unsend", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def unsend(*, recommendation: Recommendation, reason: str, by: Actor) -> Recommendation:
    """It was noted as sent by mistake."""
    refuse_answered(recommendation)
    RECOMMENDATION.make("recommendation.unsend", recommendation, reason=said(reason), **NOT_SENT)
    return recommendation


@acts.act(
    "recommendation.recall", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def recall(*, recommendation: Recommendation, reason: str, by: Actor) -> Recommendation:
    """Nothing goes up, or what went is asked back; stamped prints do not count any more."""
    refuse_answered(recommendation)
    kept = said(reason)
    moment = {"recalled_at": clock.now(), "recall_reason": kept}
    RECOMMENDATION.make("recommendation.recall", recommendation, reason=kept, **moment)
    outdate_papers(about=recommendation, by=by)
    return recommendation


@acts.act(
    "recommendation.restore", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def restore(*, recommendation: Recommendation, reason: str, by: Actor) -> Recommendation:
    """Recalled by mistake: as it was before it left."""
    call = ended(recommendation.call)
    if standing_of(call) is not None:
        raise RuleBroken("已经另出了一份推荐函，不能恢复这一份。")
    if recommendation.decision.undone_at is not None:
        raise RuleBroken("它依据的审定已经撤销，不能恢复。请重新登记推荐审定，再出推荐函。")
    anew = {"recalled_at": None, "recall_reason": "", **NOT_SENT}
    RECOMMENDATION.make("recommendation.restore", recommendation, reason=said(reason), **anew)
    return recommendation
