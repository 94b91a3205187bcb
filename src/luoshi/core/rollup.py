"""How figures add up: over organisations, over time, and people who are counted once. Pure; the rows come from outside.

A figure counts at every organisation above it on its period's last day (its chain). What it adds there is a `Share` of
whole numbers; a ratio is Σ numerators / Σ denominators, never an average of averages. Where a figure is made of
contributions (one for each person, course …), an identity counts once at each organisation, by the contribution that
was checked last. Incremental: `shares_moved` and `once_moved` say what a change adds and takes away. `naive` adds all
up from nothing; both must always agree.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

FLOW, STOCK = "flow", "stock"
LARGEST = 10**15  # one figure, scaled to whole numbers
LARGEST_SUM = 4 * 10**18  # what a sum may come to: below 2^63 with room for one figure more
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
Chain = tuple[int, ...]  # keys of the organisations a figure counts at, the highest first


@dataclass(frozen=True, slots=True)
class Tree:
    """Who stood under whom on a day. placements: (from, parent) of each organisation, the earliest first; the last that
    had begun counts, before the first one known that one. gone: since when it is part of another organisation.
    """

    placements: Mapping[int, Sequence[tuple[dt.date, int | None]]]
    gone: Mapping[int, dt.date]

    def parent(self, key: int, day: dt.date) -> int | None:
        held = self.placements.get(key, ())
        begun = [parent for start, parent in held if start <= day]
        return begun[-1] if begun else (held[0][1] if held else None)

    def chain(self, key: int, day: dt.date) -> Chain:
        """From the top down to the organisation itself; empty when it had become part of another by that day."""
        return () if key in self.gone and self.gone[key] <= day else self.chain_to(key, day)

    def chain_to(self, key: int, day: dt.date) -> Chain:
        """The same whether or not it had gone by then."""
        found = [key]
        while (above := self.parent(found[-1], day)) is not None and above not in found:
            found.append(above)
        return tuple(reversed(found))


class Share(NamedTuple):
    """What figures add to the row of an organisation above. removed …: what duplicates would have added.

    reported: organisations with a value; approved: those of them that are approved or computed; missing: those that
    said why they have none.
    """

    numerator: int = 0
    denominator: int = 0
    removed: int = 0
    removed_denominator: int = 0
    reported: int = 0
    approved: int = 0
    missing: int = 0

    def plus(self, other: Share) -> Share:
        return Share(*(one + two for one, two in zip(self, other, strict=True)))

    def minus(self, other: Share) -> Share:
        return Share(*(one - two for one, two in zip(self, other, strict=True)))


NOTHING = Share()


@dataclass(frozen=True, slots=True)
class Held:
    """One contribution: somebody's teacher, course, base. entry: what it was counted from."""

    chain: Chain
    numerator: int
    denominator: int = 0
    checked_at: dt.datetime | None = None
    entry: str = ""

    @property
    def rank(self) -> tuple[dt.datetime, str, int, int]:
        """The highest decides; all in it is stored, so that every way of adding up decides alike."""
        return self.checked_at or NEVER, self.entry, self.numerator, self.denominator


class Decided(NamedTuple):
    """What one identity counts for at one organisation."""

    numerator: int = 0
    denominator: int = 0
    references: int = 0
    stated: int = 0
    stated_denominator: int = 0
    differs: bool = False

    @property
    def share(self) -> Share:
        removed = self.stated - self.numerator
        return Share(
            self.numerator, self.denominator, removed, self.stated_denominator - self.denominator, 0, 0, 0
        )


NOBODY = Decided()


def decide(held: Iterable[Held]) -> Decided:
    """One identity, however often it is held: the contribution checked last decides. differs: they contradict."""
    rows = list(held)
    if not rows:
        return NOBODY
    last = max(rows, key=lambda row: row.rank)
    said = {(row.numerator, row.denominator) for row in rows}
    stated, stated_denominator = (
        sum(row.numerator for row in rows),
        sum(row.denominator for row in rows),
    )
    return Decided(
        last.numerator, last.denominator, len(rows), stated, stated_denominator, differs=len(said) > 1
    )


