"""Months of enterprise practice: by days of the calendar, no day twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.registers.spans import first_day, last_day, months_of, united, within, years_before

pytestmark = pytest.mark.once
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31))
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=6)


def on(text):
    return dt.date.fromisoformat(text)


def days_of(spans):
    return {each for starts, ends in spans for each in range(starts.toordinal(), ends.toordinal() + 1)}


@given(SPANS)
def test_united_spans_are_the_same_days_apart_and_in_order(spans):
    found = united(spans)
    assert days_of(found) == days_of(spans)
    assert all(one[1] + dt.timedelta(days=1) < two[0] for one, two in pairwise(found))


@given(SPANS, SPANS)
def test_a_day_counts_once_and_more_days_are_never_fewer_months(spans, more):
    assert months_of(spans + spans) == months_of(spans)
    assert months_of(spans + more) >= months_of(spans) - Decimal(
        "0.2"
    )  # joined rests may make a month of 31 days


@given(SPANS, DAYS, DAYS)
def test_what_lies_within_is_what_both_have(spans, one, two):
    window = (min(one, two), max(one, two))
    assert days_of(within(spans, window)) == days_of(spans) & days_of([window])


@given(DAYS, st.integers(1, 60))
def test_so_many_whole_months_are_so_many_whatever_their_length(first, months):
    first = first.replace(day=1)
    index = first.year * 12 + first.month - 1 + months
    after = dt.date(index // 12, index % 12 + 1, 1)
    assert months_of([(first, after - dt.timedelta(days=1))]) == months


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([("2024-02-01", "2024-02-29")], "1"),
        ([("2024-07-10", "2024-08-09")], "1"),
        ([("2024-07-01", "2024-07-15"), ("2024-07-16", "2024-07-31")], "1"),
        ([("2024-07-01", "2024-07-15"), ("2025-07-01", "2025-07-15")], "1"),
        ([("2024-07-01", "2024-07-29")], "0.9"),
        ([("2024-01-31", "2024-02-29")], "1"),
        ([("2024-03-01", "2024-02-01")], "0"),
        ([("9999-12-01", "9999-12-31")], "1"),
    ],
)
def test_months_as_people_count_them(spans, months):
    assert months_of([(on(one), on(two)) for one, two in spans]) == Decimal(months)


def test_a_month_or_year_stands_for_all_its_days_and_nonsense_for_none():
    assert (first_day("2024"), last_day("2024-02")) == (on("2024-01-01"), on("2024-02-29"))
    for nonsense in (
        "",
        "2024-13",
        "2024-1-1-1",
        "２０２４",
        "****",
        "1999999999-01",
        None,
        5,
        "0000-01",
        True,
        [],
    ):
        assert first_day(nonsense) is None
        assert last_day(nonsense) is None


def test_five_years_are_five_years():
    assert years_before(on("2026-11-26"), 5) == on("2021-11-27")
    assert years_before(on("2028-02-29"), 5) == on("2023-03-01")
