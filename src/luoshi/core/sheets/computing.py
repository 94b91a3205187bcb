"""Formulas that look at cells just written: their kept values computed anew, so that every program shows the same.

Only formulas that depend on a written cell are touched. Sums, differences, shares and the usual functions are computed
here; where one is not, its kept value is dropped and the office program is asked to compute on opening, which is the
only case in which `xl/workbook.xml` changes for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.xlsx import REFERENCE, S, cell_text, column_number

from .book import Workbook, area_of, forget, rows_of
from .expressions import ErrorValue, NotComputed, Scalar, value_of
from .grid import At
from .references import copied_aside, each_reference

if TYPE_CHECKING:
    from lxml import etree

MOST_READ = 200_000  # cells of one range
Spot = tuple[str, int, int]  # sheet key, row, column


@dataclass(frozen=True, slots=True)
class _Formula:
    cell: etree._Element
    text: str
    plain: bool  # an ordinary or shared formula, no array


class Computing:
    """One pass over a workbook after cells were written."""

    def __init__(self, book: Workbook, written: Mapping[str, Iterable[At]]) -> None:
        self.book = book
        self._keys = {part.name: part.key for part in book.sheets}
        self._written: dict[str, dict[int, list[int]]] = {}
        for key, places in written.items():
            by_column = self._written.setdefault(key, {})
            for row, column in sorted(places):
                by_column.setdefault(column, []).append(row)
        self._dirty: dict[Spot, bool] = {}
        self._values: dict[Spot, Scalar | ErrorValue | NotComputed] = {}

    def run(self) -> tuple[set[str], bool]:
        """The sheets in which a kept value changed, and whether a formula is left to the office program."""
        try:
            return self._computed()
        except RecursionError:  # a chain of a thousand links, each looking at the next below
            for spot in self._formulas:
                if spot[0] in self._written:
                    _keep(self._formulas[spot].cell, NotComputed("too deep"))
            return set(self._written), True

    def _computed(self) -> tuple[set[str], bool]:
        changed: set[str] = set()
        left = False
        for spot in self._formulas:
            if not self._is_dirty(spot):
                continue
            value = self._value(spot)
            changed.add(spot[0])
            left = left or isinstance(value, NotComputed)
            _keep(self._formulas[spot].cell, value)
        return changed, left

    @cached_property
    def _cells(self) -> dict[Spot, etree._Element]:
        found = {}
        for part in self.book.sheets:
            for (row, column), cell in self.book.stored(self.book.tree(part.key)):
                found[part.key, row, column] = cell
        return found

    @cached_property
    def _formulas(self) -> dict[Spot, _Formula]:
        found: dict[Spot, _Formula] = {}
        for part in self.book.sheets:
            masters: dict[str, tuple[int, int, str]] = {}
            for number, row in rows_of(self.book.tree(part.key)):
                for cell in row.iterfind(f"{S}c"):
                    element = cell.find(f"{S}f")
                    at = REFERENCE.match(cell.get("r", ""))
                    if element is not None and at:
                        column = column_number(at[1])
                        text = _text_of(element, masters, number, column)
                        plain = element.get("t", "normal") in ("normal", "shared") and bool(text)
                        found[part.key, number, column] = _Formula(cell, text, plain)
        return found

    def _is_dirty(self, spot: Spot) -> bool:
        """Whether the formula looks, itself or through others, at a written cell."""
        if spot not in self._dirty:
            self._dirty[spot] = False  # a circle ends here
            found = spot[0] in self._written and not self._formulas[spot].cell.findtext(f"{S}v")

            def look(sheet: str, reference: str) -> str:
                nonlocal found
                key = self._keys.get(sheet) if sheet else spot[0]
                found = found or (key is not None and self._touches(key, reference))
                return reference

            each_reference(self._formulas[spot].text, look)
            self._dirty[spot] = found
        return self._dirty[spot]

    def _touches(self, key: str, reference: str) -> bool:
        area = area_of(reference)
        if area is None:
            return bool(self._written.get(key))
        top, left, bottom, right = area
        for column, rows in self._written.get(key, {}).items():
            if left <= column <= right:
                at = bisect_left(rows, top)
                if at < len(rows) and rows[at] <= bottom:
                    return True
        return any(self._is_dirty(spot) for spot in self._formulas_in(key, top, left, bottom, right))

    def _formulas_in(self, key: str, top: int, left: int, bottom: int, right: int) -> list[Spot]:
        rows = self._formula_rows.get(key, {})
        wanted = rows if bottom - top > len(rows) else [row for row in range(top, bottom + 1) if row in rows]
        return [
            (key, row, column)
            for row in wanted
            if top <= row <= bottom
            for column in rows[row]
            if left <= column <= right
        ]

    @cached_property
    def _formula_rows(self) -> dict[str, dict[int, list[int]]]:
        found: dict[str, dict[int, list[int]]] = {}
        for key, row, column in self._formulas:
            found.setdefault(key, {}).setdefault(row, []).append(column)
        return found

    def _value(self, spot: Spot) -> Scalar | ErrorValue | NotComputed:
        if spot not in self._values:
            self._values[spot] = NotComputed("a circle")
            formula = self._formulas[spot]
            try:
                if not formula.plain:
                    raise NotComputed(formula.text)
                self._values[spot] = value_of(
                    formula.text, lambda sheet, ref: self._read(spot[0], sheet, ref)
                )
            except (NotComputed, ErrorValue) as reason:
                self._values[spot] = reason
            except (OverflowError, ValueError, IndexError):
                self._values[spot] = NotComputed(formula.text)
        return self._values[spot]

    def _read(self, own: str, sheet: str, reference: str) -> list[Scalar]:
        key = self._keys.get(sheet) if sheet else own
        area = area_of(reference)
        if key is None or area is None:
            raise NotComputed(reference)
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) > MOST_READ:
            raise NotComputed(reference)
        return [
            self._at((key, row, column))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def _at(self, spot: Spot) -> Scalar:
        if spot in self._formulas and self._is_dirty(spot):
            value = self._value(spot)
            if isinstance(value, ErrorValue | NotComputed):
                raise value
            return value
        cell = self._cells.get(spot)
        return None if cell is None else self._kept(cell, spot)

    def _kept(self, cell: etree._Element, spot: Spot) -> Scalar:
        kind, text = cell.get("t", "n"), cell.findtext(f"{S}v") or ""
        if spot in self._formulas and not text and kind != "str":
            value = self._value(spot)  # never computed by the program that wrote the file
            if isinstance(value, ErrorValue | NotComputed):
                raise value
            return value
        if kind == "n":
            return float(text) if text else None
        if kind == "b":
            return text == "1"
        if kind == "e":
            raise ErrorValue(text)
        return cell_text(cell, self.book.book) or None


def _text_of(element: etree._Element, masters: dict[str, tuple[int, int, str]], row: int, column: int) -> str:
    text = element.text or ""
    if element.get("t") == "shared":
        index = element.get("si", "")
        if text:
            masters[index] = row, column, text
        elif index in masters:
            top, left, master = masters[index]
            return copied_aside(master, row - top, column - left)
    return text


def _keep(cell: etree._Element, value: Scalar | ErrorValue | NotComputed) -> None:
    """The value beside the formula; none where it is not known."""
    for old in cell.findall(f"{S}v"):
        cell.remove(old)
    forget(cell, "t")
    if value is None:
        value = 0.0
    if isinstance(value, NotComputed):
        return
    kind, text = "", ""
    if isinstance(value, ErrorValue):
        kind, text = "e", str(value)
    elif isinstance(value, bool):
        kind, text = "b", str(int(value))
    elif isinstance(value, str):
        kind, text = "str", value
    else:
        text = format(value, ".15g")
    if kind:
        cell.set("t", kind)
    kept = cell.makeelement(f"{S}v", {})
    kept.text = text
    formula = cell.find(f"{S}f")
    cell.insert(cell.index(formula) + 1 if formula is not None else len(cell), kept)
