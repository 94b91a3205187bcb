"""The headings of a table in a grid: where they begin and end, and the path of headings over each column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from . import labels
from .grid import Grid, GridCell
from .lines import has_boxes

MOST_HEADER_ROWS = 6
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBERED = re.compile(rf"^(?:[(（]?\d{{1,3}}[)）]?|[{_STEMS}]|[A-Z]{{1,2}}|[—\-－]+|\d{{1,3}}=.+|[①-⑳])$")


@dataclass(frozen=True, slots=True)
class Head:
    """first, last: rows; left, right: columns; `columns`: (column, path of headings, cells of the path)."""

    first: int
    last: int
    left: int
    right: int
    columns: tuple[tuple[int, tuple[str, ...]], ...]


def is_label(cell: GridCell) -> bool:
    """A cell with words that are no number, no formula and no line to be completed (填报单位：)."""
    text = cell.bare
    if (
        not text
        or cell.formula
        or cell.is_number
        or re.fullmatch(r"[-+]?[\d,.]+%?|(?:20)?\d{0,2}年(?:月日?)?", text)
    ):
        return False
    if re.match(
        r"(?!其中)[^:：]{1,12}[:：]", text
    ):  # 有效期至：2028年6月 is told about the table, it heads nothing
        return False
    return not re.search(r"[:：](?:_*|[（(].{0,4}[)）])$", text) and not has_boxes(cell.text)


def is_blank(cell: GridCell) -> bool:
    """A framed cell to write in."""
    return not cell.text and not cell.formula and cell.framed


def is_numbered(grid: Grid, row: int) -> bool:
    """A row of column numbers: 1 2 3, 甲 乙 1 2, 3=1+2."""
    texts = [cell.bare for cell in grid.own(row) if cell.text]
    if len(texts) < 2 or not all(_NUMBERED.match(text) for text in texts):
        return False
    numbers = [int(text) for text in texts if text.isdigit()]
    steps = [after - before for before, after in pairwise(numbers)]
    stems = [text for text in texts if text in _STEMS or "=" in text or not text.isdigit()]
    if not numbers:
        return len(stems) >= 2
    return numbers[0] <= 2 and all(0 < step <= 3 for step in steps) and (len(numbers) >= 3 or bool(stems))


def head_at(grid: Grid, row: int, left: int = 1) -> Head | None:
    """The head that begins in this row, or None. `left`: where a heading at the side leaves off."""
    cells = [cell for cell in grid.own(row) if cell.column >= left]
    named = [cell for cell in cells if is_label(cell)]
    if len(named) < 2 or any(len(cell.bare) > 60 for cell in named) or any(has_boxes(c.text) for c in cells):
        return None
    last = _last_row(grid, row, left)
    if last is None:
        return None
    columns = _columns(grid, row, last, left)
    if len(columns) < 2:
        return None
    if is_numbered(grid, last + 1):
        last += 1
    return Head(row, last, columns[0][0], columns[-1][0], tuple(columns))


def _last_row(grid: Grid, row: int, left: int) -> int | None:
    """The last row of headings, the numbered one not counted; None where columns stay without a heading."""
    last = row
    while last - row < MOST_HEADER_ROWS and _continues(grid, last + 1, left):
        last += 1
    tall = [cell.bottom for cell in grid.own(row) if cell.column >= left and is_label(cell)]
    low = max((bottom for bottom in tall if bottom <= last + 2), default=last)
    if low > last and not any(is_blank(cell) for r in range(last + 1, low + 1) for cell in grid.own(r)):
        last = low
    blanks = [cell for cell in grid.row(last) if is_blank(cell) and cell.column >= left]
    corner = blanks and blanks[0].column == left and bool(grid.text(last + 1, left))
    for cell in blanks[1:] if corner else blanks:
        if not any(grid.text(above, cell.column) for above in range(row, last + 1)):
            return None
    return last


def _continues(grid: Grid, row: int, left: int) -> bool:
    """Whether this row splits the headings above it: each of its words under a wide heading or under nothing."""
    own = [cell for cell in grid.own(row) if cell.column >= left and cell.text]
    if not own or not all(is_label(cell) for cell in own) or is_numbered(grid, row):
        return False
    under = []
    for cell in own:
        above = grid.at(row - 1, cell.column)
        under.append(above is None or above.columns > cell.columns or not above.text)
    return all(under) and any(_splits(grid, row, cell) for cell in own)


def _splits(grid: Grid, row: int, cell: GridCell) -> bool:
    above = grid.at(row - 1, cell.column)
    return above is not None and (
        above.columns > 1 or (not above.text and bool(_left_of(grid, row - 1, cell.column)))
    )


def _left_of(grid: Grid, row: int, column: int) -> str:
    """The heading of the nearest words to the left in this row: a group heading that was not merged."""
    for at in range(column, 0, -1):
        if text := grid.text(row, at):
            return text
    return ""


def _columns(grid: Grid, first: int, last: int, left: int) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    at, right = (
        left,
        max((cell.right for r in range(first, last + 1) for cell in grid.own(r) if cell.text), default=0),
    )
    while at <= right:
        lowest = grid.at(last, at)
        path = _path(grid, first, last, at)
        corner = at == left and not path and bool(grid.text(last + 1, left))
        if path or corner:
            found.append((at, path or ("",)))  # the corner above the labels of the rows is often empty
        width = lowest.columns if lowest and lowest.column == at and lowest.text else 1
        at += width
    return found


def _path(grid: Grid, first: int, last: int, column: int) -> tuple[str, ...]:
    """The headings over a column from the top down; an unmerged group heading reaches over the blanks right of it."""
    path: list[str] = []
    for row in range(first, last + 1):
        cell = grid.at(row, column)
        text = one_line(cell.text) if cell else ""
        if not text and row < last and grid.text(row + 1, column):
            text = one_line(_left_of(grid, row, column))
        if text and (not path or path[-1] != text) and not (cell and cell.row < first):
            path.append(text)
    return tuple(path)


_HAN = r"[\u3400-\u9fff（）()：:、，]"


def one_line(text: str) -> str:
    """A heading on one line, its words not spaced out: 学 校\n名 称 is 学校名称."""
    joined = "".join(line.strip() for line in text.split("\n"))
    return re.sub(rf"(?<={_HAN})[\s\u3000\xa0]+(?={_HAN})", "", joined)


def unit_in(path: tuple[str, ...]) -> str:
    """The unit that the lowest heading names, or one above it."""
    for text in reversed(path):
        if unit := labels.unit_of(text):
            return unit
    return ""
