"""Telling people something, and what a person does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from luoshi.accounts.models import Membership, User
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base

from . import permissions
from .models import Delivery, Notice
from .queries import deliveries_to, waiting
from .recipients import reachable

TITLE_LENGTH = 200


@acts.act("notices.tell", who=permissions.can_tell)
def tell(
    *,
    to: Iterable[Membership],
    title: str,
    kind: str,
    by: Actor,
    href: str = "",
    body: str = "",
    about: Base | None = None,
    due: dt.date | None = None,
    receipt: bool = False,
    key: str = "",
    urgent: bool = False,
) -> Notice | None:
    """Tell these posts something, once. Answers None when nobody was left to be told.

    Left out are posts no longer held, whoever may not see `about`, a second post of a person in the same
    organisation, and whoever was told under the same `key` before. Inside another act it joins its transaction.
    `href` is a path of this site.
    """
    if href and not is_own_path(href):
        raise ValueError(f"a notice leads to a path of this site, not to {href!r}")
    posts = reachable(to, about=about, key=key)
    if not posts:
        return None
    notice = Notice.objects.create(
        kind=kind,
        title=one_line(title)[:TITLE_LENGTH],
        body=body,
        href=href,
        about_type=about._meta.label_lower if about is not None else "",
        about_id=about.public_id if about is not None else "",
        due=due,
        receipt=receipt,
        urgent=urgent,
        key=key,
        **sender_fields(by),
    )
    return deliver(notice, posts)


def sender_fields(by: Actor) -> dict[str, object]:
    """The sender as a notice keeps it: keys, and words that stay when the person has gone."""
    words = by.name if by.is_system else f"{by.organisation_name} {by.role_name} {by.name}"
    return {
        "sender_id": by.membership_id,
        "organisation_id": by.organisation_id,
        "sender_words": words.strip()[:200],
    }


def deliver(notice: Notice, posts: list[Membership]) -> Notice | None:
    """Rows for these posts; of two that come at once under one key the first counts. None when none is left."""
    rows = [Delivery(notice=notice, membership=post, user_id=post.user_id, key=notice.key) for post in posts]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    stored = list(
        Delivery.objects.filter(notice=notice).values_list("membership__public_id", flat=True).order_by("pk")
    )
    if not stored:
        notice.delete()
        return None
    acts.note_bulk("notices.delivery", [notice.public_id, notice.kind, notice.title, *stored])
    return notice


def one_line(text: str) -> str:
    """Without line breaks: titles become subjects of mails."""
    return " ".join(text.split())


def is_own_path(href: str) -> bool:
    """A path of this site: one slash first, nothing a browser takes for another host."""
    plain = href.isprintable() and "\\" not in href and " " not in href
    return plain and href.startswith("/") and not href.startswith("//")


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
    now = clock.now()
    for delivery in _mine(notice, by).filter(received_at=None):
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
