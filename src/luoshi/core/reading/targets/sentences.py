"""A text as sentences, a sentence as the parts between its commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# No policy has a sentence of 2000 signs; text without any stop is cut, so that reading stays linear.
_SENTENCE = re.compile(r"[^。!?\n①-⑳]{1,2000}")
# A comma between digits belongs to a number (10,000), a colon between digits to a ratio (1:20).
_BREAK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|,(?!\d{3}(?!\d))|;")


@dataclass(frozen=True, slots=True)
class Part:
    """Text between two commas, [start, end) in the sentence; parts of one group stand between two semicolons."""

    start: int
    end: int
    group: int


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with the place where each begins."""
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def split_parts(sentence: str) -> list[Part]:
    """The parts of a sentence, empty ones left out."""
    parts: list[Part] = []
    start = group = 0
    for match in _BREAK.finditer(sentence):
        if match.start() > start:
            parts.append(Part(start, match.start(), group))
        start = match.end()
        group += match[0] == ";"
    if len(sentence) > start:
        parts.append(Part(start, len(sentence), group))
    return parts


def part_at(parts: list[Part], place: int) -> Part:
    """The part in which a character stands."""
    return next((part for part in parts if part.start <= place < part.end), parts[-1])
