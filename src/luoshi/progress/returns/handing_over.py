"""A return is its officer's, a sheet at its steps its author's: both pass on with the post."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.models import Job
from luoshi.common.stages import HandedOver, Holding

from .models import Return, ReturnSheet
from .states import ReturnState, SheetState

UNDER_WAY = (ReturnState.DRAFT, ReturnState.OPEN, ReturnState.CLOSED, ReturnState.MERGED)
HELD = (SheetState.FILLING, SheetState.CHECKING, SheetState.SENT, SheetState.DOUBTFUL)


def _returns(posts: QuerySet[Membership]) -> QuerySet[Return]:
    return Return.objects.filter(officer__in=posts, state__in=UNDER_WAY).order_by("id")


def _sheets(posts: QuerySet[Membership]) -> QuerySet[ReturnSheet]:
    rows = ReturnSheet.objects.filter(
        author__in=posts, state__in=HELD, asked_in__state__in=(ReturnState.OPEN, ReturnState.CLOSED)
    )
    return rows.select_related("organisation", "asked_in").order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for row in _returns(posts):
        href = reverse("return", args=[row.public_id])
        yield Holding("收表", row.title, row.officer_id, href, due=row.last_day)
    for sheet in _sheets(posts):
        assert sheet.author_id is not None
        href = reverse("return-sheet", args=[sheet.public_id])
        yield Holding("填报的表", sheet.title, sheet.author_id, href, due=sheet.asked_in.last_day)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for row in _returns(posts):
        acts.change(row, officer=successor)
        Job.objects.filter(pk=row.job_id, membership_id=leaving.pk).update(membership_id=successor.pk)
    for sheet in _sheets(posts):
        acts.change(sheet, author=successor)
    return HandedOver(held)
