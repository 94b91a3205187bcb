"""A post that is left passes its unfinished applications on; those under way go along when organisations merge."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
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
    """Whoever comes after goes on writing them. Raises RuleBroken where he has one of the same name there himself:
    receipts and notices tell applications of one person apart by it.
    """
    posts = Membership.objects.filter(pk=leaving.pk)
    items = tuple(holdings(posts))
    for application in _held(posts):
        same = {name: getattr(application, name) for name in ("call", "organisation", "title")}
        if _held(Membership.objects.filter(pk=successor.pk)).filter(**same).exists():
            raise RuleBroken(
                f"接收人在同一次遴选里也有一份“{application.title}”，不能两份同名。"
                "请先改其中一份草稿的名称或撤回一份，或者另选接收人。"
            )
        acts.change(application, owner=successor)
    return HandedOver(items)
