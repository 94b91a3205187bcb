"""Until when an application has to be mended (补正) that is sent back today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.accounts.calendars import beyond_the_table, workdays_of
from luoshi.common import clock
from luoshi.selection.models import Call

FIXED = "通知以后截止日期不变，最好等导入以后再通知补正。"


@dataclass(frozen=True, slots=True)
class LastDay:
    """It counts. warning: where nobody has entered the holidays of its year; else empty."""

    day: dt.date
    warning: str


def last_day_to_mend(call: Call, days: int) -> LastDay:
    """days: working days, of the rules."""
    path = call.organisation.path
    last = workdays_of(path).after(clock.today(), days)
    words = beyond_the_table(path, last)
    return LastDay(last, words and f"{words}{FIXED}")