def decided_at(held: Iterable[Held]) -> dict[int, Decided]:
    """One identity at every organisation where it is held at or below."""
    every = list(held)
    below: dict[int, list[Held]] = defaultdict(list)
    for row in every:
        for key in row.chain:
            below[key].append(row)
    whole = decide(every)  # further up all of them are held below the same ones
    return {key: whole if len(rows) == len(every) else decide(rows) for key, rows in below.items()}


def share_of(
    numerator: int | None,
    denominator: int | None,
    *,
    made_of_contributions: bool = False,
    approved: bool = False,
) -> Share:
    """What one figure adds itself; where it is made of contributions, those bring the numbers. None: no value."""
    if numerator is None:
        return Share(missing=1)
    if made_of_contributions:
        return Share(reported=1, approved=int(approved))
    return Share(numerator, denominator or 0, reported=1, approved=int(approved))


def shares_moved(
    taken: Iterable[tuple[Chain, Share]], added: Iterable[tuple[Chain, Share]]
) -> dict[int, Share]:
    """What changes at each organisation when figures go (`taken`) and come (`added`); without what stays the same."""
    moved: dict[int, Share] = defaultdict(Share)
    for chain, share in added:
        for key in chain:
            moved[key] = moved[key].plus(share)
    for chain, share in taken:
        for key in chain:
            moved[key] = moved[key].minus(share)
    return {key: share for key, share in moved.items() if share != NOTHING}


def once_moved(before: Sequence[Held], after: Sequence[Held]) -> tuple[dict[int, Share], dict[int, Decided]]:
    """The same for all contributions of one identity; and what it counts for now wherever that is not as before."""
    was, now = decided_at(before), decided_at(after)
    changed = {
        key: now.get(key, NOBODY)
        for key in was.keys() | now.keys()
        if was.get(key, NOBODY) != now.get(key, NOBODY)
    }
    moved = {key: fresh.share.minus(was.get(key, NOBODY).share) for key, fresh in changed.items()}
    return {key: share for key, share in moved.items() if share != NOTHING}, changed


def naive(shares: Iterable[tuple[Chain, Share]], held: Mapping[str, Sequence[Held]]) -> dict[int, Share]:
    """Everything added up from nothing: the figures' own shares, and for each identity what it counts for."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * len(NOTHING))
    for chain, share in shares:
        for key in chain:
            row = sums[key]
            for place, number in enumerate(share):
                row[place] += number
    for contributions in held.values():
        for key, decided in decided_at(contributions).items():
            row = sums[key]
            for place, number in enumerate(decided.share):
                row[place] += number
    return {key: Share(*row) for key, row in sums.items() if any(row)}


@dataclass(frozen=True, slots=True)
class Point:
    """The figure of one period; numerator None: none was reported."""

    ends: dt.date
    numerator: int | None
    denominator: int = 0


def over_time(nature: str, points: Iterable[Point]) -> tuple[int | None, int, list[dt.date]]:
    """One figure for a longer time: a flow is added up, of a stock the latest one stands. Numerator, denominator, and
    the last days of the periods it rests on; numerator None where nothing was reported.
    """
    known = sorted((point for point in points if point.numerator is not None), key=lambda point: point.ends)
    if not known:
        return None, 0, []
    if nature == STOCK:
        known = known[-1:]
    numerator = sum(point.numerator or 0 for point in known)
    return numerator, sum(point.denominator for point in known), [point.ends for point in known]


def quotient(numerator: int, denominator: int) -> Fraction | None:
    """None where there is nothing to divide by: 0 of 0 is no rate."""
    return Fraction(numerator, denominator) if denominator else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How figures side by side lie: of those that have a value."""

    count: int
    median: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None


def spread(values: Iterable[Fraction | None]) -> Spread:
    known = sorted(value for value in values if value is not None)
    if not known:
        return Spread(0)
    middle = len(known) // 2
    median = known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
    return Spread(len(known), median, known[0], known[-1])
