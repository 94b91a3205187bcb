"""Cells of a sheet or of a Word table, as recognition sees them: texts, spans, borders, formats, formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from .model import Kind

At = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a cell's own data validation lets in."""

    choices: tuple[str, ...] = ()
    kind: Kind | None = None
    low: str = ""
    high: str = ""


@dataclass(slots=True)
class GridCell:
    """One cell, at its top left corner. `framed`: it has a border or stands in a Word table; `shade`: its fill."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    formula: str = ""
    framed: bool = False
    kind: Kind | None = None  # by the cell's number format
    places: int | None = None
    is_number: bool = False

    @property
    def bottom(self) -> int:
        return self.row + self.rows - 1

    @property
    def right(self) -> int:
        return self.column + self.columns - 1

    @property
    def is_seen(self) -> bool:
        return bool(self.text or self.framed or self.formula)

    @property
    def bare(self) -> str:
        """The text without blanks and line breaks."""
        return re.sub(r"[\s\u3000\xa0]+", "", self.text)


@dataclass
class Grid:
    """One sheet or Word table. `cells` holds the top left corners only; `origin_of` leads there from any position."""

    key: str
    name: str
    cells: dict[At, GridCell] = field(default_factory=dict)
    covered: dict[At, At] = field(default_factory=dict)
    allowed: list[tuple[tuple[int, int, int, int], Allowed]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    visible: bool = True
    protected: bool = False
    is_word: bool = False
    above: str = ""  # text of the paragraph above a Word table

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell that covers this position."""
        return self.cells.get(self.covered.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        found = self.at(row, column)
        return found.text.strip() if found else ""

    def put(self, cell: GridCell) -> None:
        self.cells[cell.row, cell.column] = cell
        for row in range(cell.row, cell.bottom + 1):
            for column in range(cell.column, cell.right + 1):
                if (row, column) != (cell.row, cell.column):
                    self.covered[row, column] = cell.row, cell.column

    def row(self, number: int) -> list[GridCell]:
        """The cells that cover this row, left to right, each once."""
        return self._lines.get(number, [])

    def own(self, number: int) -> list[GridCell]:
        """The cells that begin in this row, left to right."""
        return [cell for cell in self.row(number) if cell.row == number]

    @cached_property
    def _lines(self) -> dict[int, list[GridCell]]:
        """Asked for once all cells are there."""
        lines: dict[int, list[GridCell]] = {}
        for cell in sorted(self.cells.values(), key=lambda cell: cell.column):
            for row in range(cell.row, cell.bottom + 1):
                lines.setdefault(row, []).append(cell)
        return lines

    @cached_property
    def bottom(self) -> int:
        """The last row that a person sees something in: text, a formula or a frame."""
        return max((cell.bottom for cell in self.cells.values() if cell.is_seen), default=0)

    @cached_property
    def right(self) -> int:
        return max((cell.right for cell in self.cells.values() if cell.is_seen), default=0)

    @cached_property
    def is_framed(self) -> bool:
        """Whether any cell has a border."""
        return any(cell.framed for cell in self.cells.values())

    def allowed_at(self, row: int, column: int) -> Allowed | None:
        for (top, left, bottom, right), allowed in self.allowed:
            if top <= row <= bottom and left <= column <= right:
                return allowed
        return None


def letters_of(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(grid: str, row: int, column: int) -> str:
    """See `model`: s2!C7, w1!R3C2."""
    return f"{grid}!R{row}C{column}" if grid.startswith("w") else f"{grid}!{letters_of(column)}{row}"


def place_of(address: str) -> tuple[str, int, int]:
    """The grid, row and column of an address."""
    grid, _, cell = address.partition("!")
    if grid.startswith("w") and (word := re.fullmatch(r"R(\d+)C(\d+)", cell)):
        return grid, int(word[1]), int(word[2])
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell)
    if match is None:
        raise ValueError(f"no address: {address}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return grid, int(match[2]), column


def in_words(grid: Grid, row: int, column: int) -> str:
    """A cell as people say it: 工作表“表一”C7, 表2第3行第1列, 第4段."""
    if grid.key == "p":
        return f"第{row}段"
    return (
        f"{grid.name}第{row}行第{column}列"
        if grid.is_word
        else f"工作表“{grid.name}”{letters_of(column)}{row}"
    )
