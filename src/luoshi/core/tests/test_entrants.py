"""Who may enter again: prizes noted and not noted, namesakes, one work through several levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.entrants import (
    LONG_AGO,
    Entered,
    Entrant,
    Prized,
    is_topic_again,
    is_work_again,
    months_since_first_prize,
    old_team,
    prize_rank,
    works_of,
)

CITY, NATION = 2, 4


def person(name: str, *keys: str, place: str = "one") -> Entrant:
    return Entrant((name, place), frozenset(keys))


A, B, C, D = (person(name) for name in "甲乙丙丁")


def won(**said: object) -> Prized:
    given = {"level": NATION, "rank": 1, "months": 5, "proved": True, "school": "one", "people": (A, B, C)}
    return Prized(**{**given, **said})  # type: ignore[arg-type]  # a dict of mixed values


def team(*people: Entrant, **said: object) -> Entered:
    return Entered(**{"school": "one", "people": people, **said})  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("title", "rank"), [("国家级一等奖", 1), ("二等奖", 2), ("三等奖", 3), ("入选", 0), ("", 0)]
)
def test_a_prize_is_known_by_its_words(title: str, rank: int) -> None:
    assert prize_rank(title) == rank


def test_namesakes_who_are_sure_to_be_two_are_two() -> None:
    assert person("甲").is_same(person("甲", "e1"))
    assert person("甲", "e1").is_same(person("改名", "e1", "u1", place="other"))
    assert not person("甲", "e1").is_same(person("甲", "e2"))
    assert not person("甲").is_same(person("甲", place="other"))


def test_a_first_prize_is_so_many_months_ago_or_never_or_not_known() -> None:
    assert months_since_first_prize(A, [won(months=5), won(months=30)], NATION) == 5
    assert months_since_first_prize(D, [won()], NATION) == LONG_AGO
    assert months_since_first_prize(D, [], NATION) is None, "nothing was noted"
    assert months_since_first_prize(D, [won(months=30)], NATION) is None, "nothing of the last two years"
    assert months_since_first_prize(A, [won(level=CITY)], NATION) is None, "nothing of the nation"
    assert months_since_first_prize(A, [won(rank=2)], NATION) == LONG_AGO
    assert months_since_first_prize(A, [won(proved=False)], NATION) is None, "its paper is not there"
    assert months_since_first_prize(A, [won(proved=False, months=30), won()], NATION) == 5


def test_of_an_old_team_is_counted_who_comes_again_and_who_is_new() -> None:
    assert old_team(team(A, B, D), [won(rank=2), won(people=(A,))], CITY) == (2, 1)
    assert old_team(team(A, B, C), [won()], CITY) == (3, 0)
    assert old_team(team(A, B, C), [won(rank=3)], CITY) == (0, 3)
    assert old_team(team(A, B, C), [won(months=24), won(rank=0)], CITY) == (0, 3)
    assert old_team(team(A, B, C), [won(level=1)], CITY) is None
    assert old_team(team(A, B), [won(proved=False)], CITY) is None


def test_course_and_major_of_the_own_school_come_again() -> None:
    course = frozenset({("course", "数控加工")})
    assert is_topic_again(team(D, topics=course), [won(topics=course)], NATION) is True
    other = frozenset({("course", "语文")})
    assert is_topic_again(team(D, topics=other), [won(topics=course)], NATION) is False
    assert is_topic_again(team(D, topics=course), [won(topics=course, school="two")], NATION) is False
    assert (
        is_topic_again(team(D, topics=course), [won(topics=course, months=24), won(rank=2)], NATION) is False
    )
    assert is_topic_again(team(D), [won(topics=course)], NATION) is None
    assert is_topic_again(team(D, topics=course), [won()], NATION) is None, "nobody wrote its course down"


def test_a_work_is_the_old_one_only_where_every_file_is() -> None:
    old = won(level=CITY, rank=3, months=50, files=frozenset({"a", "b"}))
    assert is_work_again(team(A, files=frozenset({"a"})), [old]) is True
    assert is_work_again(team(A, files=frozenset({"a", "c"})), [old]) is False
    assert is_work_again(team(A, files=frozenset({"a"})), [won(rank=0, files=old.files)]) is False
    assert is_work_again(team(A, files=frozenset({"a"})), []) is None
    assert is_work_again(team(A), [old]) is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_a_work_counts_once_however_many_levels_it_went_through(levels: list[int]) -> None:
    works, key = [], 0
    for number in levels:
        before = None
        for _ in range(number):
            key += 1
            works.append((key, before, A))
            before = key
    assert works_of(A, works) == len(levels)
    assert works_of(D, works) == 0
