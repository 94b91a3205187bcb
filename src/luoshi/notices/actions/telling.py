"""Telling people something: the core every stage uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.models import Base

from .. import permissions
from ..models import Channel, Delivery, Notice
from ..posting import post_notice
from ..recipients import reachable

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
    if by.role == "anonymous":
        words = "网页提交"
    else:
        words = by.name if by.is_system else f"{by.organisation_name} {by.role_name} {by.name}"
    return {
        "sender_id": by.membership_id,
        "organisation_id": by.organisation_id,
        "sender_words": words.strip()[:200],
    }


def deliver(notice: Notice, posts: list[Membership], groups: Iterable[Channel] = ()) -> Notice | None:
    """Rows for these posts, and letters for the ways out. Of two at once under one key the first counts.

    None when nobody is left.
    """
    rows = [Delivery(notice=notice, membership=post, user_id=post.user_id, key=notice.key) for post in posts]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    arrived = dict(Delivery.objects.filter(notice=notice).values_list("membership", "membership__public_id"))
    stored = sorted(arrived.values())
    if not stored:
        notice.delete()
        return None
    post_notice(notice, [post for post in posts if post.pk in arrived], groups)
    acts.note_bulk("notices.delivery", [notice.public_id, notice.kind, notice.title, *stored])
    return notice


def settle(key: str) -> int:
    """Within a running act: what was told under this key is dealt with and waits for nobody as unread.

    So do the reminders of it: their keys begin with it and a bar. Receipts that were asked for still wait. Answers
    how many were let off.
    """
    if not key:
        return 0
    waiting = Delivery.objects.filter(read_at=None, notice__receipt=False)
    about_it = waiting.filter(Q(key=key) | Q(key__startswith=f"{key}|"))
    rows = list(about_it.values_list("pk", "public_id"))
    if not rows:
        return 0
    acts.note_bulk("notices.delivery", [public_id for _, public_id in rows])
    return Delivery.objects.filter(pk__in=[pk for pk, _ in rows]).update(read_at=clock.now())


def call_back(notices: QuerySet[Notice]) -> int:
    """Within a running act: what these said does not hold any more. They stay where they arrived, shown as withdrawn,
    and wait for nobody, signed for or not. Answers how many.
    """
    rows = list(notices.filter(withdrawn_at__isnull=True).values_list("pk", "public_id"))
    if rows:
        acts.note_bulk("notices.notice", [public_id for _, public_id in rows])
        Notice.objects.filter(pk__in=[pk for pk, _ in rows]).update(withdrawn_at=clock.now())
    return len(rows)


def let_off(deliveries: QuerySet[Delivery]) -> int:
    """Within a running act: these posts need not sign or do anything any more, though what was said stands and holds
    for the others who have it. Answers how many.
    """
    return _set_off(deliveries.filter(let_off_at__isnull=True), clock.now())


def ask_again(deliveries: QuerySet[Delivery]) -> int:
    """Within a running act: these posts were let off and are to sign after all. Answers how many."""
    return _set_off(deliveries.filter(let_off_at__isnull=False), None)


def _set_off(deliveries: QuerySet[Delivery], when: dt.datetime | None) -> int:
    rows = list(deliveries.values_list("pk", "public_id"))
    if rows:
        acts.note_bulk("notices.delivery", [public_id for _, public_id in rows])
        Delivery.objects.filter(pk__in=[pk for pk, _ in rows]).update(let_off_at=when)
    return len(rows)


def redate(*, about: Base, due: dt.date | None, parts: Sequence[Base] = ()) -> None:
    """Within a running act: what was told of this row with a date, and of its parts (all of one kind), is due on
    another day now, or on none.
    """
    named = Q(about_type=about._meta.label_lower, about_id=about.public_id)
    if parts:
        named |= Q(about_type=parts[0]._meta.label_lower, about_id__in=[each.public_id for each in parts])
    rows = Notice.objects.filter(named)
    moved = rows.filter(due__isnull=False).exclude(due=due) if due else rows.filter(due__isnull=False)
    keys = list(moved.values_list("pk", "public_id"))
    if keys:
        acts.note_bulk("notices.notice", [public_id for _, public_id in keys])
        Notice.objects.filter(pk__in=[pk for pk, _ in keys]).update(due=due)


def one_line(text: str) -> str:
    """Without line breaks: titles become subjects of mails."""
    return " ".join(text.split())


def is_own_path(href: str) -> bool:
    """A path of this site: one slash first, nothing a browser takes for another host."""
    plain = href.isprintable() and "\\" not in href and " " not in href
    return plain and href.startswith("/") and not href.startswith("//")
