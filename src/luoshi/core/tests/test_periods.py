"""Periods: every day lies in exactly one, they follow each other without a gap, due days are worked."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.periods import (
    HALF,
    MONTH,
    MONTHS,
    QUARTER,
    YEAR,
    open_on,
    opened_since,
    period_after,
    period_before,
    period_of,
)
from luoshi.core.workdays import Workdays

KINDS = st.sampled_from(sorted(MONTHS))
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("kind", "label", "starts", "ends"),
    [
        (MONTH, "2026年9月", "2026-09-01", "2026-09-30"),
        (QUARTER, "2026年第三季度", "2026-07-01", "2026-09-30"),
        (HALF, "2026年下半年", "2026-07-01", "2026-12-31"),
        (YEAR, "2026年", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_day_in_september_and_the_names_of_its_periods(kind, label, starts, ends):
    period = period_of(kind, dt.date(2026, 9, 15))
    assert (period.label, str(period.starts), str(period.ends)) == (label, starts, ends)


@given(KINDS, DAYS)
def test_every_day_lies_in_one_period_and_the_next_begins_the_day_after(kind, day):
    period = period_of(kind, day)
    assert period.starts <= day <= period.ends
    assert period_of(kind, period.starts) == period_of(kind, period.ends) == period
    after = period_after(period)
    assert after.starts == period.ends + dt.timedelta(days=1)
    assert period_before(after) == period
    assert len({period_before(period).label, period.label, after.label}) == 3


@given(KINDS, DAYS)
def test_the_open_one_has_ended_or_ends_soon(kind, day):
    period = open_on(kind, day)
    assert period.opens <= day < period_after(period).opens


@given(KINDS, DAYS, st.integers(0, 900))
def test_those_opened_since_follow_each_other_and_end_with_the_open_one(kind, day, back):
    found = opened_since(kind, day - dt.timedelta(days=back), day)
    assert all(period_after(one) == two for one, two in itertools.pairwise(found))
    assert not found or found[-1] == open_on(kind, day)


@given(KINDS, DAYS, st.integers(0, 30))
def test_a_report_is_due_on_a_working_day_that_many_after_the_end(kind, day, days):
    calendar = Workdays(off=frozenset({period_of(kind, day).ends + dt.timedelta(days=1)}))
    period = period_of(kind, day)
    due = period.due(days, calendar)
    assert calendar.between(period.ends, due) == days
    assert due == period.ends or calendar.is_workday(due)
