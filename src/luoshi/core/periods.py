"""Reporting periods: which one a day lies in, what it is called, when its report is due. Pure; today is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .workdays import Workdays

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half_year", "year"
MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
OPENS = 10  # days before its end from which a period's report can be written
_QUARTERS = "一二三四"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first to the last day, both counted."""

    starts: dt.date
    ends: dt.date
    kind: str

    @property
    def label(self) -> str:
        """2026年9月, 2026年第三季度, 2026年上半年, 2026年."""
        year, number = self.starts.year, (self.starts.month - 1) // MONTHS[self.kind]
        if self.kind == MONTH:
            return f"{year}年{self.starts.month}月"
        if self.kind == QUARTER:
            return f"{year}年第{_QUARTERS[number]}季度"
        return f"{year}年{'下' if number else '上'}半年" if self.kind == HALF else f"{year}年"

    @property
    def opens(self) -> dt.date:
        return self.ends - OPENS * DAY

    def due(self, working_days: int, calendar: Workdays) -> dt.date:
        """So many working days after its end; for none the end itself."""
        return calendar.after(self.ends, working_days)


def period_of(kind: str, day: dt.date) -> Period:
    """The period a day lies in. Raises KeyError for a kind that is none."""
    months = MONTHS[kind]
    first = (day.month - 1) // months * months + 1
    starts = dt.date(day.year, first, 1)
    return Period(starts, _month_after(starts, months) - DAY, kind)


def period_after(period: Period) -> Period:
    return period_of(period.kind, period.ends + DAY)


def period_before(period: Period) -> Period:
    return period_of(period.kind, period.starts - DAY)


def open_on(kind: str, day: dt.date) -> Period:
    """The last one whose report can be written on that day: this one near its end, else the one before it."""
    period = period_of(kind, day)
    return period if day >= period.opens else period_before(period)


def opened_since(kind: str, since: dt.date, day: dt.date, most: int = 40) -> list[Period]:
    """All from the one `since` lies in up to the one open on that day, the last `most` of them."""
    found: list[Period] = []
    period, last = period_of(kind, since), open_on(kind, day)
    while period <= last:
        found.append(period)
        period = period_after(period)
    return found[-most:]


def _month_after(first: dt.date, months: int) -> dt.date:
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)
