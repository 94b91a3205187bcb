"""Two persons for what nobody does alone (controls SE-05, DN-02): one says it, another confirms it or declines it with
a reason; before that he who said it may drop it, and nothing has happened.

One mechanism for the erasure of personal values, an extension, the opening of sealed scores, a change of results and a
revocation. Their rows have `said_by`, `confirmed_by`, `confirmed_at` and `dropped_at`, those that can be declined
`declined_by` and `declined_words` as well; the database sees two posts, here it is two persons. What is published on
what somebody else entered asks `is_another` of that entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import each

from .actions.moving import post_of

Said = TypeVar("Said", bound=Model)


def is_another(by: Actor, post: Membership) -> bool:
    """Another person than the holder of this post, through whatever post of his own."""
    return bool(post.user_id != by.user_id)


def waiting(rows: QuerySet[Said]) -> QuerySet[Said]:
    """Said, and neither confirmed nor dropped nor declined."""
    return rows.filter(confirmed_at__isnull=True, dropped_at__isnull=True)


def refuse_settled(row: Any, confirmed: str, dropped: str = "") -> None:
    """Raises RuleBroken with these words where it was confirmed, or dropped (the same words where none are given)."""
    if row.confirmed_at is not None:
        raise RuleBroken(confirmed)
    if getattr(row, "declined_by_id", None) is not None:
        raise RuleBroken("另一个人已经答复不同意，理由已告诉提请人。仍要办的，请重新提请。")
    if row.dropped_at is not None:
        raise RuleBroken(dropped or confirmed)


def confirm(row: Any, by: Actor, another: str, **more: Any) -> None:
    """By the acting post, now; what comes of it the caller does in the same act. another: who else may, in words."""
    if not is_another(by, row.said_by):
        raise RuleBroken(f"提出的人不能自己确认，请{another}办理。")
    acts.change(row, confirmed_by=post_of(by), confirmed_at=clock.now(), **more)


def drop(row: Any) -> None:
    acts.change(row, dropped_at=clock.now())


def decline(row: Any, by: Actor, words: str) -> None:
    """By the acting post, with the reason: it ends, nothing has happened. Who said it may say it anew."""
    if not is_another(by, row.said_by):
        raise RuleBroken("自己提请的不用答复不同意：不办了的，请撤回提请。")
    kept = words.strip()[:300]
    if not kept:
        raise RuleBroken("请写明不同意的理由，提请的人看得到。")
    acts.note_reason(kept)
    acts.change(row, declined_by=post_of(by), declined_words=kept, dropped_at=clock.now())


def by_one(rows: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    """For invariants: what one person said and confirmed, through two posts."""
    return each(rows.filter(confirmed_by__user=F("said_by__user")), "提出和确认的是同一个人")


def declined_by_one(rows: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    return each(rows.filter(declined_by__user=F("said_by__user")), "提出和不同意的是同一个人")
