"""Sums by year and column: every number once, nothing where nothing was named."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.round_sums import sums_of

NUMBERS = st.dictionaries(
    st.sampled_from(["amount", "central", "own"]), st.integers(0, 10**6).map(Decimal), max_size=3
)
LINES = st.lists(st.tuples(st.sampled_from(["2026", "2027", ""]), NUMBERS), max_size=4)


@given(st.lists(LINES, max_size=6))
def test_totals_are_the_sum_of_the_years_and_of_all_that_was_named(rows):
    sums = sums_of(rows)
    for column, total in sums.totals.items():
        named = [line[column] for row in rows for _, line in row if column in line]
        assert total == sum(named) == sum(sums.of([column], year) or 0 for year in sums.years)
    assert set(sums.totals) == {column for row in rows for _, line in row for column in line}
    assert sums.asked == len(rows)
    assert sums.silent == sum(1 for row in rows if not any(line for _, line in row))


@given(st.lists(LINES, max_size=6))
def test_it_does_not_matter_how_rows_are_grouped(rows):
    """Per school, per task or over the round: the parts make the whole."""
    half = len(rows) // 2
    parts, whole = (sums_of(rows[:half]), sums_of(rows[half:])), sums_of(rows)
    for column in ("amount", "central", "own"):
        found = [part.totals[column] for part in parts if column in part.totals]
        assert whole.totals.get(column) == (sum(found) if found else None)


def test_missing_is_not_zero():
    sums = sums_of([[], [("2026", {})], [("2026", {"own": Decimal(0)})]])
    assert sums.of(["central"]) is None
    assert sums.of(["own"]) == 0
    assert (sums.asked, sums.silent) == (3, 2)


def test_a_line_without_a_year_stands_last():
    sums = sums_of([[("", {"own": Decimal(1)}), ("2026", {"own": Decimal(2)})]])
    assert sums.years == ["2026", ""]
