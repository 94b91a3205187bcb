"""A letter leaves, comes back, is taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.downloads import note_taken_digest
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.papers.filed.actions import outdate_papers
from luoshi.selection.own_words import words_of

from .. import permissions
from ..models import Recommendation
from ..queries import is_stamped, rows_of, standing_of
from ..states import RECOMMENDATION, RecommendationState
from .holding import call_first, day_said, ended, refuse_answered, said

NOT_STAMPED = (
    "推荐函还没有盖章，不能登记发出。请打印盖章、扫描传回；在别处盖章印发的，在推荐上报页登记“已盖章印发”。"
)
NOT_SENT = {"sent_on": None, "sent_how": "", "sent_by": None}


@acts.act(
    "recommendation.note_stamped",
    who=permissions.can_run_recommendation,
    on="recommendation",
    first=call_first,
)
def note_stamped(*, recommendation: Recommendation, by: Actor) -> Recommendation:
    """It was stamped and issued without a scan that came back: only then it may leave the house."""
    if recommendation.state != RecommendationState.DRAWN:
        raise RuleBroken("这一版推荐函已经发出、撤回或者换版，不用再登记盖章。请刷新页面。")
    if is_stamped(recommendation):
        raise RuleBroken("推荐函已经盖章，不用再登记。登记审定的人不能登记发出，请由另一个人登记。")
    acts.change(recommendation, **_stamp(by))
    return recommendation


def one_alone(by: Actor) -> str:
    others = words_of(by).another
    return f"这份推荐函依据的审定是您登记的。报出以前要有两个人核对名单，请由{others}核对后登记发出。"


def _stamp(by: Actor) -> dict[str, Any]:
    return {"stamped_at": clock.now(), "stamped_by": post_of(by)}


@acts.act(
    "recommendation.send", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def send(*, recommendation: Recommendation, on: dt.date, how: str, by: Actor) -> Recommendation:
    """It has left: on which day and how. Those it is about are told. Another person than who entered what the meeting
    decided: two have the list in hands before it leaves the house (controls SE-05).
    """
    if permissions.is_alone(by, recommendation):
        raise RuleBroken(one_alone(by))
    if not is_stamped(recommendation):
        raise RuleBroken(NOT_STAMPED)
    kept = how.strip()[:120]
    if not kept:
        raise RuleBroken("请写明怎么报送的，如公文交换、机要、当面报送。")
    if day_said(on) < recommendation.on:
        raise RuleBroken(f"发出日期不能早于成文日期（{recommendation.on:%Y-%m-%d}），请核对。")
    stamp = {} if recommendation.stamped_at is not None else _stamp(by)  # by the scan that came back
    left = {"sent_on": on, "sent_how": kept, "sent_by": post_of(by), **stamp}
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
    """Recalled by mistake: as it was drawn up. What was stamped counts no longer."""
    call = ended(recommendation.call)
    if standing_of(call) is not None:
        raise RuleBroken("已经另出了一份推荐函，不能恢复这一份。")
    if recommendation.decision.undone_at is not None:
        raise RuleBroken("它依据的审定已经撤销，不能恢复。请重新登记推荐审定，再出推荐函。")
    anew = {"recalled_at": None, "recall_reason": "", "stamped_at": None, "stamped_by": None, **NOT_SENT}
    RECOMMENDATION.make("recommendation.restore", recommendation, reason=said(reason), **anew)
    return recommendation


@acts.act(
    "recommendation.fetch_letter", who=permissions.can_see_recommendation, under="recommendation", proof=True
)
def fetch_letter(*, recommendation: Recommendation, stored: StoredFile, by: Actor) -> Recommendation:
    """The letter, which has the table as its annex, or the table itself is about to be handed out. The password is
    asked again: it names everybody who takes part.
    """
    note_taken_digest(stored.digest, len(recommendation.rows))
    return recommendation
