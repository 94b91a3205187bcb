"""Counting working days."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.workdays import Workdays

FRIDAY, SATURDAY, SUNDAY, MONDAY = (dt.date(2026, 11, day) for day in (20, 21, 22, 23))
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
CALENDARS = st.builds(Workdays, st.frozensets(DAYS, max_size=30), st.frozensets(DAYS, max_size=30))


def test_a_week_has_five_working_days():
    assert [day for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY) if Workdays().is_workday(day)] == [
        FRIDAY,
        MONDAY,
    ]


def test_a_holiday_is_off_and_a_day_worked_in_its_place_is_on():
    calendar = Workdays(off=frozenset({MONDAY}), on=frozenset({SUNDAY}))
    assert (calendar.is_workday(MONDAY), calendar.is_workday(SUNDAY)) == (False, True)


def test_three_working_days_after_friday_is_wednesday():
    assert Workdays().after(FRIDAY, 3) == dt.date(2026, 11, 25)
    assert Workdays().after(SATURDAY, 0) == SATURDAY


def test_on_a_sunday_the_latest_working_day_is_friday():
    assert Workdays().latest(SUNDAY) == FRIDAY


@given(CALENDARS, DAYS, st.integers(1, 20))
def test_counting_forward_and_counting_between_agree(calendar, day, number):
    assert calendar.between(day, calendar.after(day, number)) == number
    assert calendar.is_workday(calendar.after(day, number))


@given(CALENDARS, DAYS, DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(calendar, one, other):
    assert calendar.between(max(one, other), min(one, other)) == 0
