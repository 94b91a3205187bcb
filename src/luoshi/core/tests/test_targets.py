"""Targets are met as strictly as they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.targets import DOWN, WORDS, in_words, lacks, meets

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=97)


@pytest.mark.parametrize(
    ("comparator", "actual", "goal", "met"),
    [
        ("more_than", Decimal("50.0"), 50, False),
        ("more_than", Fraction(5001, 10000) * 100, 50, True),
        ("at_least", 50, 50, True),
        ("reach", Decimal("49.99"), 50, False),
        ("at_most", 20, 20, True),
        ("at_most", Decimal("20.1"), 20, False),
        ("less_than", 20, 20, False),
        ("exact", 3, 3, True),
        ("about", 18, 20, True),
        ("about", 17, 20, False),
        ("range", 4, 1, True),
        ("range", 0, 1, False),
        ("some", 5, None, None),
        ("all", 5, 5, None),
        ("at_least", None, 5, None),
    ],
)
def test_a_target_is_judged_as_it_is_written(comparator, actual, goal, met):
    assert meets(comparator, actual, goal, 3) is met


def test_a_ratio_shown_as_half_but_a_little_more_passes():
    """500,001 of 1,000,000 is shown as 50.0 % and is more than half."""
    assert meets("more_than", Fraction(500_001, 1_000_000) * 100, 50) is True


@given(st.sampled_from(sorted(WORDS)), NUMBERS, NUMBERS, st.fractions(0, 10, max_denominator=7))
def test_going_on_in_the_right_direction_never_undoes_what_was_met(comparator, actual, goal, step):
    if comparator != "exact" and meets(comparator, actual, goal):
        assert meets(comparator, actual - step if comparator in DOWN else actual + step, goal)


@given(st.sampled_from(sorted(WORDS)), NUMBERS, NUMBERS)
def test_something_lacks_exactly_where_it_is_not_met(comparator, actual, goal):
    assert (lacks(comparator, actual, goal) is not None) == (meets(comparator, actual, goal) is False)


def test_targets_are_said_as_documents_say_them():
    assert in_words("more_than", "50", "", "%") == "超过 50%"
    assert in_words("range", "1", "3", "个") == "1—3 个"
    assert in_words("about", "20", "", "个") == "20 个左右"
    assert in_words("all", "", "", "") == "全部"
