"""Characters at places on a page, gathered into the lines in which they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character and its box; y grows downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


Row = list[Glyph]


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """Characters gathered into lines from top to bottom, each from left to right."""
    rows: list[Row] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.top + glyph.bottom, glyph.left)):
        if rows and _on_one_line(rows[-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: glyph.left) for row in rows]


def _on_one_line(row: Row, glyph: Glyph) -> bool:
    last = row[-1]
    overlap = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    return overlap > 0.5 * min(last.bottom - last.top, glyph.bottom - glyph.top)
