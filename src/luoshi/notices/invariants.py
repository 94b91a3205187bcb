"""What must always hold among notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from .actions.telling import is_own_path
from .models import Channel, Delivery, Letter, Notice, PhoneCall, Unreached, Wish

Found = Iterator[tuple[str, str]]
MOST_ATTEMPTS = 10


def every_notice_reached_somebody() -> Found:
    nobody = ~Exists(Delivery.objects.filter(notice=OuterRef("pk")))
    return each(Notice.objects.filter(nobody), "消息没有送给任何人")


def deliveries_name_the_person_of_the_post() -> Found:
    return each(Delivery.objects.exclude(user=F("membership__user")), "送达的人与岗位上的人不一致")


def keys_are_the_notices() -> Found:
    return each(Delivery.objects.exclude(key=F("notice__key")), "送达的去重键与消息不一致")


def receipts_were_asked_for() -> Found:
    return each(
        Delivery.objects.filter(received_at__isnull=False, notice__receipt=False), "不需要签收却有签收"
    )


def nothing_was_read_before_it_was_sent() -> Found:
    return each(Delivery.objects.filter(read_at__lt=F("created_at")), "阅读时间早于发送时间")


def notices_lead_to_this_site() -> Found:
    for notice in Notice.objects.exclude(href="").iterator():
        if not is_own_path(notice.href):
            yield f"消息 {notice.public_id}", "办理页面不是本站的地址"


def calls_are_about_written_notices() -> Found:
    return each(PhoneCall.objects.filter(delivery__notice__written=False), "电话提醒记在系统消息上")


def nobody_is_called_unreached_who_was_reached() -> Found:
    there = Delivery.objects.filter(
        notice=OuterRef("notice"), membership__organisation=OuterRef("organisation")
    )
    return each(Unreached.objects.filter(Exists(there)), "已送达的单位却列为没有人收到")


def corrections_follow_the_same_organisation() -> Found:
    foreign = Notice.objects.filter(follows__isnull=False).exclude(
        organisation__isnull=False, organisation=F("follows__organisation")
    )
    return each(foreign, "更正消息与原消息不是同一单位发送")


def _opens(rows: Iterable[Any], read: Callable[[Any], object], problem: str) -> Found:
    for row in rows:
        try:
            read(row)
        except ValueError:
            yield name_of(row), problem


def letters_open() -> Found:
    return _opens(Letter.objects.iterator(), lambda row: row.content, "外发消息的密文打不开")


def channels_open() -> Found:
    return _opens(Channel.objects.iterator(), lambda row: row.settings, "通道设置的密文打不开")


def addresses_open() -> Found:
    return _opens(Wish.objects.iterator(), lambda row: row.address, "邮箱的密文打不开")


def letters_are_not_tried_for_ever() -> Found:
    return each(Letter.objects.filter(attempts__gt=MOST_ATTEMPTS), "外发消息尝试次数超过上限")


INVARIANTS = (
    Invariant("notice-nobody", every_notice_reached_somebody),
    Invariant("notice-person", deliveries_name_the_person_of_the_post),
    Invariant("notice-key", keys_are_the_notices),
    Invariant("notice-receipt", receipts_were_asked_for),
    Invariant("notice-read-early", nothing_was_read_before_it_was_sent),
    Invariant("notice-href", notices_lead_to_this_site),
    Invariant("notice-call", calls_are_about_written_notices),
    Invariant("notice-unreached", nobody_is_called_unreached_who_was_reached),
    Invariant("notice-correction", corrections_follow_the_same_organisation),
    Invariant("letter-sealed", letters_open),
    Invariant("letter-attempts", letters_are_not_tried_for_ever),
    Invariant("channel-sealed", channels_open),
    Invariant("wish-sealed", addresses_open),
)
