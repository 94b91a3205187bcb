"""The calendar of one person (iCalendar): what waits with a date, as little of it as helps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from luoshi.accounts.queries import hash_of, memberships_today
from luoshi.core.masking import mask_numbers

from .models import Delivery, Wish
from .queries import waiting

LONGEST_LINE = 73  # octets, so that a folded line stays under 75


def wish_of(secret: str) -> Wish | None:
    """Whose link this is; None when it was never made or is void."""
    found = Wish.objects.filter(feed_hash=hash_of(secret), user__is_active=True)
    return found.select_related("user").first()


def deliveries_of(wish: Wish) -> Iterable[Delivery]:
    held = memberships_today().filter(user_id=wish.user_id).order_by().values("pk")
    mine = Delivery.objects.filter(user_id=wish.user_id, membership__in=held, notice__due__isnull=False)
    return waiting(mine).select_related("notice").order_by("notice__due", "id")[:200]


def calendar_of(deliveries: Iterable[Delivery], stamp: dt.datetime) -> str:
    """The text of the file: title and link of each, on its day; neither text nor names."""
    host = settings.BASE_URL.partition("//")[2]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Luoshi//notices//ZH", "X-WR-CALNAME:落实"]
    for delivery in deliveries:
        due = delivery.notice.due
        if due is None:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{delivery.public_id}@{host}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(mask_numbers(delivery.notice.title))}",
            f"URL:{settings.BASE_URL}/notices/{delivery.notice.public_id}/",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def folded(line: str) -> str:
    """Lines of at most 75 octets, cut between characters."""
    parts, current = [], ""
    for sign in line:
        if len((current + sign).encode()) > LONGEST_LINE:
            parts.append(current)
            current = ""
        current += sign
    return "\r\n ".join([*parts, current]) + "\r\n"
