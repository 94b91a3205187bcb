"""One mail a day: what is new, what is due, what is late. None when there is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from luoshi.accounts.queries import memberships_today
from luoshi.common import clock
from luoshi.common.masking import mask_numbers
from luoshi.common.workdays import workdays
from luoshi.core.reminder_days import in_words, reminder_day
from luoshi.core.workdays import Workdays

from .models import Channel, Delivery, Letter, Wish
from .posting import write_letter
from .queries import waiting

SOON = -3  # working days before the due date from which something counts as due
MOST = 30


def write_digests() -> int:
    """Letters for everybody whose hour has come and who has none of today; answers how many."""
    now = timezone.localtime(clock.now())
    table = workdays()
    channel = Channel.objects.filter(kind=Channel.Kind.MAIL, enabled=True).first()
    if channel is None or not table.is_workday(now.date()):
        return 0
    wishes = Wish.objects.filter(digest=True, digest_hour__lte=now.hour).exclude(address_sealed=b"")
    keys = {wish.user_id: f"digest:{wish.public_id}:{now:%Y-%m-%d}" for wish in wishes}
    written = set(Letter.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    made = 0
    for wish in wishes:
        if keys[wish.user_id] not in written:
            made += _write(channel, wish, keys[wish.user_id], table, now.date())
    return made


def _write(channel: Channel, wish: Wish, key: str, table: Workdays, today: dt.date) -> int:
    held = memberships_today().filter(user_id=wish.user_id).order_by().values("pk")
    mine = Delivery.objects.filter(user_id=wish.user_id, membership__in=held)
    found = list(waiting(mine).select_related("notice").order_by("notice__due", "-id"))
    if not found:
        return 0
    subject = f"【落实】{today:%m月%d日}：{len(found)} 件等您处理"
    write_letter(channel, key, {"to": wish.address, "subject": subject, "text": text_of(found, table, today)})
    return 1


def text_of(found: Iterable[Delivery], table: Workdays, today: dt.date) -> str:
    """Plain text, grouped; titles with personal numbers masked, never the text of a notice."""
    groups: dict[str, list[str]] = {"已逾期": [], "快到期": [], "其他": []}
    for delivery in found:
        due = delivery.notice.due
        late, soon = (
            due is not None and due < today,
            due is not None and reminder_day(table, due, SOON) <= today,
        )
        left = f"（{in_words(table, today, due)}）" if due is not None else ""
        name = "已逾期" if late else "快到期" if soon else "其他"
        groups[name].append(f"· {mask_numbers(delivery.notice.title)}{left}")
    parts = [f"{name} {len(rows)} 件\n" + "\n".join(rows[:MOST]) for name, rows in groups.items() if rows]
    end = f"请登录办理：{settings.BASE_URL}/desk/\n不想再收到这封邮件，请在“我的账号—消息设置”中关闭。"
    return "\n\n".join([*parts, end])
