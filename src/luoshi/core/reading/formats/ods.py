"""OpenDocument spreadsheets (.ods)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hostile import Archive
from ..structure import SourceDocument, Unreadable
from .builder import Blocks
from .cell_values import number_text
from .sheets import Sheet, add_sheet

if TYPE_CHECKING:
    from lxml import etree

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (_OASIS % part for part in ("table", "office", "text", "style"))
_MOST_REPEATS = 20_000
_WIDEST = 16_384


def read(name: str, archive: Archive) -> SourceDocument:
    """Every visible sheet in order; hidden ones are named in the remarks."""
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable(f"“{name}”设有打开密码，请去掉密码后再上传。")
    blocks = Blocks(name)
    root = archive.xml("content.xml")
    hidden = _hidden_styles(root)
    for table in root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
        title = table.get(f"{TABLE}name", "")
        if table.get(f"{TABLE}style-name") in hidden:
            blocks.remark(f"工作表“{title}”是隐藏的，没有读入；如需读入，请取消隐藏后再上传。")
        else:
            add_sheet(blocks, _read_sheet(title, table))
    return blocks.document("ods")


def _hidden_styles(root: etree._Element) -> set[str]:
    """The table styles that are not shown."""
    return {
        style.get(f"{STYLE}name", "")
        for style in root.iterfind(f"{OFFICE}automatic-styles/{STYLE}style")
        for properties in style.iterfind(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }


def _read_sheet(title: str, table: etree._Element) -> Sheet:
    sheet = Sheet(title)
    row_number = 1
    for row in table.iter(f"{TABLE}table-row"):
        repeated = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        found = list(_row_cells(row))
        for number in range(row_number, row_number + min(repeated, _MOST_REPEATS)) if found else ():
            for column, text, span in found:
                sheet.put(number, column, text)
                if span != (1, 1):
                    sheet.spans[number, column] = span
        row_number += repeated
    return sheet


def _row_cells(row: etree._Element) -> list[tuple[int, str, tuple[int, int]]]:
    """Column, text and span of the cells that hold something or are merged."""
    found = []
    column = 1
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        text = _cell_text(cell) if cell.tag == f"{TABLE}table-cell" else ""
        span = (
            int(cell.get(f"{TABLE}number-rows-spanned", "1")),
            int(cell.get(f"{TABLE}number-columns-spanned", "1")),
        )
        if text or span != (1, 1):
            last = min(column + repeated, _WIDEST + 1)
            found += [(place, text, span) for place in range(column, last)]
        column += repeated
    return found


def _cell_text(cell: etree._Element) -> str:
    shown = "\n".join(_shown(paragraph) for paragraph in cell.iterfind(f"{TEXT}p"))
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{OFFICE}date-value", shown).removesuffix("T00:00:00").replace("T", " ")
    value = cell.get(f"{OFFICE}value", "")
    if kind == "float" and value and _is_plain(shown):
        return number_text(float(value))
    return shown


def _shown(paragraph: etree._Element) -> str:
    """The text of a paragraph; runs of spaces are stored as elements of their own."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{TEXT}s":
            pieces.append(" " * min(int(child.get(f"{TEXT}c", "1")), 100))
        elif child.tag == f"{TEXT}line-break":
            pieces.append("\n")
        else:
            pieces.append(_shown(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _is_plain(shown: str) -> bool:
    """Whether the number is shown as such, perhaps rounded or with commas: not 007, 50% or 3个."""
    plain = shown.replace(",", "").removeprefix("-")
    return plain.replace(".", "", 1).isdigit() and not (
        len(plain) > 1 and plain[0] == "0" and plain[1] != "."
    )
