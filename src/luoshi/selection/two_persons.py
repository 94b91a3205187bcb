"""Two persons (`papers.two_persons`) as the acts of a selection ask for them, in its own words."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
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

from .own_words import words_of

__all__ = [
    "by_one",
    "confirm",
    "decline",
    "declined_by_one",
    "drop",
    "is_another",
    "refuse_settled",
    "tell_declined",
    "waiting",
]


def confirm(row: Any, by: Actor, **more: Any) -> None:
    two_persons.confirm(row, by, words_of(by).leader, **more)


def tell_declined(row: Any, call: Any, what: str, href: str, by: Actor) -> None:
    """Who said it."""
    tell(
        to=[row.said_by],
        title=f"不同意您的提请：{call.title}"[:80],
        body=f"您提请{what}，{by.name}不同意，理由：{row.declined_words}。提请已经结束，什么都没有变；仍要办的，可以重新提请。"[
            :500
        ],
        kind="selection",
        href=href,
        about=call,
        by=by,
    )
