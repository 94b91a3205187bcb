"""Working days: Monday to Friday, but for the days a holiday table names otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """`off`: holidays; `on`: days worked in their place."""

    off: frozenset[dt.date] = frozenset()
    on: frozenset[dt.date] = frozenset()

    def is_workday(self, day: dt.date) -> bool:
        if day in self.on:
            return True
        return day not in self.off and day.weekday() < 5

    def after(self, day: dt.date, days: int) -> dt.date:
        """The `days`-th working day after `day`; `day` itself for none."""
        for _ in range(days):
            day += DAY
            while not self.is_workday(day):
                day += DAY
        return day

    def latest(self, day: dt.date) -> dt.date:
        """`day` where it is a working day, else the last one before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    def between(self, earlier: dt.date, later: dt.date) -> int:
        """How many working days follow `earlier` up to and with `later`; none when it is not later."""
        whole = max((later - earlier).days, 0)
        return sum(self.is_workday(earlier + number * DAY) for number in range(1, whole + 1))
