"""The printable slip with a one-time link: whom it is for, what to do, the link and its QR code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.urls import reverse

from .models import Ticket


@dataclass(frozen=True, slots=True)
class Slip:
    """link: begins with the configured address, never with what a request called the host; qr: a data address."""

    name: str
    posts: str  # where the person works and as what, so that the slip finds its way
    words: str
    link: str
    qr: str
    expires_at: datetime
    awaits: bool  # a second person has to confirm it first


def slip_of(ticket: Ticket, secret: str, posts: str) -> Slip:
    link = settings.BASE_URL + reverse("ticket", args=[secret])
    picture = segno.make(link, error="m").svg_data_uri(scale=4, border=2)
    invited = ticket.purpose == Ticket.Purpose.INVITATION
    words = "开通账号" if invited else "重设密码"
    return Slip(ticket.user.name, posts, words, link, picture, ticket.expires_at, ticket.awaits_confirmation)
