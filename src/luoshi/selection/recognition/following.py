"""What stands goes along when a school merges; who gave it stays written. Whoever leaves passes on the selections whose
awards are still to be looked after.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.states import CallState, Outcome

from .models import Award
from .states import REVOCABLE

FOLLOWED = (Followed(Award, "organisation", Q(state__in=REVOCABLE)),)


def _held(posts: QuerySet[Membership]) -> QuerySet[Call]:
    """Ended calls with awards that stand, or winners to be recognised that are not registered yet. Those that only go
    up are passed on by `recommendation`.
    """
    standing = Award.objects.filter(call=OuterRef("pk"), state__in=REVOCABLE)
    left = Result.objects.filter(
        call=OuterRef("pk"), selected=True, application__award=None, call__kind__outcome=Outcome.RECOGNISE
    )
    rows = Call.objects.filter(officer__in=posts, state=CallState.ENDED)
    return rows.filter(Exists(standing) | Exists(left)).order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for call in _held(posts):
        yield Holding("遴选认定", call.title, call.officer_id)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Whoever comes after looks after the awards."""
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for call in _held(posts):
        acts.change(call, officer=successor)
    return HandedOver(items)
