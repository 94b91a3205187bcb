"""Tables printed without lines: columns known by their alignment, rows by the gaps between the lines of text.

Careful on purpose: at least three columns that keep apart over at least three rows, beginning with a row that has
something in each of them. Where a table goes on over the page, its columns go on too, so that a column in
which nothing stands on the next page is not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .glyphs import Row

_APART = 0.5  # blanks between two texts, in heights of their characters
_CLOSE = 0.35  # the same between two columns that stand close; more than between words
_FEWEST = 3  # columns, and rows that fill as many of them
_FILLED = 0.3  # so many rows at least fill three columns; the others are the rest of long cells
_ROW_GAP = 4.0  # a blank of so many heights ends the table
_JUMP = 0.3  # by so much the blank between rows is wider than between the lines of a cell, in heights
_NEAR = 0.3  # so near stand the lines of a heading's cell
_LONG = 16  # characters of a text in running lines; most columns hold less


@dataclass(slots=True)
class Segment:
    """Characters of one line that stand together."""

    glyphs: Row

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs if not glyph.text.isspace())


@dataclass(slots=True)
class Band:
    """A line of the page, parted where blanks stand; `cells` by ordinal of the column."""

    segments: list[Segment]
    cells: dict[int, list[Row]] = field(default_factory=dict)

    @property
    def top(self) -> float:
        return min(glyph.top for segment in self.segments for glyph in segment.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for segment in self.segments for glyph in segment.glyphs)

    @property
    def size(self) -> float:
        return max(self.segments[0].glyphs[0].bottom - self.segments[0].glyphs[0].top, 1.0)


Columns = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """Columns as [left, right), rows from the top; each row holds the lines of its cells by column."""

    columns: tuple[tuple[float, float], ...]
    rows: tuple[dict[int, list[Row]], ...]

    @property
    def glyphs(self) -> set[int]:
        return {id(g) for row in self.rows for lines in row.values() for line in lines for g in line}


def find_aligned(rows: Sequence[Row], before: Sequence[tuple[float, float]]) -> list[AlignedTable]:
    """The tables among the lines of a page. `before`: the columns of the table with which the page before ended."""
    bands = [Band(segments) for row in rows if (segments := _segments(row))]
    tables: list[AlignedTable] = []
    at = 0
    while at < len(bands):
        known = [] if tables else list(before)
        goes_on = _keeps_to(known, bands[at])
        end, columns = _grow(bands, at, known if goes_on else [])
        table = None
        if end - at >= (1 if goes_on else _FEWEST):
            table = _table(bands[_start(bands, at, columns) : end], columns, 1 if goes_on else _FEWEST)
        if table:
            tables.append(table)
        at = end if table else at + 1
    return tables


def _keeps_to(columns: Columns, band: Band) -> bool:
    return len(band.segments) >= _FEWEST and all(len(_touched(columns, one)) == 1 for one in band.segments)


def _segments(row: Row) -> list[Segment]:
    found: list[Segment] = []
    for glyph in row:
        height = max(glyph.bottom - glyph.top, 1.0)
        if found and glyph.left - found[-1].right <= _APART * height:
            found[-1].glyphs.append(glyph)
        elif not glyph.text.isspace():
            found.append(Segment([glyph]))
    return found


def _grow(bands: Sequence[Band], at: int, columns: Columns) -> tuple[int, Columns]:
    """From the row at which a table may begin to the first that does not keep to its columns."""
    first = bands[at].segments
    if len(first) < _FEWEST:
        return at, []
    columns = columns or [(segment.left, segment.right) for segment in first]
    end = at
    while end < len(bands):
        if end > at and bands[end].top - bands[end - 1].bottom > _ROW_GAP * bands[end].size:
            break
        parted = [piece for segment in bands[end].segments for piece in _parted(segment, columns)]
        widened = _widened(columns, parted)
        if widened is None:
            break
        bands[end].segments = parted
        columns, end = widened, end + 1
    return end, columns


def _start(bands: Sequence[Band], at: int, columns: Columns) -> int:
    """The heading's first line, where some of its cells have more lines than others."""
    while at > 0:
        above = bands[at - 1]
        near = bands[at].top - above.bottom < _NEAR * above.size
        if not near or any(len(_touched(columns, segment)) != 1 for segment in above.segments):
            break
        at -= 1
    return at


def _touched(columns: Columns, segment: Segment) -> list[int]:
    return [
        index for index, (left, right) in enumerate(columns) if segment.left < right and left < segment.right
    ]


