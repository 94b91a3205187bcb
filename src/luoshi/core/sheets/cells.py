"""Values into the cells of a worksheet's XML: the cell's style stays, nothing else in the sheet is touched.

Texts are written as inline strings: appended to sharedStrings.xml they would change a part that holds no filled cell.
An inline string is never a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.xlsx import REFERENCE, S, column_number

from .book import area_of, forget
from .grid import letters_of
from .values import Stored

if TYPE_CHECKING:
    from lxml import etree

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WOULD_BE_READ = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class SheetCells:
    """The cells of one worksheet, found by position. Made anew after rows were moved."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        _number_all(root)

    @cached_property
    def rows(self) -> dict[int, etree._Element]:
        return {int(row.get("r", "0")): row for row in self.root.iterfind(f"{S}sheetData/{S}row")}

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], etree._Element]:
        found = {}
        for number, row in self.rows.items():
            for cell in row.iterfind(f"{S}c"):
                found[number, _column_of(cell)] = cell
        return found

    def get(self, row: int, column: int) -> etree._Element | None:
        return self._by_place.get((row, column))

    def put(self, row: int, column: int, value: Stored) -> None:
        """Write a value; a cell that is not stored yet gets the style of its row or column."""
        cell = self.get(row, column)
        if cell is None:
            cell = self._make(row, column)
        clear(cell)
        if value.is_number:
            _sub(cell, "v").text = value.text
            return
        cell.set("t", "inlineStr")
        text = _sub(_sub(cell, "is"), "t")
        text.text = _WOULD_BE_READ.sub("_x005F_", value.text)
        text.set(_SPACE, "preserve")

    def _make(self, row: int, column: int) -> etree._Element:
        line = self.rows.get(row)
        if line is None:
            line = self._make_row(row)
        cell = line.makeelement(f"{S}c", {"r": f"{letters_of(column)}{row}"})
        style = line.get("s") if line.get("customFormat") in ("1", "true") else self._column_style(column)
        if style:
            cell.set("s", style)
        before = [each for each in line.iterfind(f"{S}c") if _column_of(each) < column]
        line.insert(line.index(before[-1]) + 1 if before else 0, cell)
        self._by_place[row, column] = cell
        _widen(line, column)
        self._extend(row, column)
        return cell

    def _make_row(self, row: int) -> etree._Element:
        data = self.root.find(f"{S}sheetData")
        assert data is not None
        line = data.makeelement(f"{S}row", {"r": str(row)})
        before = [each for number, each in self.rows.items() if number < row]
        data.insert(
            data.index(max(before, key=lambda each: int(each.get("r", "0")))) + 1 if before else 0, line
        )
        self.rows[row] = line
        return line

    def _column_style(self, column: int) -> str:
        for element in self.root.iterfind(f"{S}cols/{S}col"):
            if int(element.get("min", "0")) <= column <= int(element.get("max", "0")):
                return element.get("style", "")
        return ""

    def _extend(self, row: int, column: int) -> None:
        """Keep the dimension that the sheet claims true."""
        claimed = self.root.find(f"{S}dimension")
        area = area_of(claimed.get("ref", "")) if claimed is not None else None
        if claimed is None or area is None:
            return
        top, left, bottom, right = area
        if not (top <= row <= bottom and left <= column <= right):
            first = f"{letters_of(min(left, column))}{min(top, row)}"
            claimed.set("ref", f"{first}:{letters_of(max(right, column))}{max(bottom, row)}")


def clear(cell: etree._Element) -> None:
    """Empty a cell, its style kept."""
    for child in list(cell):
        if child.tag in (f"{S}v", f"{S}is", f"{S}f"):
            cell.remove(child)
    for name in ("t", "cm", "vm"):
        forget(cell, name)


def _sub(parent: etree._Element, tag: str) -> etree._Element:
    child = parent.makeelement(f"{S}{tag}", {})
    at = next((index for index, each in enumerate(parent) if each.tag == f"{S}extLst"), len(parent))
    parent.insert(at, child)
    return child


def _column_of(cell: etree._Element) -> int:
    reference = REFERENCE.match(cell.get("r", ""))
    return column_number(reference[1]) if reference else 0


def _widen(row: etree._Element, column: int) -> None:
    first, _, last = row.get("spans", "").partition(":")
    if first.isdigit() and last.isdigit() and not int(first) <= column <= int(last):
        row.set("spans", f"{min(int(first), column)}:{max(int(last), column)}")


def _number_all(root: etree._Element) -> None:
    """Some programs leave out the numbers of rows and cells; a sheet that is written to has them all."""
    number = 0
    for row in root.iterfind(f"{S}sheetData/{S}row"):
        number = int(row.get("r", number + 1))
        if row.get("r") is None:
            row.set("r", str(number))
        column = 0
        for cell in row.iterfind(f"{S}c"):
            column = _column_of(cell) or column + 1
            if cell.get("r") is None:
                cell.set("r", f"{letters_of(column)}{number}")
