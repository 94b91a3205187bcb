"""An open filing is its officer's: it passes on with the post."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Filing
from .states import FilingState


def _filings(posts: QuerySet[Membership]) -> QuerySet[Filing]:
    return Filing.objects.filter(opened_by__in=posts, state=FilingState.OPEN).order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for row in _filings(posts):
        assert row.opened_by_id is not None
        yield Holding(
            "指标填报", row.title, row.opened_by_id, reverse("filing", args=[row.public_id]), due=row.due
        )


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for row in _filings(posts):
        acts.change(row, opened_by=successor)
    return HandedOver(held)
