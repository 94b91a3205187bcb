"""Gaps that a post was asked to fill pass on with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .models import Folder

KIND = "要补的材料"


def _open(posts: QuerySet[Membership]) -> QuerySet[Folder]:
    rows = Folder.objects.filter(owner__in=posts, binder__closed_at__isnull=True)
    return rows.select_related("binder").order_by("due", "id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    for folder in _open(posts):
        href = reverse("binder-folder", args=[folder.public_id])
        yield Holding(KIND, f"{folder.binder}：{folder}", folder.owner_id or 0, href, due=folder.due)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for folder in _open(posts):
        acts.change(folder, owner=successor)
    return HandedOver(held)
