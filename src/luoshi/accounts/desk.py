"""What waits for the actor among accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from .models import Ticket
from .queries import accounts_visible_to


def desk(actor: Actor) -> Iterator[DeskItem]:
    """Administrators' links that wait for a security administrator."""
    if not actor.may("grant_roles"):
        return
    waiting = Ticket.objects.filter(
        awaits_confirmation=True,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        user__in=accounts_visible_to(actor),
    )
    for ticket in waiting.exclude(user=actor.user_id).select_related("user").order_by("expires_at"):
        title = f"{ticket.user.name}的{ticket.get_purpose_display()}链接等待确认"
        yield DeskItem(title, reverse("person", args=[ticket.user.public_id]), "去核实", source="系统管理员")
