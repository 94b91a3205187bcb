"""What a person does with what arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from luoshi.accounts.models import Membership, User
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Delivery, Notice
from ..queries import deliveries_to, waiting


@acts.act("notices.mark_read", who=permissions.can_handle_notice, under="notice")
def mark_read(*, notice: Notice, by: Actor) -> Notice:
    """The person has read it, at whichever post; a second time changes nothing."""
    for delivery in _mine(notice, by).filter(read_at=None):
        acts.change(delivery, read_at=clock.now())
    return notice


@acts.act("notices.mark_unread", who=permissions.can_handle_notice, under="notice")
def mark_unread(*, notice: Notice, by: Actor) -> Notice:
    """Put it back to what waits. What was signed for stays read."""
    if _mine(notice, by).filter(received_at__isnull=False).exists():
        raise RuleBroken("已签收的消息不能标为未读；签收有误的，请先撤回签收。")
    for delivery in _mine(notice, by).filter(read_at__isnull=False):
        acts.change(delivery, read_at=None)
    return notice


@acts.act("notices.receive", who=permissions.can_handle_notice, under="notice")
def receive(*, notice: Notice, by: Actor) -> Notice:
    """签收: the sender sees who has it and when. Raises RuleBroken where none is asked or it was withdrawn."""
    if not notice.receipt:
        raise RuleBroken("这条消息不需要签收，看过即可。")
    if notice.withdrawn_at is not None:
        raise RuleBroken("这条消息已被发送单位撤回，不用再签收。")
    now, mine = clock.now(), _mine(notice, by)
    if mine.filter(let_off_at__isnull=False).exists() and not waiting(mine).exists():
        raise RuleBroken("这条消息已经不用再签收，看过即可。")
    for delivery in mine.filter(received_at=None, let_off_at=None):
        acts.change(delivery, read_at=delivery.read_at or now, received_at=now)
    return notice


@acts.act("notices.take_back_receipt", who=permissions.can_handle_notice, under="notice")
def take_back_receipt(*, notice: Notice, by: Actor) -> Notice:
    """Signed by mistake: the sender sees it as not signed again; both stay in the log."""
    for delivery in _mine(notice, by).filter(received_at__isnull=False):
        acts.change(delivery, received_at=None)
    return notice


def _mine(notice: Notice, by: Actor) -> QuerySet[Delivery]:
    return deliveries_to(by).filter(notice=notice)


@acts.act("notices.read_all", who=permissions.can_handle_own, under="user")
def read_all(*, user: User, posts: Iterable[Membership], at: dt.datetime, by: Actor) -> int:
    """Everything at these posts that needs no receipt counts as read at `at`, by which it is undone."""
    mine = Delivery.objects.filter(user=user, membership__in=[post.pk for post in posts], read_at=None)
    wanted = list(waiting(mine).filter(notice__receipt=False).values_list("pk", "public_id"))
    acts.note_bulk("notices.delivery", [public_id for _, public_id in wanted])
    return Delivery.objects.filter(pk__in=[key for key, _ in wanted]).update(read_at=at)


@acts.act("notices.unread_all", who=permissions.can_handle_own, under="user")
def unread_all(*, user: User, at: dt.datetime, by: Actor) -> int:
    """Take back one `read_all`, known by its instant."""
    mine = Delivery.objects.filter(user=user, read_at=at, received_at=None)
    acts.note_bulk("notices.delivery", list(mine.values_list("public_id", flat=True)))
    return mine.update(read_at=None)
