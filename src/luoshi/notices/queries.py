"""Which notices exist for whom. A notice belongs to the person: it is seen over all posts held today."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today, within
from luoshi.common.actor import Actor

from .models import Channel, Delivery, InHouse, Letter, Notice, NoticeFile, PhoneCall

MOST_HERE = 20  # notices of one page let off at once


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
    """Not yet read, or read but not signed for where a receipt is asked; nothing that was withdrawn or let off."""
    unread, unsigned = Q(read_at__isnull=True), Q(notice__receipt=True, received_at__isnull=True)
    return deliveries.filter(unread | unsigned, notice__withdrawn_at__isnull=True, let_off_at__isnull=True)


def unread_count(user_id: int | None, posts: list[Membership], path: str = "") -> tuple[int, list[str]]:
    """For the bell: what waits for the person over these posts. And of it the public ids of what leads to this page
    and asks for nothing but to be read: who opens the page has read it.
    """
    mine = waiting(Delivery.objects.filter(user_id=user_id, membership__in=[post.pk for post in posts]))
    leads = (
        Q(notice__href=path) | Q(notice__href__startswith=f"{path}#") | Q(notice__href__startswith=f"{path}?")
    )
    here = leads & Q(read_at__isnull=True, notice__receipt=False)
    counts = mine.aggregate(all=Count("pk"), here=Count("pk", filter=here))
    if not path or not counts["here"]:
        return counts["all"], []
    found = mine.filter(here).order_by("-pk").values_list("notice__public_id", flat=True)[:MOST_HERE]
    return counts["all"], list(dict.fromkeys(found))


def sent_visible_to(actor: Actor) -> QuerySet[Notice]:
    """Notices written by the own organisation: a colleague follows up when the sender is away."""
    if not actor.may("send_notices"):
        return Notice.objects.none()
    written = Notice.objects.filter(written=True, organisation_id=actor.organisation_id)
    return written.select_related("follows").order_by("-id")


def sent_deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Where these notices arrived."""
    notices = sent_visible_to(actor).order_by().values("pk")
    return Delivery.objects.filter(notice__in=notices).select_related(
        "notice", "membership__organisation", "membership__user"
    )


def calls_visible_to(actor: Actor) -> QuerySet[PhoneCall]:
    deliveries = sent_deliveries_visible_to(actor).order_by().values("pk")
    return PhoneCall.objects.filter(delivery__in=deliveries).select_related("delivery__notice")


def files_visible_to(actor: Actor) -> QuerySet[NoticeFile]:
    """Files of notices that reached the person or that the own organisation sent; not of withdrawn ones."""
    reached = notices_visible_to(actor).filter(withdrawn_at__isnull=True).order_by().values("pk")
    sent = sent_visible_to(actor).order_by().values("pk")
    return NoticeFile.objects.filter(Q(notice__in=reached) | Q(notice__in=sent)).select_related(
        "stored", "notice"
    )


def outstanding(notice: Notice) -> QuerySet[Delivery]:
    """Who has not signed (where a receipt is asked) or not read, at posts held today."""
    missing = Q(received_at__isnull=True) if notice.receipt else Q(read_at__isnull=True)
    held = memberships_today().order_by().values("pk")
    return notice.deliveries.filter(missing, membership__in=held)


def channels_visible_to(actor: Actor) -> QuerySet[Channel]:
    """The system administrator of the site looks after them."""
    found = Channel.objects.select_related("organisation").order_by("kind", "id")
    return found.filter(within(actor.path, "organisation__")) if actor.may("manage_site") else found.none()


def letters_visible_to(actor: Actor) -> QuerySet[Letter]:
    """States of what left through these channels."""
    channels = channels_visible_to(actor).order_by().values("pk")
    return (
        Letter.objects.filter(channel__in=channels).select_related("channel").order_by("-id").defer("sealed")
    )


def machines_visible_to(actor: Actor) -> QuerySet[InHouse]:
    return InHouse.objects.all() if actor.may("manage_site") else InHouse.objects.none()


def groups_open_to(actor: Actor) -> QuerySet[Channel]:
    """Chat groups of the own organisation, for those who send."""
    if not actor.may("send_notices"):
        return Channel.objects.none()
    kinds = (Channel.Kind.WECOM, Channel.Kind.DINGTALK)
    own = Channel.objects.filter(organisation_id=actor.organisation_id, enabled=True, kind__in=kinds)
    return own.order_by("kind", "id")
