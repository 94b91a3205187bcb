"""On which day a figure is counted, and which periods are under way."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock
from luoshi.core import periods as core
from luoshi.core.days import day_in_words
from luoshi.core.periods import period_of

from ..models import IndicatorVersion, Period
from ..periods import find
from ..states import Nature

LEAP_YEAR = 2000


def count_day(definition: IndicatorVersion, period: Period) -> dt.date:
    """The day the definition names within the period; otherwise its last day."""
    try:
        leap = dt.date.fromisoformat(f"{LEAP_YEAR}-{definition.count_day}")
    except ValueError:  # none, or one that is in no calendar
        return period.ends
    for year in (period.starts.year, period.ends.year):
        try:
            named = leap.replace(year=year)
        except ValueError:  # the 29th of February of a year that has none
            named = dt.date(year, 2, 28)
        if period.starts <= named <= period.ends:
            return named
    return period.ends


def goal_year(definition: IndicatorVersion, period: Period) -> int:
    """The year whose goal it is held against: of a stock that of its count day, of a flow the one it begins in."""
    day = period.starts if definition.nature == Nature.FLOW else count_day(definition, period)
    return day.year


def year_around(definition: IndicatorVersion, period: Period) -> core.Period | None:
    """Of a flow of a part of a year, the whole year: a goal of the year is for all of it together."""
    if definition.nature != Nature.FLOW:
        return None
    kind = core.SCHOOL_YEAR if period.type == core.TERM else core.YEAR
    if period.type not in (core.MONTH, core.QUARTER, core.HALF, core.TERM):
        return None
    return period_of(kind, period.starts)


def counted_on(definition: IndicatorVersion, period: Period, today: dt.date) -> dt.date:
    """The day of the count that can be made today."""
    return min(count_day(definition, period), today)


def day_words(definition: IndicatorVersion, period: Period, on: dt.date | None = None) -> str:
    """As it is said today, or on the day it was printed."""
    if definition.nature == "flow":
        return f"{day_in_words(period.starts)}至{day_in_words(period.ends)}"
    day = count_day(definition, period)
    if definition.computed and day > (on or clock.today()):
        return f"统计日是{day_in_words(day)}，还没有到，现在是按{'当天' if on else '今天'}的台账算的"
    return f"截至{day_in_words(day)}"


def before(period: Period) -> Period | None:
    """The period before it, if there is a row."""
    if period.type == "point":
        return Period.objects.filter(type="point", ends__lt=period.ends).order_by("-ends").first()
    return find(period_of(period.type, period.starts - dt.timedelta(days=1)))
