"""Whoever leaves passes on the selections whose recommendation is under way."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Recommendation
from .queries import recommendable, waiting_letters


def _held(posts: QuerySet[Membership]) -> QuerySet[Call]:
    """Ended calls that end in a recommendation: not drawn up yet, not sent, or not answered."""
    there = Recommendation.objects.filter(call=OuterRef("pk"))
    rows = Call.objects.filter(recommendable(), officer__in=posts, state=CallState.ENDED)
    return rows.filter(~Exists(there) | Exists(waiting_letters(there))).order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for call in _held(posts):
        yield Holding("推荐上报", call.title, call.officer_id)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Whoever comes after looks after the recommendation."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for call in _held(posts):
        acts.change(call, officer=successor)
    return HandedOver(items)
