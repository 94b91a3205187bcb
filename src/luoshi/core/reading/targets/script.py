"""One script for reading: half-width, without blanks, each character knowing where it stood."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = str.maketrans("﹪〜‐‑‒–―─➖：∶︰㎡", "%~--————-:::㎡")
HIDDEN = "\x00"  # stands for a character that is no longer to be read
_TERMINAL = "。!?;:"
# A line that begins with a clause number begins something new.
_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、)]|[①-⑳]|第[一二三四五六七八九十\d]+[条章]|[•●◦▪■□◆◇➢►▶★☆✓☐☑【]|——)"
)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Text to read; `places[i]` is the position in the given text of character i."""

    text: str
    places: tuple[int, ...]

    def span_in_given(self, start: int, end: int) -> tuple[int, int]:
        """Span [start, end) of the squeezed text, as a span of the given text."""
        return self.places[start], self.places[end - 1] + 1


def to_half_width(text: str) -> str:
    """Full-width letters, digits and punctuation as their half-width twins; the length stays."""
    return text.translate(_FULL_WIDTH).translate(_SAME)


def squeeze(given: str) -> Squeezed:
    """Drop blanks and soft line breaks. A blank between two digits stays, a hard line break becomes \\n."""
    half = _with_quotes_turned(to_half_width(given))
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(half):
        if not char.isspace():
            kept.append(char)
        elif _is_hard_break(half, place, kept):
            kept.append("\n")
        elif _between_digits(half, place, kept):
            kept.append(" ")
        else:
            continue
        places.append(place)
    return Squeezed("".join(kept), tuple(places))


def _with_quotes_turned(half: str) -> str:
    """Straight quotes as “ and ” in turn: a straight one closes what is open, however it was opened; 55" are inches."""
    if '"' not in half:
        return half
    signs = list(half)
    is_open = False
    for place, sign in enumerate(signs):
        if sign == '"' and (is_open or not half[place - 1 : place].isdigit()):
            signs[place] = "”" if is_open else "“"
        is_open = signs[place] == "“" or (is_open and signs[place] != "”")
    return "".join(signs)


def _is_hard_break(half: str, place: int, kept: list[str]) -> bool:
    """A line break inside a sentence is an accident of printing; after a stop or before a label it is not."""
    if half[place] not in "\n\r\v\f\u2028\u2029\x85" or not kept:
        return False
    if kept[-1] in _TERMINAL:
        return True
    following = re.compile(r"\s*").match(half, place)
    return following is not None and _LABEL.match(half, following.end()) is not None


def _between_digits(half: str, place: int, kept: list[str]) -> bool:
    """Only the last blank of a run sees the digit behind it, so one blank stays."""
    after = half[place + 1 : place + 2]
    return bool(kept) and kept[-1].isdigit() and after.isdigit()
