"""What the form of a public notice shows before it goes out: the list as everybody will see it, until which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from luoshi.accounts.calendars import workdays_of
from luoshi.common import clock
from luoshi.common.form_pages import typed_before
from luoshi.core.days import day_in_words
from luoshi.core.public_notice import FIELDS, snapshot, window
from luoshi.selection.models import Call

from . import papers
from .listing import public_rows
from .models import PublicNotice

LONGEST = 60  # working days, as the form allows
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Preview:
    """shown, lines: as the templates of a notice take them. first, last: in words; counted: each working day that
    counts, in words; warning: where the holiday table ends.
    """

    shown: dict[str, Any]
    lines: list[list[tuple[str, Any]]]
    first: str
    last: str
    counted: list[str]
    warning: str


def preview_of(
    request: HttpRequest, about: Call | PublicNotice, name: str, stored: dict[str, Any]
) -> Preview:
    """By what is typed into the form `name` about this, else by what it begins with (`stored`)."""
    kept = typed_before(request, name, about)
    call = about.call if isinstance(about, PublicNotice) else about
    typed = request.POST if request.method == "POST" else kept[0] if kept is not None else None
    chosen = stored["columns"] if typed is None else typed.getlist("columns")
    days = str(stored["days"] if typed is None else typed.get("days", ""))
    number = int(days) if days.isascii() and days.isdigit() and 0 < int(days) <= LONGEST else stored["days"]
    return _shown(call, [key for key in chosen if key in FIELDS], number)


def _shown(call: Call, chosen: list[str], days: int) -> Preview:
    table, today = workdays_of(call.organisation.path), clock.today()
    lasts = window(today, days, table)
    shown = snapshot({}, chosen, public_rows(call))
    span = (lasts.until_on - today).days
    worked = [
        day for day in (today + dt.timedelta(days=n) for n in range(1, span + 1)) if table.is_workday(day)
    ]
    counted = [f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）" for day in worked]
    first, last = day_in_words(lasts.from_on), day_in_words(lasts.until_on)
    return Preview(shown, papers.lines_of(shown), first, last, counted, lasts.warning)
