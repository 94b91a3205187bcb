"""From the cells of a sheet to paragraphs and tables: each used region becomes one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..structure import Cell, Unreadable
from .builder import Blocks

MAX_CELLS = 2_000_000
# A region larger than this and almost empty is given without its empty cells.
_DENSE_AREA = 200_000

Position = tuple[int, int]  # row and column, 1-based


@dataclass(slots=True)
class Sheet:
    """A sheet as stored: only the cells that hold something, whatever its extent."""

    name: str
    texts: dict[Position, str] = field(default_factory=dict)
    spans: dict[Position, tuple[int, int]] = field(default_factory=dict)  # rows, columns of merged cells

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell unless it is empty; Unreadable above `MAX_CELLS`."""
        if text := text.strip(" \t\r\n\u3000"):
            self.texts[row, column] = text
            if len(self.texts) > MAX_CELLS:
                raise Unreadable(f"工作表“{self.name}”内容过多，请只保留需要的部分，另存一份后再上传。")


def add_sheet(blocks: Blocks, sheet: Sheet) -> None:
    """Add what the sheet holds: lines of text as paragraphs, the rest as tables with their titles."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        rows.setdefault(row, {})[column] = text
    for region in _regions(sorted(rows), sheet):
        _add_region(blocks, sheet, {row: rows.get(row, {}) for row in region})


def _regions(used: list[int], sheet: Sheet) -> Iterator[range]:
    """Runs of rows without an empty row between them; a merged cell bridges the rows it covers."""
    reach: dict[int, int] = {}
    for (row, column), (height, _) in sheet.spans.items():
        if (row, column) in sheet.texts:
            reach[row] = max(reach.get(row, 0), row + height - 1)
    first, last = 0, -1
    for row in used:
        if first and row > last + 1:
            yield range(first, last + 1)
            first = 0
        first = first or row
        last = max(last, row, reach.get(row, 0)) if row != first else max(row, reach.get(row, 0))
    if first:
        # A merge that runs on below the last used row adds nothing.
        yield range(first, used[-1] + 1)


def _add_region(blocks: Blocks, sheet: Sheet, rows: dict[int, dict[int, str]]) -> None:
    if len({column for cells in rows.values() for column in cells}) == 1:
        for cells in rows.values():
            for text in cells.values():
                blocks.paragraph(text, sheet=sheet.name)
        return
    left = min(column for cells in rows.values() for column in cells)
    title = ""
    while lone := _lone_text(sheet, rows, left):
        blocks.paragraph(lone, sheet=sheet.name)
        title = title or lone
        del rows[min(rows)]
    top = min(rows)
    blocks.table(_cells(blocks, sheet, rows), title=title, sheet=sheet.name, corner=(top, _left(rows)))


def _left(rows: dict[int, dict[int, str]]) -> int:
    return min(column for cells in rows.values() for column in cells)


def _lone_text(sheet: Sheet, rows: dict[int, dict[int, str]], left: int) -> str:
    """The only cell of the first row, if it stands above the table; "" if the row belongs to the table."""
    first = min(rows)
    if len(rows) < 2 or len(rows[first]) != 1:
        return ""
    [(column, text)] = rows[first].items()
    height, width = sheet.spans.get((first, column), (1, 1))
    joined_heading = width > 1 and column > left  # spans some columns of the table: a heading over them
    return "" if joined_heading or height > 1 else text


def _cells(blocks: Blocks, sheet: Sheet, rows: dict[int, dict[int, str]]) -> Iterator[Cell]:
    top, bottom, left = min(rows), max(rows), _left(rows)
    right = max(column for cells in rows.values() for column in cells)
    filled = sum(len(cells) for cells in rows.values())
    spans = _clipped_spans(sheet, top, bottom, left)
    right = max([right, *(column + width - 1 for (_, column), (_, width) in spans.items())])
    area = (bottom - top + 1) * (right - left + 1)
    sparse = area > _DENSE_AREA and filled * 100 < area
    if sparse:
        blocks.remark(f"工作表“{sheet.name}”的内容很分散，空白单元格没有读入，请对照原件核对。")
    covered = set() if sparse else {at for origin, span in spans.items() for at in _inside(origin, span)}
    for row, cells in rows.items():
        for column in sorted(cells) if sparse else range(left, right + 1):
            if (row, column) not in covered:
                height, width = spans.get((row, column), (1, 1))
                yield Cell(cells.get(column, ""), row - top + 1, column - left + 1, height, width)


def _clipped_spans(sheet: Sheet, top: int, bottom: int, left: int) -> dict[Position, tuple[int, int]]:
    """Merged ranges that begin in these rows, cut at the region's last row; those left of it are dropped."""
    return {
        (row, column): (min(height, bottom - row + 1), width)
        for (row, column), (height, width) in sheet.spans.items()
        if top <= row <= bottom and column >= left and (row, column) in sheet.texts
    } | {
        (row, column): (min(height, bottom - row + 1), width)
        for (row, column), (height, width) in sheet.spans.items()
        if top <= row <= bottom
        and column >= left
        and (row, column) not in sheet.texts
        and height * width < 1000
    }


def _inside(origin: Position, span: tuple[int, int]) -> Iterator[Position]:
    """The positions that a merged cell covers besides its own."""
    for row in range(origin[0], origin[0] + span[0]):
        for column in range(origin[1], origin[1] + span[1]):
            if (row, column) != origin:
                yield row, column
