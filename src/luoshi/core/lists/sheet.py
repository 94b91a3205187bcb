"""A sheet as stored: only the cells that hold something, whatever its extent."""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.core.sheets.grid import Grid, GridCell, letters_of

At = tuple[int, int]  # row and column, from 1
TOP = 60  # rows in which heads are looked for cell by cell


@dataclass(slots=True)
class Cell:
    """text: as its cell shows it; the rest: what a spreadsheet knows besides and a person does not see."""

    text: str
    is_number: bool = False
    is_date: bool = False
    formula: bool = False
    uncounted: bool = False  # a formula without its result
    lost: bool = False  # a number longer than a spreadsheet keeps: its last digits are gone
    places: int = -1  # decimals that the number format shows
    across: int = 1  # columns that the cell is merged over
    below: bool = False  # filled from the merged cell above


Line = dict[int, Cell]


@dataclass(slots=True)
class Sheet:
    """`rows` by number; `spans`: top left corner → rows and columns of a merged cell."""

    name: str
    rows: dict[int, Line] = field(default_factory=dict)
    spans: dict[At, At] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_word: bool = False

    def text(self, row: int, column: int) -> str:
        cell = self.rows.get(row, {}).get(column)
        return cell.text if cell else ""

    def place(self, row: int, column: int) -> str:
        """As people find it: 工作表“表一”C7, 表2第3行第1列."""
        if self.is_word:
            return f"{self.name}第{row}行第{column}列"
        return f"工作表“{self.name}”{letters_of(column)}{row}" if self.name else f"{letters_of(column)}{row}"

    def row_place(self, row: int) -> str:
        if self.is_word or not self.name:
            return f"{self.name}第{row}行"
        return f"工作表“{self.name}”第{row}行"

    def grid(self, first: int, last: int) -> Grid:
        """Some rows as `core.sheets` sees them. Merged cells are those filled by `fill_merged`, once each."""
        grid = Grid("s1", self.name)
        inside = {
            at: span for at, span in self.spans.items() if first <= at[0] <= last and span[0] * span[1] < 4000
        }
        covered = {
            (row, column)
            for (top, left), (height, width) in inside.items()
            for row in range(top, top + height)
            for column in range(left, left + width)
            if (row, column) != (top, left)
        }
        for row in range(first, last + 1):
            for column, cell in sorted(self.rows.get(row, {}).items()):
                if (row, column) not in covered:
                    rows, columns = inside.get((row, column), (1, 1))
                    rows = min(rows, last - row + 1)
                    is_number = cell.is_number and not cell.is_date
                    grid.put(GridCell(cell.text, row, column, rows, columns, is_number=is_number))
        return grid

    def fill_merged(self) -> None:
        """Merged cells filled down and across, at most to the last row and column that hold something."""
        if not self.rows:
            return
        bottom = max(self.rows)
        right = max(max(line, default=0) for line in self.rows.values())
        for (top, left), (height, width) in self.spans.items():
            cell = self.rows.get(top, {}).get(left)
            if cell is None or not cell.text:
                continue
            cell.across = min(width, right - left + 1)
            last_row, last_column = min(top + height - 1, bottom), min(left + width - 1, right)
            if (last_row - top + 1) * (last_column - left + 1) > 100_000:
                continue
            for row in range(top, last_row + 1):
                line = self.rows.setdefault(row, {})
                for column in range(left, last_column + 1):
                    if (row, column) != (top, left):
                        line[column] = Cell(
                            cell.text,
                            cell.is_number,
                            cell.is_date,
                            lost=cell.lost,
                            places=cell.places,
                            across=cell.across,
                            below=row > top,
                        )
