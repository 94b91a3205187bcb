"""What must always hold among notices."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from luoshi.common.invariants import each
from luoshi.common.stages import Invariant

from .actions import is_own_path
from .models import Delivery, Notice

Found = Iterator[tuple[str, str]]


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


INVARIANTS = (
    Invariant("notice-nobody", every_notice_reached_somebody),
    Invariant("notice-person", deliveries_name_the_person_of_the_post),
    Invariant("notice-key", keys_are_the_notices),
    Invariant("notice-receipt", receipts_were_asked_for),
    Invariant("notice-read-early", nothing_was_read_before_it_was_sent),
    Invariant("notice-href", notices_lead_to_this_site),
)
