"""Rows added to a worksheet, and everything below and everything that points there moved with them."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.xlsx import REFERENCE, S, column_number

from .book import area_of, forget, rows_of
from .grid import letters_of
from .references import Added, copied_aside, copied_down, moved, moved_reference

if TYPE_CHECKING:
    from lxml import etree

_MAIN14 = "{http://schemas.microsoft.com/office/excel/2006/main}"
_LISTS = ("dataValidation", "conditionalFormatting", "protectedRange", "ignoredError", "selection")
_SINGLE = ("mergeCell", "hyperlink", "autoFilter", "sortState", "sortCondition", "dimension")


def add_rows(root: etree._Element, added: Added) -> None:
    """Add copies of a row below it: styles, formulas, merged cells and heights; what lies below moves down."""
    unshare(root)
    data = root.find(f"{S}sheetData")
    assert data is not None
    source = next((row for number, row in rows_of(root) if number == added.after), None)
    merges = _merges_in(root, added.after)
    move(root, added)
    if source is None:
        return
    for count in range(added.count, 0, -1):
        source.addnext(_copy(source, added.after, count))
    for count in range(1, added.count + 1):
        _add_merges(root, merges, count)


def move(root: etree._Element, added: Added) -> None:
    """Every place in the sheet's own XML that names a row below."""
    for number, row in list(rows_of(root)):
        for cell in row.iterfind(f"{S}c"):
            formula = cell.find(f"{S}f")
            if formula is not None:
                _move_formula(formula, added, number)
            column = REFERENCE.match(cell.get("r", ""))
            if column:
                cell.set("r", f"{column[1]}{added.row(number)}")
        row.set("r", str(added.row(number)))
    for tag in _LISTS:
        for element in root.iter(f"{S}{tag}"):
            _move_attribute(element, "sqref", added)
            _move_attribute(element, "activeCell", added)
    for tag in _SINGLE:
        for element in root.iter(f"{S}{tag}"):
            _move_attribute(element, "ref", added)
    for element in root.iter(f"{S}hyperlink"):
        if element.get("location"):
            element.set("location", moved(element.get("location", ""), added, added.sheet))
    for element in root.iter(f"{S}pane"):
        _move_attribute(element, "topLeftCell", added)
    for tag in ("formula", "formula1", "formula2"):
        for element in root.iter(f"{S}{tag}"):
            element.text = moved(element.text or "", added, added.sheet)
    for element in root.iter(f"{_MAIN14}sqref", f"{_MAIN14}f"):
        element.text = moved(element.text or "", added, added.sheet)
    for element in root.iterfind(f"{S}rowBreaks/{S}brk"):
        element.set("id", str(added.row(int(element.get("id", "0")))))


def move_formulas(root: etree._Element, sheet: str, added: Added) -> bool:
    """The formulas of another sheet that point to the one with new rows; whether any changed."""
    changed = False
    for element in root.iter(f"{S}f", f"{S}formula", f"{S}formula1", f"{S}formula2", f"{_MAIN14}f"):
        text = moved(element.text or "", added, sheet)
        changed = changed or text != (element.text or "")
        if element.text:
            element.text = text
    for element in root.iter(f"{S}hyperlink"):
        place = moved(element.get("location", ""), added, sheet)
        changed = changed or place != element.get("location", "")
        if place:
            element.set("location", place)
    return changed


def _move_formula(formula: etree._Element, added: Added, row: int) -> None:
    if formula.text:
        formula.text = moved(formula.text, added, added.sheet, row)
    _move_attribute(formula, "ref", added)


def _move_attribute(element: etree._Element, name: str, added: Added) -> None:
    """A rule for the copied row holds for its copies; a cell merged within the row stays one row high."""
    given = element.get(name)
    places = []
    for each in given.split() if given else ():
        area = area_of(each)
        rule = element.tag in (f"{S}dataValidation", f"{S}conditionalFormatting")
        if rule and area and area[0] == area[2] == added.after and ":" not in each:
            each = f"{each}:{each}"
        inside = element.tag in (f"{S}mergeCell", f"{S}f")
        places.append(moved_reference(each, added, inside=inside) if area else each)
    if given:
        element.set(name, " ".join(places))


def _merges_in(root: etree._Element, row: int) -> list[tuple[int, int, int, int]]:
    """Merged cells that lie within this one row."""
    areas = [area_of(each.get("ref", "")) for each in root.iterfind(f"{S}mergeCells/{S}mergeCell")]
    return [area for area in areas if area and area[0] == area[2] == row]


def _add_merges(root: etree._Element, merges: list[tuple[int, int, int, int]], down: int) -> None:
    holder = root.find(f"{S}mergeCells")
    for top, left, _, right in merges if holder is not None else ():
        assert holder is not None
        row = top + down
        reference = f"{letters_of(left)}{row}:{letters_of(right)}{row}"
        holder.append(holder.makeelement(f"{S}mergeCell", {"ref": reference}))
    if holder is not None and holder.get("count"):
        holder.set("count", str(len(holder)))


def _copy(source: etree._Element, row: int, down: int) -> etree._Element:
    """A copy of a row without its values, its formulas filled down."""
    new = deepcopy(source)
    new.tail = source.tail
    new.set("r", str(row + down))
    for cell in new.iterfind(f"{S}c"):
        column = REFERENCE.match(cell.get("r", ""))
        cell.set("r", f"{column[1] if column else 'A'}{row + down}")
        formula = cell.find(f"{S}f")
        for child in [each for each in cell if each.tag in (f"{S}v", f"{S}is")]:
            cell.remove(child)
        if formula is not None and formula.text:
            formula.text = copied_down(formula.text, down)
        for name in ("t", "cm", "vm"):
            forget(cell, name)
    return new


def unshare(root: etree._Element) -> None:
    """Formulas that a sheet stores once for many cells, each written out: they cannot be moved apart otherwise."""
    masters: dict[str, tuple[int, int, str]] = {}
    for _, row in rows_of(root):
        for cell in row.iterfind(f"{S}c"):
            formula = cell.find(f"{S}f")
            if formula is None or formula.get("t") != "shared":
                continue
            at = REFERENCE.match(cell.get("r", ""))
            if at is None:
                continue
            place = int(at[2]), column_number(at[1])
            index = formula.get("si", "")
            if formula.text:
                masters[index] = (*place, formula.text)
            elif index in masters:
                top, left, text = masters[index]
                formula.text = copied_aside(text, place[0] - top, place[1] - left)
            for name in ("t", "si", "ref"):
                forget(formula, name)


def moved_names(root: etree._Element, added: Added) -> bool:
    """Defined names and print areas of the workbook; whether any changed."""
    changed = False
    for element in root.iterfind(f"{S}definedNames/{S}definedName"):
        text = moved(element.text or "", added, "")
        changed = changed or text != element.text
        element.text = text
    return changed


def moved_drawing(root: etree._Element, added: Added) -> bool:
    """Pictures and charts anchored below; whether any changed."""
    changed = False
    for element in root.iter("{*}row"):
        if re.fullmatch(r"\d+", element.text or "") and element.getparent() is not None:
            number = int(element.text or "0") + 1
            element.text = str(added.row(number) - 1)
            changed = changed or added.row(number) != number
    return changed
