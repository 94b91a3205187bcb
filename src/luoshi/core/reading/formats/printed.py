"""From characters at places on a page (PDF, OFD) to its lines and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..structure import Cell
from .aligned import AlignedTable, find_aligned
from .glyphs import Glyph, rows_of
from .ruled import Box, Grid, Line, find_grids

# A page with more drawn lines than this is a drawing, not a table.
_MOST_LINES = 20_000
ITEM = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十]+[)）]|\d+[.．、](?!\d)|[（(]\d+[)）]|[①-⑳]|第[一二三四五六七八九十百]+[章节条]|附件|附表|注[：:])"
)
_PADDING = 5.4  # what Word keeps free at each side of a cell


@dataclass(slots=True)
class Page:
    """What lies on one page."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 1.0)


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table with its edges, the left edge of each cell, and the cells whose last line is full; `columns` where it is
    printed without lines."""

    top: float
    left: float
    right: float
    cells: tuple[Cell, ...]
    lefts: tuple[float, ...]
    full: frozenset[int]
    columns: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page as lines of text and tables, from top to bottom."""

    number: int
    width: float
    height: float
    items: tuple[TextLine | DrawnTable, ...]


def pages_content(pages: Iterable[Page]) -> list[PageContent]:
    """Put the characters of each page into the cells of its tables, the others into lines."""
    contents: list[PageContent] = []
    for page in pages:
        tables = [item for item in contents[-1].items if isinstance(item, DrawnTable)] if contents else []
        contents.append(_page_content(page, tables[-1].columns if tables else ()))
    return contents


def _page_content(page: Page, before: tuple[tuple[float, float], ...]) -> PageContent:
    grids = find_grids(page.lines) if 4 <= len(page.lines) <= _MOST_LINES else []
    free = page.glyphs
    tables = []
    for grid in grids:
        table = _drawn_table(grid, [glyph for glyph in free if grid.holds(*_middle(glyph))])
        if sum(bool(cell.text) for cell in table.cells) >= 2:
            tables.append(table)
            free = [glyph for glyph in free if not grid.holds(*_middle(glyph))]
    for aligned in find_aligned(rows_of(free), before):
        tables.append(_aligned_table(aligned))
        inside = aligned.glyphs
        free = [glyph for glyph in free if id(glyph) not in inside]
    items: list[TextLine | DrawnTable] = [*text_lines(free), *tables]
    items.sort(key=lambda item: item.top)
    return PageContent(page.number, page.width, page.height, tuple(items))


def _aligned_table(table: AlignedTable) -> DrawnTable:
    glyphs = [glyph for row in table.rows for lines in row.values() for line in lines for glyph in line]
    cells = []
    for number, row in enumerate(table.rows, start=1):
        for column in range(len(table.columns)):
            lines = [_text_line(line) for line in row.get(column, ())]
            cells.append(Cell(_cell_text(lines), number, column + 1))
    lefts = tuple(table.columns[cell.column - 1][0] for cell in cells)
    top, left = min(glyph.top for glyph in glyphs), table.columns[0][0]
    return DrawnTable(top, left, table.columns[-1][1], tuple(cells), lefts, frozenset(), table.columns)


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2


def _drawn_table(grid: Grid, glyphs: Sequence[Glyph]) -> DrawnTable:
    inside: list[list[Glyph]] = [[] for _ in grid.boxes]
    for glyph in glyphs:
        x, y = _middle(glyph)
        at = next((index for index, box in enumerate(grid.boxes) if box.holds(x, y)), None)
        if at is not None:
            inside[at].append(glyph)
    lines = [text_lines(found) for found in inside]
    cells = tuple(
        Cell(_cell_text(found), box.row, box.column, box.row_span, box.column_span)
        for box, found in zip(grid.boxes, lines, strict=True)
    )
    full = frozenset(index for index, box in enumerate(grid.boxes) if _is_full(lines[index], box))
    return DrawnTable(grid.top, grid.left, grid.right, cells, tuple(box.left for box in grid.boxes), full)


def _is_full(lines: list[TextLine], box: Box) -> bool:
    """Whether the last line leaves no room for another character, padding of the cell included."""
    if not lines:
        return False
    room = (box.right - box.left) - (lines[-1].right - lines[-1].left)
    return room < 1.8 * lines[-1].size + 2 * _PADDING


def _cell_text(lines: list[TextLine]) -> str:
    """The lines of a cell put together, except where a new item or a finished sentence begins a line of its own."""
    text = ""
    for line in lines:
        if text and (text[-1] in "。；;" or ITEM.match(line.text)):
            text += "\n" + line.text
        else:
            text = join(text, line.text)
    return text.strip()


def join(first: str, second: str) -> str:
    """Two lines as one text: a space only between words of Latin letters or digits."""
    needs_space = (
        first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalpha()
    )
    return first + (" " if needs_space else "") + second


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Characters gathered into lines from top to bottom."""
    lines = (_text_line(row) for row in rows_of(glyphs))
    return [line for line in lines if line.text]


def _text_line(row: list[Glyph]) -> TextLine:
    pieces: list[str] = []
    before: Glyph | None = None
    for glyph in row:
        if before is not None:
            if glyph.text == before.text and glyph.left - before.left < 0.2 * (before.right - before.left):
                continue  # the same character printed twice to look bold
            pieces.append(_gap(before, glyph))
        pieces.append(glyph.text)
        before = glyph
    top, bottom = min(glyph.top for glyph in row), max(glyph.bottom for glyph in row)
    return TextLine("".join(pieces).strip(), row[0].left, top, max(glyph.right for glyph in row), bottom)


def _gap(before: Glyph, glyph: Glyph) -> str:
    """The space that a gap between two characters stands for."""
    if before.text.isspace() or glyph.text.isspace():
        return ""
    gap = (glyph.left - before.right) / max(glyph.bottom - glyph.top, 1.0)
    latin = before.text.isascii() and glyph.text.isascii()
    return " " if gap > (0.2 if latin else 1.0) else ""
