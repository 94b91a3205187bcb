"""Tables drawn with lines: from the lines of a page to a grid of cells with their spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

TOLERANCE = 3.0
_MOST_LINES = 1500  # of whole lines; more are a drawing


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal or vertical line: its place across (`at`), and where it begins and ends along."""

    vertical: bool
    at: float
    begin: float
    end: float

    def meets(self, other: Line) -> bool:
        """Whether two lines, one of each direction, cross or touch."""
        return (
            other.begin - TOLERANCE <= self.at <= other.end + TOLERANCE
            and self.begin - TOLERANCE <= other.at <= self.end + TOLERANCE
        )


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the grid: row, column (1-based), spans, and its rectangle on the page (y grows downwards)."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """One drawn table."""

    boxes: tuple[Box, ...]
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom


def find_grids(lines: Sequence[Line]) -> list[Grid]:
    """The drawn tables of a page from top to bottom; frames of fewer than two columns are none."""
    whole = _joined([line for line in lines if not line.vertical]) + _joined(
        [line for line in lines if line.vertical]
    )
    if len(whole) > _MOST_LINES:
        return []
    grids = [_grid(group) for group in _connected(whole)]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: (grid.top, grid.left))


def _joined(lines: list[Line]) -> list[Line]:
    """Pieces of one drawn line put together; programs draw a border cell by cell."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.at):
        if rows and line.at - rows[-1][0].at <= TOLERANCE:
            rows[-1].append(line)
        else:
            rows.append([line])
    joined: list[Line] = []
    for row in rows:
        at = row[0].at
        pieces = sorted((line.begin, line.end) for line in row)
        begin, end = pieces[0]
        for next_begin, next_end in pieces[1:]:
            if next_begin > end + TOLERANCE:
                joined.append(Line(row[0].vertical, at, begin, end))
                begin, end = next_begin, next_end
            end = max(end, next_end)
        joined.append(Line(row[0].vertical, at, begin, end))
    return joined


def _connected(lines: list[Line]) -> list[list[Line]]:
    """Lines that hang together, group by group."""
    parent = _Groups(len(lines))
    across = [(index, line) for index, line in enumerate(lines) if not line.vertical]
    down = [(index, line) for index, line in enumerate(lines) if line.vertical]
    for first, horizontal in across:
        for second, vertical in down:
            if horizontal.meets(vertical):
                parent.join(first, second)
    groups: dict[int, list[Line]] = defaultdict(list)
    for index, line in enumerate(lines):
        groups[parent.root(index)].append(line)
    return [group for group in groups.values() if len(group) >= 4]


class _Groups:
    """Which numbers belong together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, first: int, second: int) -> None:
        self._parent[self.root(second)] = self.root(first)


def _grid(lines: list[Line]) -> Grid | None:
    across = [line for line in lines if not line.vertical]
    down = [line for line in lines if line.vertical]
    # The ends count too: the outer borders of a table are often not drawn.
    xs = _places([line.at for line in down] + [end for line in across for end in (line.begin, line.end)])
    ys = _places([line.at for line in across] + [end for line in down for end in (line.begin, line.end)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > 100_000:
        return None
    cells = _merged(xs, ys, down, across)
    boxes = _numbered(cells, xs, ys)
    if len({box.column for box in boxes}) < 2:
        return None
    return Grid(tuple(boxes), xs[0], ys[0], xs[-1], ys[-1])


def _places(values: list[float]) -> list[float]:
    """Distinct places, those within the tolerance taken as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > TOLERANCE:
            places.append(value)
    return places


def _merged(
    xs: list[float], ys: list[float], down: list[Line], across: list[Line]
) -> list[list[tuple[int, int]]]:
    """The squares between all places, put together where no line parts them."""
    columns = len(xs) - 1
    squares = _Groups((len(ys) - 1) * columns)
    parts_down, parts_across = _parting(down), _parting(across)
    for row in range(len(ys) - 1):
        middle_y = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            middle_x = (xs[column] + xs[column + 1]) / 2
            here = row * columns + column
            if column + 1 < columns and not parts_down(xs[column + 1], middle_y):
                squares.join(here, here + 1)
            if row + 2 < len(ys) and not parts_across(ys[row + 1], middle_x):
                squares.join(here, here + columns)
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for here in range((len(ys) - 1) * columns):
        groups[squares.root(here)].append(divmod(here, columns))
    return list(groups.values())


def _parting(lines: list[Line]) -> Callable[[float, float], bool]:
    """Whether a line runs at this place past this point."""

    def parts(at: float, along: float) -> bool:
        return any(abs(line.at - at) <= TOLERANCE and line.begin <= along <= line.end for line in lines)

    return parts


def _numbered(cells: list[list[tuple[int, int]]], xs: list[float], ys: list[float]) -> list[Box]:
    """Boxes with rows and columns counted only where some cell begins."""
    firsts = [(min(row for row, _ in cell), min(column for _, column in cell)) for cell in cells]
    row_starts = sorted({row for row, _ in firsts})
    column_starts = sorted({column for _, column in firsts})
    boxes = []
    for cell, (top, left) in zip(cells, firsts, strict=True):
        bottom, right = max(row for row, _ in cell), max(column for _, column in cell)
        boxes.append(
            Box(
                row_starts.index(top) + 1,
                column_starts.index(left) + 1,
                sum(top <= start <= bottom for start in row_starts),
                sum(left <= start <= right for start in column_starts),
                xs[left],
                ys[top],
                xs[right + 1],
                ys[bottom + 1],
            )
        )
    return sorted(boxes, key=lambda box: (box.row, box.column))
