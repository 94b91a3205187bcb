"""Working days over the published table of 2026 and over any table."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reminder_days import (
    covers,
    distance,
    move,
    offset_in_force,
    published_until,
    reminder_day,
)
from luoshi.core.workdays import Workdays


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


NATIONAL = [day(f"10-0{n}") for n in range(1, 8)]
TABLE = Workdays(frozenset(NATIONAL), frozenset([day("09-20"), day("10-10")]))
days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
tables = st.builds(Workdays, st.frozensets(days, max_size=20), st.frozensets(days, max_size=20))
counts = st.integers(-30, 30)


@pytest.mark.parametrize(
    ("text", "works"),
    [("09-18", True), ("09-19", False), ("09-20", True), ("10-01", False), ("10-08", True), ("10-10", True)],
)
def test_the_table_goes_before_the_week(text, works):
    assert TABLE.is_workday(day(text)) is works


def test_counting_jumps_over_the_holiday_and_takes_the_saturday():
    assert move(TABLE, day("09-30"), 1) == day("10-08")
    assert move(TABLE, day("09-30"), 3) == day("10-10")
    assert move(TABLE, day("10-12"), -3) == day("10-08")
    assert distance(TABLE, day("09-30"), day("10-10")) == 3
    assert distance(TABLE, day("10-10"), day("09-30")) == -3


def test_the_table_says_where_it_ends():
    assert (published_until(TABLE), published_until(Workdays())) == (dt.date(2026, 12, 31), None)
    assert covers(TABLE, day("12-31"), day("12-31"))
    assert not covers(TABLE, day("12-31"), dt.date(2027, 1, 4))
    assert not covers(Workdays(), day("01-01"), day("01-01"))


@given(tables, days, counts)
def test_adding_lands_on_a_working_day_and_is_undone_by_counting(table, start, count):
    end = move(table, start, count)
    assert count == 0 or table.is_workday(end)
    if count > 0 or (count < 0 and table.is_workday(start)):
        assert distance(table, start, end) == count


@given(tables, days, days, days)
def test_counts_add_up(table, first, second, third):
    assert distance(table, first, third) == distance(table, first, second) + distance(table, second, third)


@given(tables, days, st.sets(st.integers(-10, 10), max_size=5), st.integers(-40, 40))
def test_the_latest_reminder_whose_day_has_come_is_in_force(table, due, offsets, away):
    today = due + dt.timedelta(days=away)
    found = offset_in_force(table, due, offsets, today)
    come = {offset for offset in offsets if reminder_day(table, due, offset) <= today}
    assert found == (max(come) if come else None)


@given(tables, days)
def test_a_reminder_on_the_day_never_comes_after_it(table, due):
    assert reminder_day(table, due, 0) <= due
    assert reminder_day(table, due, -1) < due < reminder_day(table, due, 1)
