"""A printed table as a grid in which every position knows its cell, merged ones included."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..structure import Cell, Place, Table

CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]"
BETWEEN_CJK = re.compile(rf"(?<={CJK})[ ]*\n[ ]*(?={CJK})")


@lru_cache(maxsize=4096)
def tidy(text: str) -> str:
    """Text of a cell on one line: broken lines joined, runs of blanks reduced to one."""
    lines = re.sub(r"[^\S\n]+", " ", text.replace("\r", "\n").replace("\v", "\n"))
    return " ".join(BETWEEN_CJK.sub("", lines.strip()).split())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Half-width, without any blanks: for comparing headings, numbers and marks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Slot:
    """One position of the grid. `covered` means that the cell's own corner lies elsewhere."""

    text: str
    cell: Cell
    row: int
    column: int
    covered: bool

    @property
    def own_text(self) -> str:
        return "" if self.covered else self.text


Row = dict[int, Slot]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of slots. `flipped`: rows and columns exchanged; places always name the printed position."""

    place: Place
    rows: dict[int, Row]
    flipped: bool = False
    context: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        return max((max(row) for row in self.rows.values() if row), default=0)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        return iter(sorted(self.rows.items()))

    def place_of(self, slot: Slot) -> Place:
        return self.place_at(slot.cell.row, slot.cell.column)

    def place_at(self, row: int, column: int) -> Place:
        """The place of a position of the printed table, whether a cell stands there or not."""
        table = self.place  # written out: `replace` costs three times as much, and every mark needs a place
        return Place(
            table.file,
            table.page,
            table.sheet,
            table.paragraph,
            table.table,
            row,
            column,
            table.row,
            table.column,
        )

    def flip(self) -> Grid:
        """The same table with rows and columns exchanged."""
        rows: dict[int, Row] = {}
        for _, row in self:
            for slot in row.values():
                turned = Slot(slot.text, slot.cell, slot.column, slot.row, slot.covered)
                rows.setdefault(slot.column, {})[slot.row] = turned
        return replace(self, rows=rows, flipped=not self.flipped)


def grid_of(table: Table, context: str = "", notes: tuple[str, ...] = ()) -> Grid:
    """The grid of a table. Merged cells cover their span as far as other cells show that the grid reaches."""
    cells = [cell for cell in table.cells if cell.row >= 1 and cell.column >= 1]
    last_row = max((cell.row for cell in cells), default=0)
    last_column = max((cell.column for cell in cells), default=0)
    rows: dict[int, Row] = {}
    corners = {(cell.row, cell.column) for cell in cells}
    for cell in cells:
        text = tidy(cell.text)
        rows.setdefault(cell.row, {})[cell.column] = Slot(text, cell, cell.row, cell.column, False)
        if cell.row_span > 1 or cell.column_span > 1:
            for row, column in _span(cell, last_row, last_column):
                if (row, column) not in corners:
                    rows.setdefault(row, {}).setdefault(column, Slot(text, cell, row, column, True))
    return Grid(table.place, rows, context=context, notes=notes)


def _span(cell: Cell, last_row: int, last_column: int) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, min(cell.row + max(cell.row_span, 1) - 1, last_row) + 1):
        for column in range(cell.column, min(cell.column + max(cell.column_span, 1) - 1, last_column) + 1):
            yield row, column
