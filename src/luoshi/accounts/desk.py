"""What waits for the actor among accounts, posts and lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from .holding import story_of
from .models import ListUpload, Ticket
from .organisation_kinds import KINDS
from .queries import accounts_visible_to, handovers_visible_to, lists_visible_to, planned_visible_to
from .states import TO_COME, ListState, PlannedState


def desk(actor: Actor) -> Iterator[DeskItem]:
    """Administrators' links that wait for a security administrator; hand-overs to be received."""
    yield from _handovers(actor)
    if actor.may("grant_roles"):
        yield from _links(actor)
    yield from _lists(actor)
    yield from _planned(actor)


def _planned(actor: Actor) -> Iterator[DeskItem]:
    """Changes to come that the post entered; those that could not be done on their day, for all who may do them."""
    rows = planned_visible_to(actor).filter(state__in=TO_COME)
    if not actor.may("manage_organisations"):
        rows = rows.filter(post=actor.membership_id)
    for row in rows:
        what = f"{row.organisation.short}{KINDS[row.what].title}"
        if row.state == PlannedState.FAILED:
            yield DeskItem(f"{what}到期没有办成", story_of(row), "看原因", source="系统", due=row.on)
        elif row.post_id == actor.membership_id:
            yield DeskItem(f"{what}，到日自动办理", story_of(row), "查看", due=row.on, group="mine")


def _handovers(actor: Actor) -> Iterator[DeskItem]:
    mine = handovers_visible_to(actor).filter(successor=actor.membership_id, confirmed_at__isnull=True)
    for handover in mine:
        href = reverse("handover", args=[handover.public_id])
        title = f"{handover.leaving.user.name}（{handover.leaving}）离任，名下的事项已移交给您"
        yield DeskItem(title, href, "查看并接收", source="安全管理员")


def _links(actor: Actor) -> Iterator[DeskItem]:
    waiting = Ticket.objects.filter(
        awaits_confirmation=True,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        user__in=accounts_visible_to(actor),
    )
    for ticket in waiting.exclude(user=actor.user_id).select_related("user").order_by("expires_at"):
        title = f"{ticket.user.name}的{ticket.get_purpose_display()}链接等待确认"
        yield DeskItem(title, reverse("person", args=[ticket.user.public_id]), "去核实", source="系统管理员")


def _lists(actor: Actor) -> Iterator[DeskItem]:
    """Lists to be confirmed, for the security administrator; sent back, for the office."""
    rows = lists_visible_to(actor)
    if actor.may("grant_roles"):
        for row in rows.filter(state=ListState.PROPOSED).order_by("id"):
            title = f"{row.organisation.short}上报的{row.get_kind_display()}名单待确认"
            yield DeskItem(title, _page(row), "去核对", source=f"{row.post.user.name}（{row.post}）")
    elif actor.may("propose_people"):
        for row in rows.filter(state=ListState.RETURNED).order_by("id"):
            title = f"{row.get_kind_display()}名单“{row.file_name}”被退回"
            yield DeskItem(title, _page(row), "看原因", source="安全管理员")


def _page(row: ListUpload) -> str:
    return reverse("list-upload", args=[row.public_id])
