"""What waits at a post that is left passes to the successor; what was read or signed stays where it was."""

from __future__ import annotations

from django.apps import apps
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.models import Base
from luoshi.common.stages import HandedOver, Holding

from .models import Delivery, Notice
from .queries import waiting
from .recipients import may_see

KIND = "待处理的消息"


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    """Inside the running act. Nobody is told twice, and nobody of what the post may not see."""
    passed = []
    rows = waiting(Delivery.objects.filter(membership=leaving)).select_related("notice").order_by("id")
    for delivery in rows:
        if _reached(delivery, successor) or not may_see(successor, about_of(delivery.notice)):
            continue
        if delivery.user_id == successor.user_id:
            acts.change(delivery, membership=successor)
        else:
            given = {"notice": delivery.notice, "key": delivery.key}
            acts.create(Delivery, membership=successor, user=successor.user, **given)
        href = reverse("notice", args=[delivery.notice.public_id])
        passed.append(Holding(KIND, delivery.notice.title, leaving.pk, href, delivery.notice.due))
    return HandedOver(tuple(passed))


def _reached(delivery: Delivery, successor: Membership) -> bool:
    at_the_post = Delivery.objects.filter(notice=delivery.notice_id, membership=successor)
    under_the_key = Delivery.objects.filter(user=successor.user_id, key=delivery.key).exclude(key="")
    return at_the_post.exists() or under_the_key.exclude(pk=delivery.pk).exists()


def about_of(notice: Notice) -> Base | None:
    """The row a notice is about, as far as it is still there."""
    if not notice.about_type:
        return None
    found: Base | None = (
        apps.get_model(notice.about_type)._base_manager.filter(public_id=notice.about_id).first()
    )
    return found
