"""Two persons for what nobody does alone (controls SE-05, DN-02): one says it, another confirms it; before that he who
said it may drop it, and nothing has happened.

One mechanism for an extension, the opening of sealed scores, a change of results and a revocation. Their rows have
`said_by`, `confirmed_by`, `confirmed_at` and `dropped_at`; the database sees two posts, here it is two persons. What is
published on what somebody else entered asks `is_another` of that entry.
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
from luoshi.papers.actions.moving import post_of

Said = TypeVar("Said", bound=Model)


def is_another(by: Actor, post: Membership) -> bool:
    """Another person than the holder of this post, through whatever post of his own."""
    return bool(post.user_id != by.user_id)


def waiting(rows: QuerySet[Said]) -> QuerySet[Said]:
    """Said, and neither confirmed nor dropped."""
    return rows.filter(confirmed_at__isnull=True, dropped_at__isnull=True)


def refuse_settled(row: Any, confirmed: str, dropped: str = "") -> None:
    """Raises RuleBroken with these words where it was confirmed, or dropped (the same words where none are given)."""
    if row.confirmed_at is not None:
        raise RuleBroken(confirmed)
    if row.dropped_at is not None:
        raise RuleBroken(dropped or confirmed)


def confirm(row: Any, by: Actor, **more: Any) -> None:
    """By the acting post, now; what comes of it the caller does in the same act."""
    if not is_another(by, row.said_by):
        raise RuleBroken("提出的人不能自己确认，请另一名经办、科长或领导办理。")
    acts.change(row, confirmed_by=post_of(by), confirmed_at=clock.now(), **more)


def drop(row: Any) -> None:
    acts.change(row, dropped_at=clock.now())


def by_one(rows: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    """For invariants: what one person said and confirmed, through two posts."""
    return each(rows.filter(confirmed_by__user=F("said_by__user")), "提出和确认的是同一个人")
