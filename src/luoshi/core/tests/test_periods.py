"""Periods: every day lies in exactly one, they follow each other without a gap, due days are worked."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.periods import (
    FISCAL,
    HALF,
    MONTH,
    MONTHS,
    POINT,
    QUARTER,
    SCHOOL_YEAR,
    TERM,
    YEAR,
    open_on,
    opened_since,
    parts_of,
    period_after,
    period_before,
    period_of,
)
from luoshi.core.workdays import Workdays

KINDS = st.sampled_from(sorted(MONTHS))
ALL_KINDS = st.sampled_from([*MONTHS, TERM, SCHOOL_YEAR, FISCAL, POINT])
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("kind", "label", "starts", "ends"),
    [
        (MONTH, "2026年9月", "2026-09-01", "2026-09-30"),
        (QUARTER, "2026年第三季度", "2026-07-01", "2026-09-30"),
        (HALF, "2026年下半年", "2026-07-01", "2026-12-31"),
        (YEAR, "2026年", "2026-01-01", "2026-12-31"),
        (TERM, "2026—2027学年第一学期", "2026-09-01", "2027-01-31"),
        (SCHOOL_YEAR, "2026—2027学年", "2026-09-01", "2027-08-31"),
        (FISCAL, "2026财政年度", "2026-01-01", "2026-12-31"),
        (POINT, "截至2026年9月15日", "2026-09-15", "2026-09-15"),
    ],
)
def test_a_day_in_september_and_the_names_of_its_periods(kind, label, starts, ends):
    period = period_of(kind, dt.date(2026, 9, 15))
    assert (period.label, str(period.starts), str(period.ends)) == (label, starts, ends)


def test_the_second_term_is_named_after_the_school_year_it_ends():
    term = period_of(TERM, dt.date(2027, 8, 31))
    assert (term.label, str(term.starts)) == ("2026—2027学年第二学期", "2027-02-01")


@given(ALL_KINDS, st.sampled_from([*MONTHS, TERM]), DAYS)
def test_the_parts_of_a_period_lie_in_it_one_after_another(whole, kind, day):
    period = period_of(whole, day)
    parts = parts_of(period, kind)
    assert all(period.starts <= part.starts and part.ends <= period.ends for part in parts)
    assert all(period_after(one) == other for one, other in itertools.pairwise(parts))
    if (whole, kind) in {(YEAR, QUARTER), (FISCAL, MONTH), (SCHOOL_YEAR, TERM), (HALF, MONTH)}:
        assert (parts[0].starts, parts[-1].ends) == (period.starts, period.ends)
    assert parts_of(period, POINT) == []


@given(ALL_KINDS, DAYS)
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
