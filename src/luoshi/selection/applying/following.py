"""A post that is left passes its unfinished applications on; those under way go along when organisations merge."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding
from luoshi.selection.states import UNDER_WAY

from .models import Application
from .states import ApplicationState

_OPEN = Q(call__state__in=UNDER_WAY) & ~Q(state__in=(ApplicationState.WITHDRAWN, ApplicationState.REFUSED))
FOLLOWED = (Followed(Application, "organisation", _OPEN, "遴选申报"),)


def _held(posts: QuerySet[Membership]) -> QuerySet[Application]:
    return Application.objects.filter(_OPEN, owner__in=posts).order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for application in _held(posts):
        yield Holding("遴选申报", application.title, application.owner_id)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Whoever comes after goes on writing them."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for application in _held(posts):
        acts.change(application, owner=successor)
    return HandedOver(items)
