"""What the cells' own data validation lets in: lists written out or kept elsewhere in the workbook, and bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.xlsx import REFERENCE, S, cell_text, column_number

from .grid import Allowed
from .model import Kind
from .references import sheet_in

if TYPE_CHECKING:
    from lxml import etree

    from .book import Workbook

_MAIN14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FORMULA14 = "{http://schemas.microsoft.com/office/excel/2006/main}"
_KINDS = {"whole": Kind.INTEGER, "decimal": Kind.DECIMAL, "date": Kind.DATE}
MOST_CHOICES = 500
Area = tuple[int, int, int, int]


def allowed_in(book: Workbook, key: str, root: etree._Element) -> Iterator[tuple[Area, Allowed]]:
    for element in root.iterfind(f"{S}dataValidations/{S}dataValidation"):
        first, second = element.findtext(f"{S}formula1") or "", element.findtext(f"{S}formula2") or ""
        yield from _placed(_allowed(book, key, element, first, second), element.get("sqref", ""))
    for element in root.iter(f"{_MAIN14}dataValidation"):
        first = element.findtext(f"{_MAIN14}formula1/{_FORMULA14}f") or ""
        places = element.findtext(f"{_FORMULA14}sqref") or ""
        yield from _placed(_allowed(book, key, element, first, ""), places)


def _placed(allowed: Allowed | None, places: str) -> Iterator[tuple[Area, Allowed]]:
    for reference in places.split() if allowed else ():
        if (area := _area(reference)) and allowed:
            yield area, allowed


def _allowed(book: Workbook, key: str, element: etree._Element, first: str, second: str) -> Allowed | None:
    kind = element.get("type", "")
    if kind == "list":
        words = _written_out(first) if first.startswith('"') else _kept(book, key, first)
        return Allowed(words, Kind.YES_NO if set(words) == {"是", "否"} else Kind.CHOICE) if words else None
    if kind in _KINDS:
        return Allowed((), _KINDS[kind], *_bounds(element, first, second))
    return None


def _written_out(formula: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in formula.strip('"').split(",") if word.strip())


def _kept(book: Workbook, key: str, formula: str) -> tuple[str, ...]:
    """The words in a range of cells, named or not."""
    reference = _named(book, formula.removeprefix("="))
    sheet, mark, cells = reference.rpartition("!")
    name = sheet_in(sheet + mark) if mark else ""
    found = next((part.key for part in book.sheets if part.name == name), key if not mark else "")
    area = _area(cells)
    if not found or area is None:
        return ()
    top, left, bottom, right = area
    words = [
        cell_text(cell, book.book).strip()
        for (row, column), cell in book.stored(book.tree(found))
        if top <= row <= bottom and left <= column <= right
    ]
    return tuple(dict.fromkeys(word for word in words[:MOST_CHOICES] if word))


def _named(book: Workbook, text: str) -> str:
    for element in book.root.iterfind(f"{S}definedNames/{S}definedName"):
        if element.get("name") == text:
            return (element.text or "").strip()
    return text


def _area(reference: str) -> Area | None:
    first, _, last = reference.replace("$", "").partition(":")
    start, end = REFERENCE.match(first), REFERENCE.match(last or first)
    if not start or not end:
        return None
    return int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])


def _bounds(element: etree._Element, first: str, second: str) -> tuple[str, str]:
    if element.get("type") == "date":
        return "", ""
    low, high = (each if re.fullmatch(r"-?\d+(\.\d+)?", each) else "" for each in (first, second))
    match element.get("operator", "between"):
        case "between":
            return low, high
        case "greaterThanOrEqual":
            return low, ""
        case "lessThanOrEqual":
            return "", low
    return "", ""
