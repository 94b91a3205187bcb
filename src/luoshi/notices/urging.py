"""催报文字: what a person pastes into a chat group. Names are only as far as whoever asks may see them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.conf import settings

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words, left_in_words

MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class Urging:
    """text: to be pasted; link: begins with the site's own address; qr: the link as a picture (data address)."""

    text: str
    link: str
    qr: str


def urge(*, what: str, verb: str, names: Iterable[str], href: str, due: dt.date | None = None) -> Urging:
    """`verb`: what is to be done (签收, 报送); `names`: who has not done it, as the reader may see them."""
    link = settings.BASE_URL + href
    listed = list(dict.fromkeys(names))
    shown = "、".join(listed[:MOST_NAMES]) + (" 等" if len(listed) > MOST_NAMES else "")
    lines = [f"【催办】{what}", f"请以下 {len(listed)} 家（人）尽快{verb}：{shown}"]
    if due is not None:
        lines.append(f"期限：{day_in_words(due)}（{left_in_words(clock.today(), due)}）")
    lines.append(f"办理：{link}")
    return Urging("\n".join(lines), link, segno.make(link, error="m").svg_data_uri(scale=4, border=2))


def qr_png(link: str) -> bytes:
    """The link as a PNG, for chat programs that take no other picture."""
    buffer = io.BytesIO()
    segno.make(link, error="m").save(buffer, kind="png", scale=8, border=3)
    return buffer.getvalue()


def name_for(actor: Actor, post: Membership) -> str:
    """People of the own organisation by name, all others by their organisation: names of people stay inside."""
    return post.user.name if post.organisation_id == actor.organisation_id else post.organisation.short
