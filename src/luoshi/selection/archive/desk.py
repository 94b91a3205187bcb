"""Whoever asked for a package finds it on the desk once it is ready."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from .queries import packages_visible_to
from .states import PackageState

MOST = 10


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    rows = packages_visible_to(actor).filter(asked_by=actor.membership_id, state=PackageState.READY)
    for package in rows.order_by("id")[:MOST]:
        href = reverse("selection-package", args=[package.call.public_id])
        title = f"“{package.call.title}”的档案包已生成，24 小时内下载"
        yield DeskItem(title, href, "去下载", group="mine")
