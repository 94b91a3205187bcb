"""One mail a day: what is new, what is due, what is late. None when there is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from luoshi.accounts.calendars import Calendars
from luoshi.accounts.queries import memberships_today
from luoshi.common import clock
from luoshi.core.days import left_in_words
from luoshi.core.masking import mask_numbers
from luoshi.core.reminder_days import reminder_day
from luoshi.core.workdays import Workdays

from .models import Channel, Delivery, Letter, Wish
from .posting import channels_in_use, nearest, paths_of, write_letter
from .queries import waiting

SOON = -3  # working days before the due date from which something counts as due
MOST = 30


def write_digests() -> int:
    """Letters for everybody whose hour has come and who has none of today; answers how many."""
    now = timezone.localtime(clock.now())
    calendars = Calendars()
    channels = [each for each in channels_in_use() if each.kind == Channel.Kind.MAIL]
    if not channels or not calendars.anybody_works(now.date()):
        return 0
    wishes = Wish.objects.filter(digest=True, digest_hour__lte=now.hour).exclude(address_sealed=b"")
    keys = {
        (wish, each): f"digest:{wish.public_id}:{now:%Y-%m-%d}:{each.pk}"
        for wish in wishes
        for each in channels
    }
    written = set(Letter.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    made = 0
    for wish in wishes:
        missing = {each: keys[wish, each] for each in channels if keys[wish, each] not in written}
        if missing:
            made += _write(channels, missing, wish, calendars, now.date())
    return made


def _write(
    channels: list[Channel], missing: dict[Channel, str], wish: Wish, calendars: Calendars, today: dt.date
) -> int:
    """A letter by each channel that serves a place where the person has a post: of what waits at that post, where
    this is a working day.
    """
    posts = {
        post.pk: post
        for post in memberships_today().filter(user_id=wish.user_id)
        if calendars.of(post.organisation.path).is_workday(today)
    }
    serving = nearest(channels, Channel.Kind.MAIL, paths_of(posts.values()))
    mine = Delivery.objects.filter(user_id=wish.user_id, membership__in=posts)
    found: dict[Channel, list[Delivery]] = {}
    for delivery in waiting(mine).select_related("notice").order_by("notice__due", "-id"):
        channel = serving.get(posts[delivery.membership_id].organisation_id)
        if channel in missing:
            found.setdefault(channel, []).append(delivery)
    for channel, waits in found.items():
        subject = f"【落实】{today:%m月%d日}：{len(waits)} 件等您处理"
        text = text_of(waits, calendars.of(channel.organisation.path), today)
        write_letter(channel, missing[channel], {"to": wish.address, "subject": subject, "text": text})
    return len(found)


def text_of(found: Iterable[Delivery], table: Workdays, today: dt.date) -> str:
    """Plain text, grouped; titles with personal numbers masked, never the text of a notice."""
    groups: dict[str, list[str]] = {"已逾期": [], "快到期": [], "其他": []}
    for delivery in found:
        due = delivery.notice.due
        late, soon = (
            due is not None and due < today,
            due is not None and reminder_day(table, due, SOON) <= today,
        )
        left = f"（{left_in_words(today, due)}）" if due is not None else ""
        name = "已逾期" if late else "快到期" if soon else "其他"
        groups[name].append(f"· {mask_numbers(delivery.notice.title)}{left}")
    parts = [f"{name} {len(rows)} 件\n" + "\n".join(rows[:MOST]) for name, rows in groups.items() if rows]
    end = f"请登录办理：{settings.BASE_URL}/desk/\n不想再收到这封邮件，请在“我的账号—消息设置”中关闭。"
    return "\n\n".join([*parts, end])
