"""What the desk shows of notices: 待办 where a receipt is asked, 待阅 otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from .models import Delivery
from .queries import waiting

SHOWN = 50


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    """The newest that wait at this post; beyond them one line that leads to the list."""
    mine = Delivery.objects.filter(user_id=actor.user_id, membership_id=actor.membership_id)
    for asked, group in ((True, "todo"), (False, "read")):
        rows = waiting(mine).filter(notice__receipt=asked).select_related("notice")
        found = list(rows.order_by("-id")[: SHOWN + 1])
        for delivery in found[:SHOWN]:
            yield _item(delivery, group)
        if len(found) > SHOWN:
            href = reverse("notices")
            yield DeskItem("还有更多消息，请到“消息”中查看", href, "查看", group=group)


def _item(delivery: Delivery, group: str) -> DeskItem:
    notice = delivery.notice
    return DeskItem(
        title=notice.title,
        href=reverse("notice", args=[notice.public_id]),
        action="签收" if notice.receipt else "查看",
        source=notice.sender_words,
        due=notice.due,
        group=group,
        about=notice.href.partition("#")[0] if group == "todo" else "",
    )
