"""Folders numbered once: by the number they bear where it puts them in their order, else by their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMERALS = "一二三四五六七八九十"
_LABEL = re.compile(
    rf"^\s*[（(]?第?(?P<n>\d{{1,3}}(?:[.-]\d{{1,3}})*|[{_NUMERALS}]{{1,3}})(?:[)）、.．:：]\s*|[章节部分项]+[、\s]*|\s+|\Z)"
)


def numbered(titles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(number to sort by, words without it) of what lies beside each other in one folder. Given: (printed number,
    words); the number may stand in the words: 4.3 思政团队, 一、办学条件.
    """
    read = [_read(number, words) for number, words in titles]
    labels = [label for label, _ in read]
    if not labels or None in labels or any(a >= b for a, b in pairwise(labels)):  # type: ignore[operator]
        places = [(f"{at:0{max(2, len(str(len(titles))))}}") for at in range(1, len(titles) + 1)]
        return [
            (place, f"{number} {words}".strip())
            for place, (number, words) in zip(places, titles, strict=True)
        ]
    known = [label for label in labels if label is not None]
    if all(label[-1] == at for at, label in enumerate(known, 1)):
        known = [(at,) for at in range(1, len(known) + 1)]
    return [(_padded(label, known), words) for label, (_, words) in zip(known, read, strict=True)]


def _padded(label: tuple[int, ...], among: Sequence[tuple[int, ...]]) -> str:
    """04.3 beside 18: sorted as they are counted."""
    wide = [max(len(str(each[at])) for each in among if len(each) > at) for at in range(len(label))]
    return ".".join(f"{number:0{max(2 - min(at, 1), wide[at])}}" for at, number in enumerate(label))


def _read(number: str, words: str) -> tuple[tuple[int, ...] | None, str]:
    found = _LABEL.match(number or words)
    if found is None or (number and found.end() < len(number)):
        return None, words
    return _values(found["n"]), words if number else (words[found.end() :].strip() or words)


def _values(text: str) -> tuple[int, ...]:
    if text[0].isdigit():
        return tuple(int(part) for part in re.split(r"[.-]", text))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return (_NUMERALS.index(text[0]) + 1,)
    return (
        (_NUMERALS.index(tens[0]) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones[0]) + 1 if ones else 0),
    )
