"""A workbook as grids, kept together with the XML they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.cell_values import is_date, is_percent
from luoshi.core.reading.formats.xlsx import (
    REFERENCE,
    Book,
    R,
    S,
    cell_text,
    column_number,
    open_book,
    part_paths,
)
from luoshi.core.reading.structure import Unreadable

from .grid import At, Grid, GridCell
from .model import Kind
from .package import Package
from .validations import allowed_in

if TYPE_CHECKING:
    from lxml import etree

MOST_CELLS = 400_000  # stored cells of one sheet
MOST_SHEETS = 400
MOST_RULES = 2_000  # ranges with data validation
_PLACES = re.compile(r"0(?:\.(0+))?(?![0-9])")


@dataclass(slots=True)
class SheetPart:
    """One worksheet: where it lies in the package, and its tree once it was asked for."""

    key: str
    name: str
    path: str
    visible: bool


@dataclass(slots=True)
class _Look:
    """What a cell style says."""

    kind: Kind | None = None
    places: int | None = None
    framed: bool = False
    locked: bool = True


@dataclass
class Workbook:
    """The parts of a workbook that hold cells. Trees are parsed once and may be changed by `cells`."""

    package: Package
    trees: dict[str, etree._Element] = field(default_factory=dict)

    @cached_property
    def root(self) -> etree._Element:
        return self.package.archive.xml("xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[SheetPart]:
        paths = part_paths(self.package.archive)
        found: list[SheetPart] = []
        for element in self.root.iterfind(f"{S}sheets/{S}sheet"):
            path = paths.get(element.get(f"{R}id", ""), "")
            if path in self.package.archive and "/worksheets/" in path:
                shown = element.get("state", "visible") == "visible"
                found.append(SheetPart(f"s{len(found) + 1}", element.get("name", ""), path, shown))
        if len(found) > MOST_SHEETS:
            raise Unreadable(
                f"“{self.package.name}”有 {len(found)} 张工作表，超过 {MOST_SHEETS} 张，没有读取，请拆成几个文件。"
            )
        return found

    def sheet(self, key: str) -> SheetPart:
        return next(each for each in self.sheets if each.key == key)

    def tree(self, key: str) -> etree._Element:
        if key not in self.trees:
            self.trees[key] = self.package.tree(self.sheet(key).path)
        return self.trees[key]

    @cached_property
    def book(self) -> Book:
        return open_book(self.package.archive, self.root)

    @cached_property
    def looks(self) -> list[_Look]:
        """What each cell style means, in the order of the style sheet."""
        if "xl/styles.xml" not in self.package.archive:
            return []
        styles = self.package.archive.xml("xl/styles.xml")
        borders = [_has_lines(each) for each in styles.iterfind(f"{S}borders/{S}border")]
        found = []
        for style, xf in enumerate(styles.iterfind(f"{S}cellXfs/{S}xf")):
            kind, places = _meaning(*self.book.formats[style])
            border = int(xf.get("borderId", "0"))
            protection = xf.find(f"{S}protection")
            locked = protection is None or protection.get("locked", "1") not in ("0", "false")
            found.append(_Look(kind, places, border < len(borders) and borders[border], locked))
        return found

    def look(self, cell: etree._Element) -> _Look:
        style = int(cell.get("s", "0"))
        return self.looks[style] if style < len(self.looks) else _Look()

    def grid(self, key: str) -> Grid:
        """The sheet as recognition sees it."""
        part, root = self.sheet(key), self.tree(key)
        protection = root.find(f"{S}sheetProtection")
        grid = Grid(key, part.name, visible=part.visible)
        grid.protected = protection is not None and protection.get("sheet", "0") in ("1", "true")
        stored = self._stored(part, root)
        spans = _bounded(dict(spans_of(root)), stored, part.name)
        for at in set(spans) - {at for at, _ in stored}:
            grid.put(GridCell("", *at, *spans[at]))
        for at, cell in stored:
            if at not in grid.covered:
                grid.put(self._grid_cell(cell, at, spans.get(at, (1, 1))))
        _note_hidden(grid, root)
        grid.allowed = list(islice(allowed_in(self, key, root), MOST_RULES))
        return grid

    def _stored(self, part: SheetPart, root: etree._Element) -> list[tuple[At, etree._Element]]:
        found = list(islice(self.stored(root), MOST_CELLS + 1))
        if len(found) > MOST_CELLS:
            raise _too_large(part.name)
        return found

    def stored(self, root: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
        """Every cell element with its position, as Excel counts where numbers are left out."""
        for number, row in rows_of(root):
            column = 0
            for cell in row.iterfind(f"{S}c"):
                reference = REFERENCE.match(cell.get("r", ""))
                column = column_number(reference[1]) if reference else column + 1
                yield (number, column), cell

    def _grid_cell(self, cell: etree._Element, at: tuple[int, int], span: tuple[int, int]) -> GridCell:
        look = self.look(cell)
        formula = cell.find(f"{S}f")
        text = cell_text(cell, self.book).strip(" \t\r\n\u3000")
        return GridCell(
            text,
            *at,
            *span,
            formula="" if formula is None else formula.text or "=",
            framed=look.framed,
            kind=look.kind,
            places=look.places,
            is_number=cell.get("t", "n") == "n" and bool(text),
        )


def _bounded(
    spans: dict[At, tuple[int, int]], stored: list[tuple[At, etree._Element]], name: str
) -> dict[At, tuple[int, int]]:
    """Merged ranges cut at the last stored row and column: a range over the whole sheet must cost nothing."""
    bottom = max((at[0] for at, _ in stored), default=0)
    right = max((at[1] for at, _ in stored), default=0)
    cut = {
        at: (max(min(rows, bottom - at[0] + 1), 1), max(min(columns, right - at[1] + 1), 1))
        for at, (rows, columns) in spans.items()
    }
    if sum(rows * columns for rows, columns in cut.values()) > MOST_CELLS:
        raise _too_large(name)
    return cut


def _too_large(name: str) -> Unreadable:
    return Unreadable(f"工作表“{name}”范围过大，请删去空白的行和列，另存后再上传。")


def forget(element: etree._Element, name: str) -> None:
    """Take an attribute away where it is."""
    if name in element.attrib:
        del element.attrib[name]


def rows_of(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in root.iterfind(f"{S}sheetData/{S}row"):
        number = int(row.get("r", number + 1))
        yield number, row


def spans_of(root: etree._Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Merged ranges: top left corner, and how many rows and columns."""
    for element in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        area = area_of(element.get("ref", ""))
        if area:
            top, left, bottom, right = area
            yield (top, left), (bottom - top + 1, right - left + 1)


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right of A1 or A1:B2."""
    first, _, last = reference.replace("$", "").partition(":")
    start, end = REFERENCE.match(first), REFERENCE.match(last or first)
    if not start or not end:
        return None
    return int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])


def _has_lines(border: etree._Element) -> bool:
    return any(side.get("style", "none") != "none" for side in border)


def _meaning(format_id: int, code: str) -> tuple[Kind | None, int | None]:
    """What a number format says that the cell holds, and its decimals."""
    if is_date(format_id, code):
        return Kind.DATE, None
    if is_percent(format_id, code):
        return Kind.PERCENT, 2 if format_id == 10 else _places(code)
    if format_id in (1, 3, 37, 38):
        return Kind.INTEGER, 0
    if format_id in (2, 4, 39, 40):
        return Kind.DECIMAL, 2
    if format_id == 49:
        return Kind.TEXT, None
    if format_id == 0 or code.lower().startswith("general") or "0" not in code:
        return (Kind.TEXT, None) if code == "@" else (None, None)
    places = _places(code)
    return (Kind.DECIMAL, places) if places else (Kind.INTEGER, 0)


def _places(code: str) -> int:
    found = _PLACES.search(code.split(";")[0])
    return len(found[1] or "") if found else 0


def _note_hidden(grid: Grid, root: etree._Element) -> None:
    for number, row in rows_of(root):
        if row.get("hidden") in ("1", "true"):
            grid.hidden_rows.add(number)
    for element in root.iterfind(f"{S}cols/{S}col"):
        if element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            grid.hidden_columns |= set(range(first, min(last, first + 1000) + 1))
