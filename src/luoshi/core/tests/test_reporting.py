"""What a report's row says by itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reporting import Said, Step, falls_short, row_of
from luoshi.core.standing import BLOCKED, DONE, UNDER_WAY

STARTS, ENDS = dt.date(2026, 7, 1), dt.date(2026, 9, 30)
DAY = dt.timedelta(days=1)
STEPS = (Step("a", "甲", dt.date(2026, 6, 30), 1), Step("b", "乙", dt.date(2026, 9, 30), 3))


def row(*said, today=dt.date(2026, 10, 8)):
    return row_of(STEPS, said, STARTS, ENDS, today)


def test_what_was_done_before_within_and_after_the_period_counts_where_it_belongs():
    before = Said("a", DONE, STARTS - DAY, proofs=frozenset({"x"}))
    within = Said("b", DONE, ENDS, "建成", frozenset({"y", "z"}))
    found = row(before, within, Said("a", BLOCKED, ENDS + DAY))
    assert (found.before, found.now, found.done, found.proofs) == (25, 100, ("乙",), 2)
    assert (found.late, found.blocked, found.said) == ((), (), (("乙", DONE, "建成"),))


def test_late_and_stuck_steps_are_named_and_silence_since_the_day_is_noticed():
    found = row(Said("b", BLOCKED, STARTS, "等批复"))
    assert found.late == (("甲", 93), ("乙", 1))
    assert found.blocked == (("乙", "等批复"),)
    assert found.unexplained
    told = row(Said("a", UNDER_WAY, ENDS, "推迟"), Said("b", UNDER_WAY, ENDS, "快了"), today=ENDS)
    assert told.late == (("甲", 92),)
    assert not told.unexplained


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from((DONE, UNDER_WAY, BLOCKED)), st.integers(-50, 150))
    )
)
def test_percent_lies_between_none_and_all_and_what_is_done_is_not_late(said):
    rows = sorted(
        (Said(key, state, STARTS + days * DAY) for key, state, days in said), key=lambda one: one.on
    )
    found = row(*rows)
    assert 0 <= (found.before or 0) <= 100
    assert not {title for title, _ in found.late} & set(found.done)
    assert found == row(*(one for one in rows if one.on <= ENDS))


@pytest.mark.parametrize(
    ("goal", "actual", "comparator", "short"),
    [(3, 2, "at_least", True), (3, 3, "reach", False), (3, 4, "at_most", True), (3, None, "reach", False)],
)
def test_a_gap_is_what_is_behind_the_goal(goal, actual, comparator, short):
    number = None if actual is None else Decimal(actual)
    assert falls_short(Decimal(goal), number, comparator) is short


@pytest.mark.parametrize(
    ("steps", "said", "wanted"),
    [
        ([Step("c", "丙", ENDS + DAY)], [], False),  # not begun, nothing due yet
        ([Step("c", "丙", None)], [], False),
        ([Step("c", "丙", ENDS)], [], True),
        ([Step("c", "丙", ENDS + DAY)], [Said("c", UNDER_WAY, STARTS - DAY)], True),  # begun before
        ([Step("c", "丙", ENDS)], [Said("c", DONE, STARTS - DAY)], False),
        ([], [], True),
    ],
)
def test_something_was_to_be_done_where_it_was_due_or_had_begun_and_was_not_done(steps, said, wanted):
    assert row_of(steps, said, STARTS, ENDS, ENDS + DAY).under_way == wanted
