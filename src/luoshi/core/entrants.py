"""Who enters a competition once more, judged by what earlier and parallel entries hold. Missing is not never.

A prize of a higher office is known only where somebody noted it: where nothing was noted for a level, nobody can say
that somebody won nothing there, and the answer is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

RANKS = (("特等奖", 1), ("一等奖", 1), ("二等奖", 2), ("三等奖", 3))
NO_PRIZE = 0
WINDOW = 24  # months within which an earlier prize counts
LONG_AGO = 1200  # months: never, as far as everything was noted


@dataclass(frozen=True, slots=True)
class Entrant:
    """keys: what he is known by for sure (of the register or his post); name: name and place, where nothing is sure;
    shown: the name as it was written.
    """

    name: tuple[str, str]
    keys: frozenset[str] = frozenset()
    shown: str = field(default="", compare=False)

    def is_same(self, other: Entrant) -> bool:
        """Two namesakes of one place, each sure to be somebody else, are two."""
        if self.keys and other.keys:
            return bool(self.keys & other.keys)
        return self.name == other.name


@dataclass(frozen=True, slots=True)
class Prized:
    """One earlier entry of which the result at one level is noted.

    level: its place in the order of levels; rank: 1 the first prize, 0 none; months: how long ago.
    proved: the paper from above is there, or the office gave the prize itself.
    topics: (which field, text) of course and major; files: digests of what was handed in.
    """

    level: int
    rank: int
    months: int
    proved: bool
    school: str
    people: tuple[Entrant, ...]
    topics: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entered:
    """The entry that is judged."""

    school: str
    people: tuple[Entrant, ...]
    topics: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()


def prize_rank(title: str) -> int:
    """一等奖 → 1; what names no prize → 0."""
    return next((rank for words, rank in RANKS if words in title), NO_PRIZE)


def of_level(noted: Iterable[Prized], level: int) -> list[Prized]:
    """What was noted at this level or above."""
    return [each for each in noted if each.level >= level]


def months_since_first_prize(person: Entrant, noted: Sequence[Prized], level: int) -> int | None:
    """Since he was last in a team with a first prize at this level or above; LONG_AGO: never."""
    there = of_level(noted, level)
    mine = [each for each in there if each.rank == 1 and any(map(person.is_same, each.people))]
    proved = min((each.months for each in mine if each.proved), default=None)
    doubtful = min((each.months for each in mine if not each.proved), default=None)
    if doubtful is not None and (proved is None or doubtful < proved):
        return None
    if proved is not None:
        return proved
    return LONG_AGO if _is_known(there) else None


def old_team(entered: Entered, noted: Sequence[Prized], level: int) -> tuple[int, int] | None:
    """How many of one team that lately won a second prize or better come again, and how many were not in it.

    Of several such teams that of which most come again. None: nothing is known of this level.
    """
    there = [each for each in of_level(noted, level) if each.months < WINDOW]
    won = [each for each in there if each.rank in (1, 2)]
    again = max((_again(entered, each) for each in won), default=0)
    if any(not each.proved and _again(entered, each) for each in won) or not there:
        return None
    return again, len(entered.people) - again


def _again(entered: Entered, prized: Prized) -> int:
    return sum(any(map(person.is_same, prized.people)) for person in entered.people)


def is_topic_again(entered: Entered, noted: Sequence[Prized], level: int) -> bool | None:
    """Whether its school lately won a first prize with the same course or the same major."""
    there = [each for each in of_level(noted, level) if each.months < WINDOW]
    won = [each for each in there if each.rank == 1 and each.school == entered.school]
    if any(each.proved and each.topics & entered.topics for each in won):
        return True
    unknown = not there or not entered.topics or any(not each.proved or not each.topics for each in won)
    return None if unknown else False


def is_work_again(entered: Entered, noted: Sequence[Prized]) -> bool | None:
    """Whether every file was handed in with one earlier work that won a prize: nothing was changed."""
    if not entered.files:
        return None
    won = [each for each in noted if each.rank]
    if any(each.files and entered.files <= each.files for each in won):
        return True
    return False if noted else None


def works_of(person: Entrant, works: Iterable[tuple[int, int | None, Entrant]]) -> int:
    """In how many works he stands. works: (key, key of the one it was promoted from, somebody named in it); what went
    on to the next level is one work with what it was before.
    """
    mine = {key: before for key, before, named in works if person.is_same(named)}
    return len(mine) - len({before for before in mine.values() if before is not None} & mine.keys())


def _is_known(there: Sequence[Prized]) -> bool:
    return any(each.months < WINDOW for each in there)