def _parted(segment: Segment, columns: Columns) -> list[Segment]:
    """A text that reaches over two columns, cut at its widest blank if it has one: cells printed close together."""
    if len(_touched(columns, segment)) < 2:
        return [segment]
    row = [glyph for glyph in segment.glyphs if not glyph.text.isspace()]
    gaps = [(after.left - before.right, at) for at, (before, after) in enumerate(pairwise(row), start=1)]
    width, at = max(gaps, default=(0.0, 0))
    if width < _CLOSE * (row[0].bottom - row[0].top):
        return [segment]
    begins = next(place for place, glyph in enumerate(segment.glyphs) if glyph is row[at])
    halves = (segment.glyphs[:begins], segment.glyphs[begins:])
    return [piece for half in halves for piece in _parted(Segment(half), columns)]


def _widened(columns: Columns, segments: Sequence[Segment]) -> Columns | None:
    """The columns with these texts in them; None where a text reaches over two or stands beside them all."""
    found = list(columns)
    for segment in segments:
        touched = _touched(found, segment)
        if len(touched) > 1 or (not touched and (segment.right < found[0][0] or segment.left > found[-1][1])):
            return None
        if touched:
            left, right = found[touched[0]]
            found[touched[0]] = (min(left, segment.left), max(right, segment.right))
        else:
            found = sorted([*found, (segment.left, segment.right)])
    return found


def _table(bands: Sequence[Band], columns: Columns, fewest: int) -> AlignedTable | None:
    for band in bands:
        for segment in band.segments:
            for column in _touched(columns, segment)[:1]:
                band.cells.setdefault(column, []).append(segment.glyphs)
    filled = sum(len(band.cells) >= _FEWEST for band in bands)
    longest = [
        max((len(line) for band in bands for line in band.cells.get(column, ())), default=0)
        for column in range(len(columns))
    ]
    short = sum(length < _LONG for length in longest)
    if filled < fewest or filled < _FILLED * len(bands) or short * 2 <= len(columns):
        return None
    return AlignedTable(tuple(columns), tuple(_rows(bands, columns)))


def _rows(bands: Sequence[Band], columns: Columns) -> list[dict[int, list[Row]]]:
    """Bands put together into rows. Where two sizes of blank stand between the lines, the smaller one is inside the
    cells; where all are alike, a line goes on from the one above that fills its column."""
    tried = (_grouped(bands, columns, inside) for inside in _blanks_inside_cells(bands))
    whole = (groups for groups in tried if not any(map(_holds_two_rows, groups[1:])))
    groups = next(whole, [[band] for band in bands])
    rows: list[dict[int, list[Row]]] = []
    for group in groups:
        rows.append({})
        for band in group:
            for column, lines in band.cells.items():
                rows[-1].setdefault(column, []).extend(lines)
    return rows


def _holds_two_rows(group: Sequence[Band]) -> bool:
    return sum(len(band.cells) >= _FEWEST for band in group) > 1


def _grouped(bands: Sequence[Band], columns: Columns, inside: float) -> list[list[Band]]:
    groups: list[list[Band]] = [[bands[0]]]
    for at, band in enumerate(bands[1:], start=1):
        above = band.top - bands[at - 1].bottom
        below = bands[at + 1].top - band.bottom if at + 1 < len(bands) else above
        nearer_below = below < above - _NEAR * band.size
        if above <= inside or (not nearer_below and _goes_on(groups[-1], band, columns)):
            groups[-1].append(band)
        else:
            groups.append([band])
    return groups


def _blanks_inside_cells(bands: Sequence[Band]) -> list[float]:
    """Blanks up to which two lines may stand in one cell: below each jump of their sizes, the widest jump first, and
    last of all where lines overlap or nothing shows it."""
    size = min(band.size for band in bands)
    blanks = sorted(after.top - before.bottom for before, after in pairwise(bands))
    jumps = [
        (wide - narrow, narrow)
        for narrow, wide in pairwise(blanks)
        if wide - narrow > _JUMP * size and narrow < size
    ]
    return [narrow + 0.01 for _, narrow in sorted(jumps, reverse=True)] + [-0.01, float("-inf")]


def _goes_on(row: Sequence[Band], band: Band, columns: Columns) -> bool:
    """The rest of a long cell: alone in its column, or with the numbers and marks that stand at half its height."""
    filled = {column for part in row for column in part.cells}
    column = next(iter(band.cells)) if len(band.cells) == 1 else next(iter(filled))
    if column not in band.cells or (len(band.cells) > 1 and len(filled) > 1):
        return False
    lines = row[-1].cells.get(column, [])
    return bool(lines) and lines[-1][-1].right > columns[column][1] - 2.2 * band.size
