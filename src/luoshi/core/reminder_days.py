"""When to remind of a due date, in working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from .workdays import DAY, Workdays


def published_until(table: Workdays) -> dt.date | None:
    """The table is published for whole years: the last day of its last one; None when it is empty."""
    years = {day.year for day in table.off | table.on}
    return dt.date(max(years), 12, 31) if years else None


def covers(table: Workdays, first: dt.date, last: dt.date) -> bool:
    """Whether the table was published for all years from `first` to `last`."""
    years = {day.year for day in table.off | table.on}
    return all(year in years for year in range(first.year, last.year + 1))


def move(table: Workdays, day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`, before it where `count` is negative, `day` itself for 0."""
    if count >= 0:
        return table.after(day, count)
    for _ in range(-count):
        day = table.latest(day - DAY)
    return day


def distance(table: Workdays, first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` comes first."""
    return table.between(first, last) if first <= last else -table.between(last, first)


def reminder_day(table: Workdays, due: dt.date, offset: int) -> dt.date:
    """When the reminder `offset` working days from `due` goes out. The one on the day itself never comes too late:
    where the day is none for work it goes out on the last working day before."""
    return table.latest(due) if offset == 0 else move(table, due, offset)


def offset_in_force(table: Workdays, due: dt.date, offsets: Iterable[int], today: dt.date) -> int | None:
    """The latest of the offsets whose day has come; None before the first. A day on which nobody looked is made up
    for by the next: what has passed is told once, by the latest offset only."""
    passed = [offset for offset in offsets if reminder_day(table, due, offset) <= today]
    return max(passed, default=None)
