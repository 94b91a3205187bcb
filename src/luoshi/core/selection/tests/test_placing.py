"""Levels by numbers and shares: never more than published, never past a better one, ties left to the meeting."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.selection import Level
from luoshi.core.selection.placing import NO_LIMIT, Border, Ranked, places_within, proposed, seats_of

THREE = (Level("a", "一等", 1), Level("b", "二等", 2), Level("c", "三等", 0))
SHARES = (Level("a", "一等", percent=10), Level("b", "二等", percent=20), Level("c", "三等", percent=30))


def ranked(*places: int | None, group: str = "") -> list[Ranked]:
    return [Ranked(f"{group}{at:02d}", place, place is not None, group) for at, place in enumerate(places)]


def test_the_best_level_is_filled_first_and_the_last_takes_the_rest() -> None:
    found = proposed(THREE, ranked(1, 2, 3, 4, 5), {"": 5})
    assert list(found.levels.values()) == ["a", "b", "b", "c", "c"]
    assert found.borders == ()


def test_equal_places_across_the_last_seat_are_left_to_the_meeting_and_nobody_behind_them_gains() -> None:
    found = proposed(THREE[:2], ranked(1, 2, 3, 3, 5), {"": 5})
    assert found.levels == {"00": "a", "01": "b"}
    assert found.borders == (Border("", 3, ("02", "03"), (("b", 1),)),)
    assert found.tied == {"02", "03"}


def test_equal_places_across_two_levels_keep_the_seats_of_both() -> None:
    found = proposed(THREE[:2], ranked(1, 1, 3, 4), {"": 4})
    assert found.borders == (Border("", 1, ("00", "01"), (("a", 1), ("b", 1))),)
    assert found.levels == {"02": "b"}


@pytest.mark.parametrize(
    ("accepted", "seats"), [(9, (0, 1, 2)), (10, (1, 2, 3)), (19, (1, 3, 5)), (0, (0, 0, 0))]
)
def test_a_share_is_never_exceeded(accepted: int, seats: tuple[int, ...]) -> None:
    assert tuple(seats_of(level, accepted) for level in SHARES) == seats


def test_of_a_number_and_a_share_the_smaller_holds() -> None:
    assert seats_of(Level("a", "一等", number=2, percent=50), 10) == 2
    assert seats_of(Level("a", "一等", number=8, percent=50), 10) == 5
    assert seats_of(Level("a", "一等"), 10) == NO_LIMIT


def test_each_group_has_its_own_seats_and_its_share_is_of_its_own_number() -> None:
    rows = ranked(*range(1, 11), group="思政") + ranked(*range(1, 21), group="专业")
    found = proposed(SHARES, rows, {"思政": 10, "专业": 20})
    counts = Counter((code[:2], level) for code, level in found.levels.items())
    assert counts == {
        ("思政", "a"): 1, ("思政", "b"): 2, ("思政", "c"): 3, ("专业", "a"): 2, ("专业", "b"): 4, ("专业", "c"): 6,
    }  # fmt: skip


def test_without_levels_whoever_passed_is_in_and_nobody_else() -> None:
    found = proposed((), [*ranked(1, 2), Ranked("x", 3, False), Ranked("y", None, False)], {"": 4})
    assert found.levels == {"00": "", "01": ""}


LEVELS = st.lists(
    st.builds(lambda number, percent: (number, percent), st.integers(0, 4), st.sampled_from([0, 10, 20, 30])),
    max_size=3,
).map(
    lambda rows: tuple(
        Level(f"l{at}", f"等次{at}", number, percent) for at, (number, percent) in enumerate(rows)
    )
)
PLACES = st.lists(st.integers(1, 8), max_size=14).map(
    lambda marks: [1 + sum(other < mark for other in marks) for mark in sorted(marks)]
)


@settings(max_examples=60)
@given(levels=LEVELS, places=PLACES)
def test_seats_are_never_exceeded_and_better_places_never_get_less(
    levels: tuple[Level, ...], places: list[int]
) -> None:
    rows, accepted = ranked(*places), len(places) + 2
    found = proposed(levels, rows, {"": accepted})
    used = Counter(found.levels.values())
    for border in found.borders:
        used.update(dict(border.seats))
        assert sum(number for _, number in border.seats) <= len(border.codes)
    for level in levels:
        seats = seats_of(level, accepted)
        assert seats == NO_LIMIT or used[level.key] <= seats
    at = {level.key: number for number, level in enumerate(levels)} | {"": 0}
    ordered = [row for row in rows if row.code not in found.tied]
    reached = [at.get(found.levels[row.code], 0) if row.code in found.levels else 99 for row in ordered]
    assert reached == sorted(reached)
    assert not found.tied & found.levels.keys()
    same = {(row.place, found.levels.get(row.code)) for row in ordered}
    assert len({place for place, _ in same}) == len(same), "equal places are treated equally"


def test_a_place_is_told_among_those_of_its_own_group() -> None:
    """In a selection by groups the scoring has one order for all; whoever reads levels needs that of the group."""
    rows = [Ranked("a", 1, True, "思政"), Ranked("b", 4, True, "专业"), Ranked("c", 4, True, "专业")]
    rows += [Ranked("d", 7, True, "专业"), Ranked("e", 3, True, "思政"), Ranked("f", None, False, "思政")]
    assert places_within(rows) == {"a": 1, "e": 2, "b": 1, "c": 1, "d": 3}
    border = proposed(THREE[:1], rows, {"思政": 3, "专业": 3}).borders[0]
    assert (border.group, border.place, border.codes) == ("专业", 1, ("b", "c"))
