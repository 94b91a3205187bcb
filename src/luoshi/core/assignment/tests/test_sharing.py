"""Work is shared: limits near an even share, which can always be kept and never exceed what somebody may take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.assignment import Impossible, Paper, Problem, Reviewer, even_limits
from luoshi.core.assignment.solving import assign

NAMES = tuple(f"专家{number:02d}" for number in range(1, 9))


def test_twenty_papers_of_three_readers_go_to_all_twenty_and_not_to_three() -> None:
    experts = [f"专家{number:02d}" for number in range(1, 21)]
    papers = [Paper(f"第{number}号", 3) for number in range(1, 21)]
    limits = even_limits(papers, dict.fromkeys(experts, 30))
    assert set(limits.values()) == {4}
    reviewers = tuple(Reviewer(name, most) for name, most in limits.items())
    found = assign(Problem(tuple(papers), reviewers, {(paper.id, experts[0]): 2.0 for paper in papers}))
    loads = [sum(reviewer == name for _, reviewer, *_ in found.pairs) for name in experts]
    assert sum(loads) == 60
    assert max(loads) == loads[0] == 4, "who fits better gets one more than the others' share"


def test_where_readers_are_missing_the_limits_stay() -> None:
    assert even_limits([Paper("第1号", 2, frozenset(NAMES[1:]))], dict.fromkeys(NAMES, 5)) == dict.fromkeys(
        NAMES, 5
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.frozensets(st.sampled_from(NAMES), max_size=6)),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.integers(0, 9), min_size=len(NAMES), max_size=len(NAMES)),
)
def test_what_could_be_assigned_still_can(rows: list[tuple[int, frozenset[str]]], most: list[int]) -> None:
    papers = tuple(Paper(f"第{number}号", need, barred) for number, (need, barred) in enumerate(rows, 1))
    limits = dict(zip(NAMES, most, strict=True))
    even = even_limits(papers, limits)
    assert all(even[name] <= limits[name] for name in NAMES)
    if even == limits:
        return
    try:
        assign(Problem(papers, tuple(Reviewer(name, even[name]) for name in NAMES)))
    except Impossible as clash:
        pytest.fail(f"the limits cannot be kept: {clash}")
