"""A Word document as grids, kept together with the XML they come from.

Each table is a grid `w1`, `w2` … in the order of the text, nested tables too; the paragraphs outside tables are the
grid `p` with one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.docx import (
    block_elements,
    cells_of,
    continues_above,
    count_of,
    grid_lines,
    line_at,
    rows_in,
)
from luoshi.core.reading.formats.word_styles import W, value_at
from luoshi.core.reading.formats.word_text import check_box, font_of, in_font, symbol
from luoshi.core.reading.structure import Unreadable

from .grid import At, Grid, GridCell
from .package import Package

if TYPE_CHECKING:
    from lxml import etree

MAIN = "word/document.xml"
MOST_TABLES = 300
MOST_CELLS = 100_000
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LEFT_OUT = {
    f"{W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "txbxContent", "sdtPr")
}
_SIGNS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in a paragraph and the element that holds it. Underlined blanks read as underscores."""

    text: str
    element: etree._Element


@dataclass
class WordTable:
    """A table, its rows, and the element of each cell by its top left corner."""

    key: str
    element: etree._Element
    rows: list[etree._Element]
    grid: Grid
    elements: dict[At, etree._Element] = field(default_factory=dict)
    every: dict[At, etree._Element] = field(default_factory=dict)  # with those merged into the one above


class Document:
    """The main part of a .docx, as a tree that may be changed."""

    def __init__(self, package: Package) -> None:
        self.package = package
        if _STRICT in package.archive.read(MAIN)[:4000]:
            raise Unreadable(
                f"“{package.name}”是严格格式的 Word 文件，请用 Word 或 WPS 打开后另存为普通的 .docx 再上传。"
            )
        self.root = package.tree(MAIN)

    @cached_property
    def body(self) -> etree._Element:
        body = self.root.find(f"{W}body")
        if body is None:
            raise Unreadable(f"“{self.package.name}”里没有正文，请用办公软件打开检查，另存一份后再上传。")
        return body

    @cached_property
    def paragraphs(self) -> list[etree._Element]:
        """Paragraphs outside tables, in order."""
        return [element for element in block_elements(self.body) if element.tag == f"{W}p"]

    @cached_property
    def tables(self) -> dict[str, WordTable]:
        found: dict[str, WordTable] = {}
        above = ""
        for element in block_elements(self.body):
            if element.tag == f"{W}p":
                above = "".join(piece.text for piece in pieces(element)).strip() or above
            else:
                self._add(found, element, above)
                above = ""
        return found

    def _add(self, found: dict[str, WordTable], element: etree._Element, above: str) -> None:
        if len(found) >= MOST_TABLES:
            raise Unreadable(
                f"“{self.package.name}”里的表格超过 {MOST_TABLES} 张，没有读取，请拆成几个文件。"
            )
        key = f"w{len(found) + 1}"
        table = WordTable(
            key, element, list(rows_in(element)), Grid(key, f"表{key[1:]}", is_word=True, above=above)
        )
        found[key] = table
        _read(table)
        for cell in table.elements.values():
            for inner in block_elements(cell):
                if inner.tag == f"{W}tbl":
                    self._add(found, inner, "")

    def grids(self) -> list[Grid]:
        lines = Grid("p", "正文", is_word=True)
        for number, paragraph in enumerate(self.paragraphs, start=1):
            text = paragraph_text(paragraph)
            if text.strip():
                lines.put(GridCell(text, number, 1))
        return [lines, *(table.grid for table in self.tables.values())]


def _read(table: WordTable) -> None:
    """The cells with their spans: w:gridSpan across, w:vMerge down."""
    lines = grid_lines(table.element)
    above: dict[int, GridCell] = {}
    cells: list[GridCell] = []
    for number, row in enumerate(table.rows, start=1):
        at = count_of(value_at(row, "trPr", "gridBefore"), 0)
        still: dict[int, GridCell] = {}
        for element in cells_of(row):
            span = count_of(value_at(element, "tcPr", "gridSpan"), 1)
            column, width = line_at(lines, at), line_at(lines, at + span) - line_at(lines, at)
            at += span
            if width == 0:
                continue  # a sliver, left by dragging the borders
            table.every[number, column] = element
            merge = element.find(f"{W}tcPr/{W}vMerge")
            origin = above.get(column) if continues_above(merge) else None
            if origin is not None:
                origin.rows += 1
            else:
                origin = GridCell(cell_text(element), number, column, 1, width, framed=True)
                cells.append(origin)
                table.elements[number, column] = element
            if merge is not None:
                still[column] = origin
        above = still
        if len(cells) > MOST_CELLS:
            raise Unreadable("文件里的表格太大，没有读取，请只保留需要的部分，另存后再上传。")
    for cell in cells:
        table.grid.put(cell)


def cell_paragraphs(cell: etree._Element) -> list[etree._Element]:
    return [element for element in block_elements(cell) if element.tag == f"{W}p"]


def cell_text(cell: etree._Element) -> str:
    """The paragraphs of a cell as lines; blanks only are nothing. Nested tables are grids of their own."""
    text = "\n".join(paragraph_text(paragraph) for paragraph in cell_paragraphs(cell))
    return text if text.strip(" \t\n\u3000\xa0") else ""


def paragraph_text(paragraph: etree._Element) -> str:
    return "".join(piece.text for piece in pieces(paragraph))


def pieces(parent: etree._Element) -> Iterator[Piece]:
    """What is printed of a paragraph, each stretch with its element; deleted text is left out."""
    for child in parent:
        if child.tag == f"{W}r":
            yield from _of_run(child)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from pieces(child)


def _of_run(run: etree._Element) -> Iterator[Piece]:
    properties = run.find(f"{W}rPr")
    font = font_of(properties)
    lined = value_at(properties, "u") not in (None, "none")
    for child in run:
        if child.tag == f"{W}t":
            text = in_font(child.text or "", font)
            blank = lined and len(text) > 1 and not text.strip(" \u3000\xa0")
            yield Piece(re.sub(r"[ \u3000\xa0]", "_", text) if blank else text, child)
        elif child.tag in _SIGNS:
            yield Piece(_SIGNS[child.tag], child)
        elif child.tag == f"{W}br":
            yield Piece("\n" if child.get(f"{W}type") in (None, "textWrapping") else "", child)
        elif child.tag == f"{W}sym":
            yield Piece(symbol(child), child)
        elif child.tag == f"{W}fldChar":
            yield Piece(check_box(child), child)
