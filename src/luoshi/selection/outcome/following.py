"""Whoever leaves a post passes on the objections he looks into."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Objection
from .states import ObjectionState


def _held(posts: QuerySet[Membership]) -> QuerySet[Objection]:
    rows = Objection.objects.filter(checker__in=posts, state=ObjectionState.CHECKING)
    return rows.select_related("notice__call").order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for objection in _held(posts):
        yield Holding("公示异议核查", objection.notice.call.title, objection.checker_id)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Whoever comes after goes on looking into them."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for objection in _held(posts):
        acts.change(objection, checker=successor)
    return HandedOver(items)
