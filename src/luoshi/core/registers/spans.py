"""Days as forms keep them, and how many months lie between them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any

DAY = dt.timedelta(days=1)
DAYS_OF_A_MONTH = 30  # of what is left over after whole months
Span = tuple[dt.date, dt.date]  # first and last day, both counted


def first_day(value: Any) -> dt.date | None:
    """The first day of a date, a month or a year as `core.fields` keeps them; None for anything else."""
    parts = _parts(value)
    return _made(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(value: Any) -> dt.date | None:
    """The last one."""
    parts = _parts(value)
    if len(parts) == 3:
        return first_day(value)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    last = calendar.monthrange(year, month)[1] if 1 <= year <= 9998 and 1 <= month <= 12 else 0
    return _made(year, month, last)


def _parts(value: Any) -> tuple[int, ...]:
    pieces = value.split("-") if isinstance(value, str) else []
    if not 1 <= len(pieces) <= 3 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
        return (0,)
    return tuple(int(piece[:6]) for piece in pieces)


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def years_before(day: dt.date, years: int) -> dt.date:
    """The day after the same day so many years ago: a window of exactly so many years that ends with `day`."""
    year = max(day.year - years, 1)
    last = calendar.monthrange(year, day.month)[1]
    return dt.date(year, day.month, min(day.day, last)) + DAY


def months_before(day: dt.date, months: int) -> dt.date:
    index = max(day.year * 12 + day.month - 1 - months, 12)
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def united(spans: Iterable[Span]) -> list[Span]:
    """The same days without counting one twice; spans that end before they begin are none."""
    found: list[Span] = []
    for starts, ends in sorted(span for span in spans if span[0] <= span[1]):
        if found and starts <= found[-1][1] + DAY:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((starts, ends))
    return found


def within(spans: Iterable[Span], window: Span) -> list[Span]:
    """What of them lies in the window."""
    cut = ((max(starts, window[0]), min(ends, window[1])) for starts, ends in spans)
    return [span for span in cut if span[0] <= span[1]]


def months_of(spans: Iterable[Span]) -> Decimal:
    """Months in all, rounded down to tenths. A whole month counts as one whatever its length; what is left over of
    all spans together counts by days, 30 to a month."""
    months = days = 0
    for starts, ends in united(spans):
        whole, rest = _whole_months(starts, ends)
        months, days = months + whole, days + rest
    exact = Decimal(months) + Decimal(days) / DAYS_OF_A_MONTH
    return exact.quantize(Decimal("0.1"), ROUND_DOWN)


def _whole_months(starts: dt.date, ends: dt.date) -> tuple[int, int]:
    after = ends.toordinal() + 1  # the day after may lie behind the last of all days
    whole = (ends.year - starts.year) * 12 + ends.month - starts.month + 1
    while whole and _months_after(starts, whole) > after:
        whole -= 1
    return whole, after - _months_after(starts, whole)


def _months_after(day: dt.date, months: int) -> int:
    """As an ordinal; the 31st of a month that has none is the first of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max.toordinal() + day.day
    length = calendar.monthrange(year, month + 1)[1]
    if day.day > length:
        return dt.date(year, month + 1, length).toordinal() + 1
    return dt.date(year, month + 1, day.day).toordinal()


def in_tenths(months: Decimal) -> str:
    """3.5, 6: as people write it."""
    return format(months.normalize(), "f")
