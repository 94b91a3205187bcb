"""From places to levels (等次): what the published numbers give each application, and what a meeting has to settle.

Rules, applied in each 组别 for itself:
- Only who has a place and passed is considered, the best place first; the best level is filled first.
- A percentage is of the applications accepted in the group; what is less than a whole one is dropped (ROUNDING), so
  that a published share is never exceeded. Where a level has a number and a percentage, the smaller one holds.
- A level without number and percentage takes all that is left. No levels at all: whoever passed is in.
- Equal places that straddle the last seat of a level are not told apart here: they keep the seats there are, nobody
  behind them gets one of these, and a meeting says who takes which (`Border`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from .parts import Level

ROUNDING = "按比例算出的名额不足一个的舍去"
NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class Ranked:
    """One application as the scoring left it. place: None without a score; equal ones share a place."""

    code: str
    place: int | None
    passed: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """Applications of one place in their group, more than there are seats.

    seats: (key of the level, how many), the best level first; there are fewer seats than applications, or they are of
    different levels.
    """

    group: str
    place: int
    codes: tuple[str, ...]
    seats: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """levels: code → key of its level, for those that are in ("" where the selection has no levels)."""

    levels: Mapping[str, str] = field(default_factory=dict)
    borders: tuple[Border, ...] = ()

    @property
    def tied(self) -> frozenset[str]:
        return frozenset(code for border in self.borders for code in border.codes)


def seats_of(level: Level, accepted: int) -> int:
    """How many of a group with so many accepted applications a level takes; NO_LIMIT: all that are left."""
    limits = [level.number] if level.number else []
    if level.percent:
        limits.append(accepted * level.percent // 100)
    return min(limits) if limits else NO_LIMIT


def proposed(levels: Sequence[Level], ranked: Iterable[Ranked], accepted: Mapping[str, int]) -> Proposal:
    """What the rule gives. accepted: by group, how many were accepted (also those without a score)."""
    given: dict[str, str] = {}
    borders: list[Border] = []
    every = list(ranked)
    within = places_within(every)
    by_group: dict[str, list[Ranked]] = {}
    for each in every:
        if each.passed and each.place is not None:
            by_group.setdefault(each.group, []).append(replace(each, place=within[each.code]))
    for group, rows in by_group.items():
        seats = {level.key: seats_of(level, accepted.get(group, 0)) for level in levels} or {"": NO_LIMIT}
        _fill(group, rows, seats, given, borders)
    return Proposal(given, tuple(borders))


def places_within(ranked: Iterable[Ranked]) -> dict[str, int]:
    """Code → place among those of its own group, for all that have a place; equal ones share it."""
    by_group: dict[str, list[Ranked]] = {}
    for each in ranked:
        if each.place is not None:
            by_group.setdefault(each.group, []).append(each)
    return {code: 1 + before for rows in by_group.values() for before, code in _with_how_many_before(rows)}


def _with_how_many_before(rows: list[Ranked]) -> Iterator[tuple[int, str]]:
    before = 0
    for _, block in _blocks(rows):
        yield from ((before, code) for code in block)
        before += len(block)


def _fill(
    group: str, rows: list[Ranked], seats: dict[str, int], given: dict[str, str], borders: list[Border]
) -> None:
    for place, block in _blocks(rows):
        taken = _take(seats, len(block))
        if len(taken) == 1 and taken[0][1] == len(block):
            given.update(dict.fromkeys(block, taken[0][0]))
        elif taken:
            borders.append(Border(group, place, block, tuple(taken)))


def _blocks(rows: list[Ranked]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Applications of one place together, the best first."""
    ordered = sorted(rows, key=lambda each: (each.place or 0, each.code))
    for place, block in groupby(ordered, key=lambda each: each.place or 0):
        yield place, tuple(each.code for each in block)


def _take(seats: dict[str, int], wanted: int) -> list[tuple[str, int]]:
    """Seats for so many, from the best level that has some; they are gone afterwards."""
    taken = []
    for key, left in seats.items():
        number = wanted if left == NO_LIMIT else min(left, wanted)
        if number > 0:
            taken.append((key, number))
            wanted -= number
            seats[key] = left if left == NO_LIMIT else left - number
    return taken
