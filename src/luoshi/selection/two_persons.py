"""Two persons (`papers.two_persons`) as the acts of a selection ask for them, in its own words."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers import two_persons
from luoshi.papers.two_persons import (
    by_one,
    decline,
    declined_by_one,
    drop,
    is_another,
    refuse_settled,
    waiting,
)

from .applying.queries import is_kept_from
from .models import Call
from .own_words import words_of

__all__ = [
    "by_one",
    "confirm",
    "decline",
    "declined_by_one",
    "drop",
    "is_another",
    "refuse_kept_away",
    "refuse_settled",
    "tell_declined",
    "waiting",
]


def refuse_kept_away(row: Any, call: Call) -> None:
    """Raises RuleBroken where who said it keeps away from something of the selection by now: he gains or loses by what
    he asked for (controls BL-08).
    """
    if is_kept_from(row.said_by.user_id, call):
        raise RuleBroken("提请的人现在应当回避，不能按他的提请办。请答复不同意，由不用回避的人重新提请。")


def confirm(row: Any, by: Actor, **more: Any) -> None:
    two_persons.confirm(row, by, words_of(by).leader, **more)


def tell_declined(row: Any, call: Call, what: str, href: str, by: Actor) -> None:
    """Who said it, unless he keeps away from it by now."""
    tell(
        to=[] if is_kept_from(row.said_by.user_id, call) else [row.said_by],
        title=f"不同意您的提请：{call.title}"[:80],
        body=f"您提请{what}，{by.name}不同意，理由：{row.declined_words}。提请已经结束，什么都没有变；仍要办的，可以重新提请。"[
            :500
        ],
        kind="selection",
        href=href,
        about=call,
        by=by,
    )
