"""Bytes of one file as sheets of cells. Hostile files are refused as everywhere (`core.reading.hostile`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from luoshi.core.reading.formats import delimited
from luoshi.core.reading.formats.cell_values import is_date
from luoshi.core.reading.formats.detect import Detected, detect
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
from luoshi.core.reading.hostile import Archive, walk_xml
from luoshi.core.reading.structure import Unreadable
from luoshi.core.sheets.book import area_of
from luoshi.core.sheets.grid import Grid

from .sheet import Cell, Sheet

if TYPE_CHECKING:
    from lxml import etree

MOST_ROWS = 60_000
MOST_CELLS = 1_500_000
MOST_SHEETS = 60
EXACT = 10**15  # beyond this a spreadsheet has lost the last digits of a number
_BLANKS = " \t\r\n\u3000\xa0"
_PLACES = re.compile(r"^[#,0]*0\.(0+)(?:_ )?$")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{2}$", re.ASCII)
_LINK = re.compile(r'^\s*HYPERLINK\(.*,\s*"((?:[^"]|"")*)"\s*\)\s*$', re.I | re.S)
Remark = Callable[[str], None]


def open_list(name: str, data: bytes, remark: Remark) -> list[Sheet]:
    """Every visible sheet. Raises Unreadable with one Chinese sentence."""
    detected = detect(name, data)
    try:
        sheets = _opened(detected, name, data, remark)
    except (Unreadable, MemoryError, ImportError, NameError):
        raise
    except Exception as error:
        # A damaged file breaks a parser in any way it likes; the caller needs one answer.
        raise Unreadable(
            f"“{name}”已损坏或格式特殊，无法读取，请用办公软件打开检查，另存一份后再上传。"
        ) from error
    for sheet in sheets:
        sheet.fill_merged()
    return sheets


def _opened(detected: Detected, name: str, data: bytes, remark: Remark) -> list[Sheet]:
    if detected.kind == "xlsx" and detected.archive is not None:
        return _workbook(detected.archive, remark)
    if detected.kind == "csv":
        return [_delimited(name, data)]
    if detected.kind == "docx":
        return _word(name, data)
    raise Unreadable(
        f"“{name}”不是名单可以用的格式。请上传 .xlsx、.xls 或 .csv 文件；Word 里的表格请用 .docx。"
    )


def _workbook(archive: Archive, remark: Remark) -> list[Sheet]:
    workbook = archive.xml("xl/workbook.xml")
    book = open_book(archive, workbook)
    paths = part_paths(archive)
    found: list[Sheet] = []
    elements = workbook.findall(f"{S}sheets/{S}sheet")
    if len(elements) > MOST_SHEETS:
        raise Unreadable(
            f"“{archive.name}”有 {len(elements)} 张工作表，超过 {MOST_SHEETS} 张，请只保留要导入的工作表。"
        )
    for element in elements:
        title = element.get("name", "")
        path = paths.get(element.get(f"{R}id", ""), "")
        if path not in archive or "/worksheets/" not in path:
            continue
        if element.get("state", "visible") != "visible":
            remark(f"工作表“{title}”是隐藏的，没有读入；如需读入，请取消隐藏后再上传。")
        else:
            found.append(_Reader(archive, book, title).read(path))
    return found


class _Reader:
    """One worksheet, read as a stream: a sheet of 20,000 rows never lies in memory as a tree."""

    def __init__(self, archive: Archive, book: Book, title: str) -> None:
        self.archive, self.book, self.sheet = archive, book, Sheet(title)
        self.dates = [is_date(*each) for each in book.formats]
        self.places: list[int] = [_places_of(*each) for each in book.formats]
        self.count = 0

    def read(self, path: str) -> Sheet:
        sheet = self.sheet
        number = 0
        data = self.archive.read(path)
        for element in walk_xml(self.archive.name, data, (f"{S}row", f"{S}mergeCell", f"{S}col")):
            if element.tag == f"{S}row":
                number = int(element.get("r", number + 1))
                self._row(element, number)
            elif element.tag == f"{S}mergeCell":
                if area := area_of(element.get("ref", "")):
                    top, left, bottom, right = area
                    sheet.spans[top, left] = max(bottom - top, 0) + 1, max(right - left, 0) + 1
            elif element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                sheet.hidden_columns |= set(range(first, min(last, first + 1000) + 1))
        return sheet

    def _row(self, row: etree._Element, number: int) -> None:
        line: dict[int, Cell] = {}
        column = 0
        for element in row.iterchildren(f"{S}c"):
            reference = REFERENCE.match(element.get("r", ""))
            column = column_number(reference[1]) if reference else column + 1
            if len(element):
                cell = self._cell(element)
                if cell.text or cell.uncounted:
                    line[column] = cell
        if line:
            self.sheet.rows[number] = line
            if row.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(number)
            self.count += len(line)
            if self.count > MOST_CELLS or len(self.sheet.rows) > MOST_ROWS:
                raise Unreadable(
                    f"工作表“{self.sheet.name}”的内容太多（一次最多 {MOST_ROWS} 行），请拆成几个文件分次导入。"
                )

    def _cell(self, element: etree._Element) -> Cell:
        kind = element.get("t", "n")
        if kind == "s" and len(element) == 1:  # most of the cells of most lists
            at = int(element[0].text or 0)
            strings = self.book.strings
            return Cell(strings[at].strip(_BLANKS) if at < len(strings) else "")
        text = cell_text(element, self.book).strip(_BLANKS)
        cell = Cell(text)
        if kind == "n" and text:
            style = int(element.get("s", "0"))
            cell.is_number = True
            if style < len(self.dates):
                cell.is_date, cell.places = self.dates[style], self.places[style]
            cell.lost = (
                len(text) > 15 and not cell.is_date and abs(float(element.findtext(f"{S}v") or 0)) >= EXACT
            )
        formula = element.find(f"{S}f")
        if formula is not None:
            _note_formula(cell, formula.text or "")
        return cell


def _places_of(format_id: int, code: str) -> int:
    """Decimals that a number format shows; -1 where it does not say."""
    shown = _PLACES.match(code)
    return 2 if format_id == 2 else len(shown[1]) if shown else -1


def _note_formula(cell: Cell, formula: str) -> None:
    """A link's words are what its cell shows, counted or not."""
    cell.formula = True
    if not cell.text:
        link = _LINK.match(formula)
        cell.text = link[1].replace('""', '"').strip() if link else ""
        cell.uncounted = not cell.text


