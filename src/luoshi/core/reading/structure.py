"""What every format is turned into: paragraphs and tables in their order, each knowing its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class Unreadable(Exception):
    """The file cannot be read. The message is one Chinese sentence that also says what to do next."""


class OnlyPictures(Unreadable):
    """A scan or a photo: whole, but without a text layer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Counts are 1-based; None where the notion does not apply.

    file       name of the file as handed in
    page       page, where the format has pages
    sheet      name of the sheet, for spreadsheets
    paragraph  ordinal of the paragraph in the file (tables not counted)
    table      ordinal of the table in the file
    row        row of the printed grid, the heading rows included
    column     column of the printed grid
    top, left  row and column of the sheet in which the table begins, for a cell of a spreadsheet or .csv
    """

    file: str
    page: int | None = None
    sheet: str | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    top: int | None = None
    left: int | None = None

    def to_json(self) -> dict[str, str | int]:
        """The parts that are known, for the reading's JSON."""
        parts: dict[str, str | int | None] = {
            "file": self.file,
            "page": self.page,
            "sheet": self.sheet,
            "paragraph": self.paragraph,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "top": self.top,
            "left": self.left,
        }
        return {name: value for name, value in parts.items() if value is not None}

    def in_words(self) -> str:
        """The place as an officer says it: 「表2第3行第5列」; in a sheet the row and column that Excel shows."""
        words = f"第{self.page}页" if self.page else ""
        words += f"工作表“{self.sheet}”" if self.sheet else ""
        words += f"表{self.table}" if self.table and not self.top else ""
        words += f"第{self.row + (self.top or 1) - 1}行" if self.row else ""
        words += f"第{self.column + (self.left or 1) - 1}列" if self.column else ""
        words += f"第{self.paragraph}段" if self.paragraph else ""
        return words or self.file


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `label` is an automatic list number as Word would print it (not part of `text`)."""

    text: str
    place: Place
    label: str = ""
    heading_level: int | None = None

    @property
    def printed(self) -> str:
        return self.label + self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; row and column (1-based) are its top left corner in the grid, spans count grid rows and columns."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed. Rows may have different numbers of cells (text files lose them)."""

    place: Place
    cells: tuple[Cell, ...]
    title: str = ""

    @property
    def row_count(self) -> int:
        return max((cell.row + cell.row_span - 1 for cell in self.cells), default=0)

    @property
    def column_count(self) -> int:
        return max((cell.column + cell.column_span - 1 for cell in self.cells), default=0)

    def rows(self) -> Iterator[list[Cell]]:
        """Cells by the row in which they begin, left to right."""
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for row in range(1, self.row_count + 1):
            yield sorted(by_row.get(row, []), key=lambda cell: cell.column)


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One file as read. `remarks` are Chinese sentences about what could not be taken over whole."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    remarks: tuple[str, ...] = field(default=())

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]
