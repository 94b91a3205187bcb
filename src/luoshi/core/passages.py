"""A text cut at the passages something was made of, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the keys of the passages that cover it; no keys where nothing was made of it."""

    text: str
    keys: tuple[str, ...] = ()


def cut(text: str, spans: Mapping[str, Sequence[int]]) -> list[Piece]:
    """Cut `text` at spans [start, end) in code points; overlapping passages share their pieces.

    Spans outside the text, empty or malformed ones are left out. The pieces joined are the text.
    """
    sound = {key: (span[0], span[1]) for key, span in spans.items() if _is_sound(span, len(text))}
    borders = sorted({0, len(text), *(border for span in sound.values() for border in span)})
    return [
        Piece(
            text[start:end], tuple(key for key, span in sound.items() if span[0] <= start and end <= span[1])
        )
        for start, end in pairwise(borders)
    ]


def _is_sound(span: Sequence[int], length: int) -> bool:
    return (
        len(span) == 2
        and all(isinstance(border, int) for border in span)
        and 0 <= span[0] < span[1] <= length
    )
