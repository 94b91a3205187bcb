"""A checklist that came anew beside the one that is being worked on: what stays, what changed, what came, what went."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

ALIKE = 0.72


@dataclass(frozen=True, slots=True)
class Known:
    """A line as it is kept: its key, its number and text, the text of what stands above it."""

    key: str
    number: str
    text: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """pairs: (place of the new line, key of the old one), whatever changed in it; came: places; gone: keys."""

    pairs: tuple[tuple[int, str], ...]
    came: tuple[int, ...]
    gone: tuple[str, ...]


def difference(old: Sequence[Known], new: Sequence[Known]) -> Difference:
    """Lines are the same by their words, then by number and likeness: one that moved keeps what was decided."""
    left = {each.key: each for each in old}
    pairs: dict[int, str] = {}
    for rule in (_same_place, _same_words, _same_number, _alike):
        for at, line in enumerate(new):
            if at in pairs:
                continue
            key = rule(line, left)
            if key is not None:
                pairs[at] = key
                del left[key]
    came = tuple(at for at in range(len(new)) if at not in pairs)
    return Difference(tuple(sorted(pairs.items())), came, tuple(left))


def _same_place(line: Known, left: dict[str, Known]) -> str | None:
    return next(
        (key for key, each in left.items() if (each.text, each.above) == (line.text, line.above)), None
    )


def _same_words(line: Known, left: dict[str, Known]) -> str | None:
    found = [key for key, each in left.items() if each.text == line.text]
    return found[0] if len(found) == 1 else None


def _same_number(line: Known, left: dict[str, Known]) -> str | None:
    if not line.number:
        return None
    for key, each in left.items():
        if each.number == line.number and _likeness(each.text, line.text) > 0.5:
            return key
    return None


def _alike(line: Known, left: dict[str, Known]) -> str | None:
    best = max(left.values(), key=lambda each: _likeness(each.text, line.text), default=None)
    return best.key if best is not None and _likeness(best.text, line.text) >= ALIKE else None


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) * 2 < max(len(one), len(other)) * ALIKE:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
