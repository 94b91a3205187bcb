"""A post that is left passes its calls on. When bureaus merge, all their calls go along: those under way to be ended,
those that ended for what comes later (certificates, renewals, revocations, the package).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Call, Kind
from .states import UNDER_WAY, CallState

STANDING = (
    Followed(Call, "organisation", Q(state__in=UNDER_WAY), "遴选"),
)  # keeps a bureau from being closed
FOLLOWED = (
    Followed(Call, "organisation", ~Q(state=CallState.WITHDRAWN)),
    Followed(Call, "host", Q(state__in=UNDER_WAY)),
    Followed(Kind, "host", Q(withdrawn_at__isnull=True)),
)


def _held(posts: QuerySet[Membership]) -> QuerySet[Call]:
    return Call.objects.filter(officer__in=posts, state__in=UNDER_WAY).order_by("until", "id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for call in _held(posts):
        yield Holding("遴选", call.title, call.officer_id)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Whoever comes after looks after the calls."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for call in _held(posts):
        acts.change(call, officer=successor)
    return HandedOver(items)
