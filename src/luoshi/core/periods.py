"""Periods: which one a day lies in, what it is called, when its report is due. Pure; today is given.

Reports run by calendar periods (MONTHS); figures also by 学期, 学年, 财政年度 and points in time (KINDS).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .workdays import Workdays

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half_year", "year"
MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
TERM, SCHOOL_YEAR, FISCAL, POINT = "term", "school_year", "fiscal_year", "point"
KINDS = {
    MONTH: "月",
    QUARTER: "季度",
    HALF: "半年",
    TERM: "学期",
    SCHOOL_YEAR: "学年",
    YEAR: "年",
    FISCAL: "财政年度",
    POINT: "时点",
}
AUTUMN, SPRING = 9, 2  # months in which the first and the second 学期 begin; a 学年 begins with the first
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
        """2026年9月, 2026年第三季度, 2026年上半年, 2026年, 2026—2027学年第一学期, 截至2026年9月1日."""
        if self.kind not in MONTHS:
            return self._other_label
        year, number = self.starts.year, (self.starts.month - 1) // MONTHS[self.kind]
        if self.kind == MONTH:
            return f"{year}年{self.starts.month}月"
        if self.kind == QUARTER:
            return f"{year}年第{_QUARTERS[number]}季度"
        return f"{year}年{'下' if number else '上'}半年" if self.kind == HALF else f"{year}年"

    @property
    def _other_label(self) -> str:
        year = self.starts.year
        if self.kind == POINT:
            return f"截至{year}年{self.starts.month}月{self.starts.day}日"
        if self.kind == FISCAL:
            return f"{year}财政年度"
        if self.kind == TERM and self.starts.month == SPRING:
            return f"{year - 1}—{year}学年第二学期"
        return f"{year}—{year + 1}学年{'第一学期' if self.kind == TERM else ''}"

    @property
    def opens(self) -> dt.date:
        return self.ends - OPENS * DAY

    def due(self, working_days: int, calendar: Workdays) -> dt.date:
        """So many working days after its end; for none the end itself."""
        return calendar.after(self.ends, working_days)


def period_of(kind: str, day: dt.date) -> Period:
    """The period a day lies in. Raises KeyError for a kind that is none."""
    if kind not in MONTHS:
        return _other_period_of(kind, day)
    months = MONTHS[kind]
    first = (day.month - 1) // months * months + 1
    starts = dt.date(day.year, first, 1)
    return Period(starts, _month_after(starts, months) - DAY, kind)


def _other_period_of(kind: str, day: dt.date) -> Period:
    if kind == POINT:
        return Period(day, day, kind)
    if kind == FISCAL:
        return Period(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), kind)
    if kind not in (TERM, SCHOOL_YEAR):
        raise KeyError(kind)
    year = day.year if day.month >= AUTUMN else day.year - 1
    autumn, spring, next_autumn = (
        dt.date(year, AUTUMN, 1),
        dt.date(year + 1, SPRING, 1),
        dt.date(year + 1, AUTUMN, 1),
    )
    if kind == SCHOOL_YEAR:
        return Period(autumn, next_autumn - DAY, kind)
    return Period(autumn, spring - DAY, kind) if day < spring else Period(spring, next_autumn - DAY, kind)


def parts_of(period: Period, kind: str) -> list[Period]:
    """The periods of another kind that lie wholly in one, in order; none for points in time."""
    if kind == POINT:
        return []
    found: list[Period] = []
    part = period_of(kind, period.starts)
    if part.starts < period.starts:
        part = period_after(part)
    while part.ends <= period.ends:
        found.append(part)
        part = period_after(part)
    return found


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
