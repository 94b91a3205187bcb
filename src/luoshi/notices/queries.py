"""Which notices exist for whom. A notice belongs to the person: it is seen over all posts held today."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor

from .models import Delivery, Notice


def deliveries_to(actor: Actor) -> QuerySet[Delivery]:
    """What reached the person through the posts held today; what was withdrawn stays, shown as such."""
    if actor.user_id is None:
        return Delivery.objects.none()
    held = memberships_today().filter(user_id=actor.user_id).order_by().values("pk")
    found = Delivery.objects.filter(user_id=actor.user_id, membership__in=held)
    return found.select_related("notice", "membership__organisation").order_by("-id")


def notices_visible_to(actor: Actor) -> QuerySet[Notice]:
    """Notices that reached the person."""
    return Notice.objects.filter(pk__in=deliveries_to(actor).order_by().values("notice"))


def waiting(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Not yet read, or read but not signed for where a receipt is asked; nothing that was withdrawn."""
    unread, unsigned = Q(read_at__isnull=True), Q(notice__receipt=True, received_at__isnull=True)
    return deliveries.filter(unread | unsigned, notice__withdrawn_at__isnull=True)


def unread_count(user_id: int | None, posts: list[Membership]) -> int:
    """For the bell: what waits for the person over these posts."""
    mine = Delivery.objects.filter(user_id=user_id, membership__in=[post.pk for post in posts])
    return waiting(mine).count()
