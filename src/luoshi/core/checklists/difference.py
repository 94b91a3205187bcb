"""A checklist that came anew beside the one that is being worked on: what stays, what changed, what came, what went."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

ALIKE = 0.72
NEAREST = 12  # lines looked at closely for one


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


Rule = Callable[[Known], str | None]


def difference(old: Sequence[Known], new: Sequence[Known]) -> Difference:
    """Lines are the same by their words, then by number and likeness: one that moved keeps what was decided."""
    left = {each.key: each for each in old}
    pairs: dict[int, str] = {}
    for rule_of in (_same_place, _same_words, _same_number, _alike):
        rule = rule_of(left)
        for at, line in enumerate(new):
            key = rule(line) if at not in pairs else None
            if key is not None:
                pairs[at] = key
                del left[key]
    came = tuple(at for at in range(len(new)) if at not in pairs)
    return Difference(tuple(sorted(pairs.items())), came, tuple(left))


def _by(
    left: dict[str, Known], words: Callable[[Known], Iterable[Hashable]]
) -> Callable[[Hashable], list[str]]:
    """Keys of lines by what `words` says of them, as far as they are still left."""
    index: dict[Hashable, list[str]] = {}
    for key, each in left.items():
        for word in words(each):
            index.setdefault(word, []).append(key)
    return lambda word: [key for key in index.get(word, ()) if key in left]


def _same_place(left: dict[str, Known]) -> Rule:
    found = _by(left, lambda each: [(each.text, each.above)])
    return lambda line: next(iter(found((line.text, line.above))), None)


def _same_words(left: dict[str, Known]) -> Rule:
    found = _by(left, lambda each: [each.text])
    return lambda line: keys[0] if len(keys := found(line.text)) == 1 else None


def _same_number(left: dict[str, Known]) -> Rule:
    found = _by(left, lambda each: [each.number] if each.number else [])
    return lambda line: next(
        (key for key in found(line.number) if _likeness(left[key].text, line.text) > 0.5), None
    )


def _alike(left: dict[str, Known]) -> Rule:
    """The most alike of those that share the most pairs of signs: comparing each with each takes minutes."""
    found = _by(left, lambda each: _signs(each.text))

    def rule(line: Known) -> str | None:
        shared = Counter(key for sign in _signs(line.text) for key in found(sign))
        nearest = [key for key, _ in shared.most_common(NEAREST)]
        best = max(nearest, key=lambda key: _likeness(left[key].text, line.text), default=None)
        return best if best is not None and _likeness(left[best].text, line.text) >= ALIKE else None

    return rule


def _signs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) * 2 < max(len(one), len(other)) * ALIKE:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
