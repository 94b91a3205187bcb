"""Web pages (.html): headings, paragraphs, lists and tables of the page's own text; nothing is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import html

from ..structure import Cell, SourceDocument, Unreadable
from .builder import Blocks
from .slivers import without_slivers
from .text import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LEFT_OUT = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "select",
    "button",
    "nav",
}
_BLOCKS = {
    *(
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "header",
        "footer",
        "aside",
        "center",
        "form",
    ),
    *(
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "fieldset",
        "address",
        "hr",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
}
_HEADING = re.compile(r"^h([1-6])$")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDEST_SPAN = 200


def read(name: str, data: bytes) -> SourceDocument:
    """The page as blocks. A table around other tables is layout: its cells are read as text."""
    blocks = Blocks(name)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(name, data))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(text, parser=parser) if text.strip() else None
    if root is None:
        raise Unreadable(f"“{name}”是空网页，请重新保存网页后再上传。")
    _Walk(blocks).element(root)
    return blocks.document("html")


class _Walk:
    """Goes through the page, gathering inline text until a block ends it."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._inline: list[str] = []
        self._level: int | None = None
        self._label = ""
        self._counted: dict[HtmlElement, int] = {}  # items so far by their list

    def element(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT or element.get("hidden") is not None:
            return
        if tag == "table" and not _is_layout(element):
            self._flush()
            self._table(element)
        elif tag == "pre":
            self._flush()
            for line in str(element.text_content()).splitlines():
                self._blocks.paragraph(line)
        elif tag in _BLOCKS:
            self._flush()
            self._open(element, tag)
            self._inside(element)
            self._flush()
        else:
            self._inline.append("\n" if tag == "br" else "")
            self._inside(element)

    def _open(self, element: HtmlElement, tag: str) -> None:
        heading = _HEADING.match(tag)
        self._level = int(heading[1]) if heading else None
        parent = element.getparent()
        if tag == "li" and parent is not None and parent.tag == "ol":
            first = parent.get("start", "1")
            before = self._counted.get(parent, int(first) - 1 if first.isdecimal() else 0)
            self._counted[parent] = before + 1
            self._label = f"{before + 1}."

    def _inside(self, element: HtmlElement) -> None:
        self._inline.append(_SPACES.sub(" ", element.text or ""))
        for child in element:
            self.element(child)
            self._inline.append(_SPACES.sub(" ", child.tail or ""))

    def _flush(self) -> None:
        text = "".join(self._inline)
        self._inline = []
        label = self._label
        for part in re.split(r"\n[ \u00a0\u3000]*\n", text):
            lines = (line.strip(" \u00a0\u3000") for line in part.split("\n"))
            if clean := "\n".join(line for line in lines if line).replace("\u00a0", " "):
                self._blocks.paragraph(clean, label=label, level=self._level)
                label = self._label = ""
        if text.strip():
            self._level = None

    def _table(self, table: HtmlElement) -> None:
        caption = table.find("caption")
        title = _cell_text(caption) if caption is not None else ""
        if title:
            self._blocks.paragraph(title)
        cells = without_slivers(list(_cells(table)))
        if max((cell.column + cell.column_span for cell in cells), default=0) <= 2:
            for cell in cells:
                self._blocks.paragraph(cell.text)
        else:
            self._blocks.table(cells, title=title)


def _is_layout(table: HtmlElement) -> bool:
    return next(table.iterdescendants("table"), None) is not None


def _cells(table: HtmlElement) -> Iterator[Cell]:
    """Cells at their places in the grid, after those that reach down from rows above."""
    taken: dict[int, int] = {}  # column -> rows it is still covered for
    for row_number, row in enumerate(table.iter("tr"), start=1):
        covered, taken = taken, {column: rows - 1 for column, rows in taken.items() if rows > 1}
        column = 1
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            while column in covered:
                column += 1
            height, width = _span(element, "rowspan"), _span(element, "colspan")
            yield Cell(_cell_text(element), row_number, column, height, width)
            for place in range(column, column + width):
                if height > 1:
                    taken[place] = height - 1
            column += width


def _span(element: HtmlElement, attribute: str) -> int:
    value = (element.get(attribute) or "1").strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if value.isdecimal() else 1


def _cell_text(element: HtmlElement) -> str:
    pieces: list[str] = []
    _gather(element, pieces)
    lines = (_SPACES.sub(" ", line).strip(" \u00a0\u3000") for line in "".join(pieces).split("\x1e"))
    return "\n".join(line for line in lines if line)


def _gather(element: HtmlElement, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts_lines = child.tag == "br" or child.tag in _BLOCKS
            pieces.append("\x1e" if parts_lines else "")
            _gather(child, pieces)
            pieces.append("\x1e" if parts_lines and child.tag != "br" else "")
        pieces.append(child.tail or "")
