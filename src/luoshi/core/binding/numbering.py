"""Folders numbered once: by the number they bear where it puts them in their order, else by their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMERALS = "一二三四五六七八九十"
_LABEL = re.compile(
    rf"^\s*[（(]?第?(?P<letter>[A-Za-z]?)(?P<n>\d{{1,3}}(?:[.-]\d{{1,3}})*|[{_NUMERALS}]{{1,3}})(?:[)）、.．:：]\s*|[章节部分项]+[、\s]*|\s+|\Z)"
)


def numbered(titles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(number to sort by, words without it) of what lies beside each other in one folder. Given: (printed number,
    words); the number may stand in the words: 4.3 思政团队, 一、办学条件, A2 师资队伍.
    """
    read = [_read(number, words) for number, words in titles]
    letters, labels = {letter for letter, _, _ in read}, [label for _, label, _ in read]
    if len(letters) != 1 or None in labels or any(a >= b for a, b in pairwise(labels)):  # type: ignore[operator]
        places = [(f"{at:0{max(2, len(str(len(titles))))}}") for at in range(1, len(titles) + 1)]
        return [
            (place, f"{number} {words}".strip())
            for place, (number, words) in zip(places, titles, strict=True)
        ]
    [letter] = letters
    known = [label for label in labels if label is not None]
    if not letter and all(label[-1] == at for at, label in enumerate(known, 1)):
        known = [(at,) for at in range(1, len(known) + 1)]
    least = 1 if letter else 2
    return [
        (f"{letter}{_padded(label, known, least)}", words)
        for label, (_, _, words) in zip(known, read, strict=True)
    ]


def _padded(label: tuple[int, ...], among: Sequence[tuple[int, ...]], least: int) -> str:
    """04.3 beside 18: sorted as they are counted."""
    wide = [max(len(str(each[at])) for each in among if len(each) > at) for at in range(len(label))]
    return ".".join(f"{number:0{max(least if at == 0 else 1, wide[at])}}" for at, number in enumerate(label))


def _read(number: str, words: str) -> tuple[str, tuple[int, ...] | None, str]:
    """The letter before the number, the number, the words behind it."""
    found = _LABEL.match(number or words)
    if found is None or (number and found.end() < len(number)):
        return "", None, words
    rest = words if number else (words[found.end() :].strip() or words)
    return found["letter"].upper(), _values(found["n"]), rest


def _values(text: str) -> tuple[int, ...]:
    if text[0].isdigit():
        return tuple(int(part) for part in re.split(r"[.-]", text))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return (_NUMERALS.index(text[0]) + 1,)
    return (
        (_NUMERALS.index(tens[0]) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones[0]) + 1 if ones else 0),
    )
