"""Who is told what about a return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from .keys import NOTICE_KIND
from .models import Return, ReturnSheet
from .queries import FILLING


def moment_words(value: Any) -> str:
    """2026年11月26日 17:00; the end of a day is said as such."""
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def second_words(value: Any) -> str:
    """To the second, where it was sent: a minute decides whether it was in time."""
    return f"{moment_words(value)}:{timezone.localtime(value):%S}"


def late_words(sheet: ReturnSheet) -> str:
    """How late it came for the first time: 迟交 41 秒, 迟交 2 天 3 小时."""
    assert sheet.first_sent_at is not None
    assert sheet.asked_in.until is not None
    seconds = int((sheet.first_sent_at - sheet.asked_in.until).total_seconds())
    days, rest = divmod(max(seconds, 1), 86_400)
    hours, rest = divmod(rest, 3600)
    said = [(days, "天"), (hours, "小时"), (rest // 60, "分"), (rest % 60, "秒")]
    return "迟交" + "".join(f" {number} {unit}" for number, unit in [each for each in said if each[0]][:2])


def posts_of(row: Return) -> list[Membership]:
    """Who fills in the organisations asked."""
    asked = row.sheets.values("organisation")
    return list(memberships_today().filter(organisation__in=asked, role__in=FILLING).order_by("id"))


def tell_all(row: Return, by: Actor, title: str, body: str) -> None:
    """Those who fill, once for each version of the return."""
    _tell(posts_of(row), row, by, title, body, f"return:{row.public_id}:{row.version}", row)


def ask_more(sheets: list[ReturnSheet], by: Actor) -> None:
    """Asked after the others."""
    for sheet in sheets:
        row = sheet.asked_in
        body = f"{moment_words(row.until)} 前送出。依据：{row.basis}。用途：{row.purpose}。"
        tell_school(sheet, by, f"请填报：{row.title}", body, f"return-asked:{sheet.public_id}")


def let_off(sheets: list[ReturnSheet], by: Actor) -> None:
    """No longer asked: said without a way to a page that is no longer theirs."""
    for sheet in sheets:
        posts = memberships_today().filter(organisation=sheet.organisation_id, role__in=FILLING)
        tell(
            to=[post for post in posts.order_by("id") if post.user_id != by.user_id],
            title=f"不用填了：{sheet.asked_in.title}",
            kind=NOTICE_KIND,
            key=f"return-let-off:{sheet.public_id}",
            by=by,
        )


def tell_school(sheet: ReturnSheet, by: Actor, title: str, body: str, key: str) -> None:
    posts = memberships_today().filter(organisation=sheet.organisation_id, role__in=FILLING)
    _tell(posts.order_by("id"), sheet.asked_in, by, title, body, key, sheet)


def _tell(
    to: Iterable[Membership], row: Return, by: Actor, title: str, body: str, key: str, about: Any
) -> None:
    tell(
        to=[post for post in to if post.user_id != by.user_id],
        title=title,
        body=body,
        kind=NOTICE_KIND,
        href=_href(about),
        about=about,
        due=row.last_day,
        key=key,
        by=by,
    )


def _href(about: Any) -> str:
    if isinstance(about, ReturnSheet):
        return reverse("return-sheet", args=[about.public_id])
    return reverse("return", args=[about.public_id])
