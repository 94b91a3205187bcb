"""What binders ask of somebody: gaps to be filled, files that are ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem, Reminder

from .models import Content, Folder, Making
from .states import MakingState

FILLED = Content.objects.filter(folder=OuterRef("pk"), included=True, evidence__withdrawn_at__isnull=True)
MOST = 30


def to_fill() -> QuerySet[Folder]:
    """Gaps somebody was asked to fill and in which nothing lies yet."""
    rows = Folder.objects.filter(
        owner__isnull=False, asks=True, set_aside_at__isnull=True, binder__closed_at__isnull=True
    )
    return rows.exclude(Exists(FILLED)).select_related("binder__organisation", "owner__user")


def desk(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    for folder in to_fill().filter(owner=actor.membership_id).order_by("due", "id")[:MOST]:
        href = reverse("binder-folder", args=[folder.public_id])
        yield DeskItem(f"补材料：{folder}", href, "去补", f"材料包“{folder.binder}”", due=folder.due)
    ready = Making.objects.filter(asked_by=actor.membership_id, state=MakingState.READY)
    for making in ready.select_related("binder")[:MOST]:
        href = reverse("binder", args=[making.binder.public_id])
        yield DeskItem(f"材料包“{making.binder}”已生成，24 小时内下载", href, "去下载", group="mine")


def reminders(today: Any) -> Iterator[Reminder]:
    for folder in to_fill().order_by("id"):
        yield Reminder(
            key=f"binder-folder:{folder.public_id}",
            title=f"补材料：{folder}",
            due=folder.due,
            to=(folder.owner,),
            href=reverse("binder-folder", args=[folder.public_id]),
            body=f"材料包“{folder.binder}”缺这一项。",
            about=folder,
        )
