"""Excel workbooks (.xlsx), read cell by cell from their XML.

Read here rather than by a library because the number formats are needed (0.5 shown as 50%, 007) and because a
cell at the far corner must cost nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..hostile import Archive, walk_xml
from ..structure import SourceDocument, Unreadable
from .builder import Blocks
from .cell_values import formatted
from .sheets import Sheet, add_sheet

if TYPE_CHECKING:
    from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
# Characters that XML cannot hold are written as _x000D_ (ECMA-376 part 1, 22.9.2.19).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Book:
    """What the cells refer to."""

    strings: list[str] = field(default_factory=list)
    formats: list[tuple[int, str]] = field(default_factory=list)
    from_1904: bool = False


def read(name: str, archive: Archive) -> SourceDocument:
    """Every visible sheet in order; hidden sheets, rows and columns are named in the remarks."""
    blocks = Blocks(name)
    workbook = archive.xml("xl/workbook.xml")
    book = open_book(archive, workbook)
    targets = part_paths(archive)
    for element in workbook.iterfind(f"{S}sheets/{S}sheet"):
        title = element.get("name", "")
        path = targets.get(element.get(f"{R}id", ""), "")
        if element.get("state", "visible") != "visible":
            blocks.remark(f"工作表“{title}”是隐藏的，没有读入；如需读入，请取消隐藏后再上传。")
        elif path in archive and "/worksheets/" in path:
            add_sheet(blocks, _read_sheet(title, archive, path, book, blocks.remark))
    if archive.embedded:
        blocks.remark("文件里嵌有其他对象，对象中的内容没有读入，请另存为单独的文件上传。")
    return blocks.document("xlsx")


def open_book(archive: Archive, workbook: etree._Element) -> Book:
    """Raises Unreadable for the strict form, whose parts have other names."""
    if workbook.tag != f"{S}workbook":
        raise Unreadable(
            f"“{archive.name}”是严格格式的工作簿，请用 Excel 或 WPS 打开后另存为普通的 .xlsx 再上传。"
        )
    properties = workbook.find(f"{S}workbookPr")
    return Book(
        strings=shared_strings(archive),
        formats=formats_of(archive),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
    )


def part_paths(archive: Archive) -> dict[str, str]:
    """Paths of the parts of the workbook by relation id."""
    relations = archive.xml("xl/_rels/workbook.xml.rels")
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip(
            "/"
        )
        for relation in relations.iterfind(_RELATION)
    }


def shared_strings(archive: Archive) -> list[str]:
    path = "xl/sharedStrings.xml"
    if path not in archive:
        return []
    return [rich_text(element) for element in walk_xml(archive.name, archive.read(path), (f"{S}si",))]


def rich_text(element: etree._Element) -> str:
    """The text of a string item, without the reading aids of East Asian scripts."""
    direct = element.findtext(f"{S}t") or ""
    runs = "".join(run.findtext(f"{S}t") or "" for run in element.iterfind(f"{S}r"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), direct + runs)


def formats_of(archive: Archive) -> list[tuple[int, str]]:
    """Number format (id, code) by cell style."""
    if "xl/styles.xml" not in archive:
        return []
    root = archive.xml("xl/styles.xml")
    codes = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    ids = [int(element.get("numFmtId", "0")) for element in root.iterfind(f"{S}cellXfs/{S}xf")]
    return [(each, codes.get(each, "")) for each in ids]


def _read_sheet(title: str, archive: Archive, path: str, book: Book, remark: Callable[[str], None]) -> Sheet:
    sheet = Sheet(title)
    row_number = 0
    for element in walk_xml(archive.name, archive.read(path), (f"{S}row", f"{S}mergeCell", f"{S}col")):
        if element.tag == f"{S}mergeCell":
            _keep_span(sheet, element.get("ref", ""))
        elif element.get("hidden") in ("1", "true") and (element.tag == f"{S}col" or len(element)):
            remark(f"工作表“{title}”有隐藏的行或列，其中的内容也已读入，请核对。")
        if element.tag == f"{S}row":
            row_number = int(element.get("r", row_number + 1))
            _read_row(sheet, element, row_number, book, remark)
    return sheet


def _read_row(
    sheet: Sheet, row: etree._Element, number: int, book: Book, remark: Callable[[str], None]
) -> None:
    column = 0
    for cell in row.iterfind(f"{S}c"):
        reference = REFERENCE.match(cell.get("r", ""))
        column = column_number(reference[1]) if reference else column + 1
        sheet.put(number, column, cell_text(cell, book))
        if cell.find(f"{S}f") is not None and not cell.findtext(f"{S}v") and cell.get("t") != "str":
            remark(f"工作表“{sheet.name}”有公式没有算出结果，请用表格软件打开、保存一次后再上传。")


def cell_text(cell: etree._Element, book: Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{S}is")
        return rich_text(inline) if inline is not None else ""
    value = cell.findtext(f"{S}v") or ""
    if not value:
        return ""
    if kind == "s":
        return book.strings[int(value)] if int(value) < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind == "d":
        return value.removesuffix("T00:00:00").replace("T", " ")
    if kind in ("str", "e"):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    style = int(cell.get("s", "0"))
    format_id, code = book.formats[style] if style < len(book.formats) else (0, "")
    return formatted(float(value), format_id, code, from_1904=book.from_1904)


def _keep_span(sheet: Sheet, reference: str) -> None:
    first, _, last = reference.partition(":")
    start, end = REFERENCE.match(first), REFERENCE.match(last)
    if start and end:
        top, left = int(start[2]), column_number(start[1])
        sheet.spans[top, left] = (max(int(end[2]) - top, 0) + 1, max(column_number(end[1]) - left, 0) + 1)


def column_number(letters: str) -> int:
    """A → 1, Z → 26, XFD → 16384; Unreadable beyond."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > 16384:
        raise Unreadable("工作簿里有超出范围的列，文件可能已损坏，请用表格软件打开后另存一份再上传。")
    return number
