"""Who is told what about a call, and times as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from .models import Call
from .queries import told_of

NOTICE_KIND = "selection"


def moment_words(value: Any) -> str:
    """2026年11月26日 17:30"""
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def last_day(call: Call) -> dt.date | None:
    return timezone.localtime(call.until).date() if call.until is not None else None


def tell_below(call: Call, by: Actor, title: str, body: str, key: str) -> None:
    """Schools and counties, once under each key."""
    _tell(list(told_of(call)), call, by, title, body, key)


def tell_post(post: Membership, call: Call, by: Actor, title: str, body: str, key: str) -> None:
    _tell([post], call, by, title, body, key)


def _tell(to: list[Membership], call: Call, by: Actor, title: str, body: str, key: str) -> None:
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=title,
        body=body,
        kind=NOTICE_KIND,
        href=reverse("call", args=[call.public_id]),
        about=call,
        due=last_day(call),
        key=key,
        by=by,
    )
