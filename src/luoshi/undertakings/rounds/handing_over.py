"""An application is its author's: it passes on with the post. So does a draft that nobody else has seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Application
from .states import CHANGEABLE, UNDER_WAY, RoundState

OPEN = (*CHANGEABLE, *UNDER_WAY)


def _open(posts: QuerySet[Membership]) -> QuerySet[Application]:
    rows = Application.objects.filter(author__in=posts, state__in=OPEN, round__state=RoundState.OPEN)
    return rows.select_related("organisation", "round").order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for each in _open(posts):
        yield Holding(
            "承接申报",
            each.title,
            each.author_id,
            reverse("application", args=[each.public_id]),
            due=each.round.last_day,
        )


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for each in _open(posts):
        acts.change(each, author=successor)
    return HandedOver(held)