def _delimited(name: str, data: bytes) -> Sheet:
    sheet = Sheet("")
    for number, values in delimited.rows_of(name, data):
        line = {}
        for column, value in enumerate(values, start=1):
            text = value.strip(_BLANKS)
            if text.startswith('="') and text.endswith('"'):  # how some programs keep digits of a text
                text = text[2:-1]
            if text:
                line[column] = Cell(text, lost=bool(_SCIENTIFIC.match(text)))
        if line:
            sheet.rows[number] = line
        if len(sheet.rows) > MOST_ROWS:
            raise Unreadable(f"“{name}”超过 {MOST_ROWS} 行，请拆成几个文件分次导入。")
    return sheet


def _word(name: str, data: bytes) -> list[Sheet]:
    from luoshi.core.sheets.package import Package
    from luoshi.core.sheets.word import Document

    grids = Document(Package(name, data)).grids()
    return [_from_grid(grid) for grid in grids if grid.key != "p" and grid.cells]


def _from_grid(grid: Grid) -> Sheet:
    sheet = Sheet(grid.name, is_word=True)
    for (row, column), cell in grid.cells.items():
        text = cell.text.strip(_BLANKS)
        if text:
            sheet.rows.setdefault(row, {})[column] = Cell(text)
        if cell.rows > 1 or cell.columns > 1:
            sheet.spans[row, column] = (cell.rows, cell.columns)
    return sheet
