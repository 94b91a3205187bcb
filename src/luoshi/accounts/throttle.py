"""What is counted in windows of a quarter of an hour: attempts to sign in, what networks and accounts ask for
(docs/adr/0002). Counted before it is done, so that many at the same moment do not slip through.
"""

from __future__ import annotations

import math

from django.conf import settings
from django.db.models import F

from luoshi.common import audit, clock, crypto
from luoshi.common.actor import Actor
from luoshi.common.errors import TooOften
from luoshi.common.throttle import SEARCH, SEND, TAKE, WINDOW

from .models import Throttle

ONE_TOO_MANY = "accounts.too_often"
SAID = {
    SEARCH: "搜索的次数太多（{most} 次）",
    TAKE: "下载和查看的文件太多（{most} 个）",
    SEND: "上传的文件太多（{most} 个）",
}


def count(what: str, many: int = 1) -> int:
    """How often it was asked for in this window, this time with it."""
    of = {"key": crypto.blind_index(what, context="throttle"), "window": window()}
    rows = Throttle.objects.filter(**of)
    if not rows.update(count=F("count") + many):
        Throttle.objects.bulk_create([Throttle(**of)], ignore_conflicts=True)
        rows.update(count=F("count") + many)
    return rows.values_list("count", flat=True)[0]


def window() -> int:
    """The number of the quarter of an hour it is now."""
    return int(clock.now().timestamp() // WINDOW.total_seconds())


def count_of_account(by: Actor, what: str, many: int) -> None:
    """One person's, whatever posts he holds. The first one too many in a window is a line in the log.

    Raises TooOften.
    """
    most = settings.PER_QUARTER[what]
    found = count(f"{what}-as:{by.user_public_id}", many)
    if found <= most:
        return
    left = math.ceil((WINDOW.total_seconds() - clock.now().timestamp() % WINDOW.total_seconds()) / 60)
    refusal = TooOften(f"这一刻钟里{SAID[what].format(most=most)}，暂时停下。", max(left, 1))
    if found - many <= most:
        audit.record_refusal(ONE_TOO_MANY, by=by, obj=None, code=refusal.code)
    raise refusal
