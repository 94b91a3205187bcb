"""Who is told what about a call, and times as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from .models import Call
from .queries import is_schools_own, told_of

NOTICE_KIND = "selection"


def moment_words(value: Any) -> str:
    """2026年11月26日 17:30"""
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def last_day(call: Call) -> dt.date | None:
    return timezone.localtime(call.until).date() if call.until is not None else None


def told_words(call: Call) -> str:
    """Whom it would go to now: 所属 11 所学校、3 个县市教育局的 42 人."""
    rows = told_of(call).values_list("organisation", "organisation__kind")
    if is_schools_own(call):
        return f"本校能申报的 {len(rows)} 个岗位"
    kinds: dict[int, str] = dict(rows)
    schools = sum(kind == Organisation.Kind.SCHOOL for kind in kinds.values())
    counties = sum(kind == Organisation.Kind.COUNTY_BUREAU for kind in kinds.values())
    parts = [f"{schools} 所学校"] if schools else []
    parts += [f"{counties} 个县市教育局"] if counties else []
    parts += [f"其他 {rest} 个单位"] if (rest := len(kinds) - schools - counties) else []
    if not parts:
        return "没有人收到：所属单位还没有登记人员"
    return f"{'、'.join(parts)}，共 {len(rows)} 个岗位"


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
