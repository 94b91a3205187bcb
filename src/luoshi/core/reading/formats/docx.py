"""Word documents (.docx): paragraphs with their list numbers, and tables, in the order of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hostile import Archive
from ..structure import Cell, OnlyPictures, SourceDocument, Unreadable
from .builder import Blocks
from .numbering import Numbering, read_numbering
from .word_styles import Styles, W, read_styles, value_at
from .word_text import ALTERNATIVES, CHOICE, text_boxes, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SLIVER = 60  # in twentieths of a point, about 1 mm
_GONE = {f"{W}del", f"{W}moveFrom"}
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")


def read(name: str, archive: Archive) -> SourceDocument:
    """The document as blocks.

    Inserted text is kept and deleted text dropped; the table of contents, headers, footers and comments are
    left out; text boxes follow their paragraph; footnotes come last, labelled ［注1］.
    Raises Unreadable for a damaged file and for one that holds pictures only.
    """
    if _STRICT in archive.read("word/document.xml")[:4000]:
        raise Unreadable(
            f"“{name}”是严格格式的 Word 文件，请用 Word 或 WPS 打开后另存为普通的 .docx 再上传。"
        )
    body = archive.xml("word/document.xml").find(f"{W}body")
    if body is None:
        raise Unreadable(f"“{name}”里没有正文，请用办公软件打开检查，另存一份后再上传。")
    reader = _Reader(name, archive)
    reader.add_all(body)
    reader.add_footnotes()
    _look_for_pictures(reader.blocks, archive)
    return reader.blocks.document("docx")


def _look_for_pictures(blocks: Blocks, archive: Archive) -> None:
    pictures = [
        path for path in archive.names if path.lower().endswith(_PICTURE_ENDINGS) and "/media/" in path
    ]
    if pictures and not blocks.blocks:
        raise OnlyPictures(
            f"“{blocks.file}”里只有图片、没有文字，请把文字粘贴成文本后上传，或手工录入并把扫描件作为附件保存。"
        )
    if pictures:
        blocks.remark(f"文件里有 {len(pictures)} 张图片，图片中的文字没有读入，请对照原件核对。")
    if archive.embedded:
        blocks.remark("文件里嵌有其他对象（如电子表格），对象中的内容没有读入，请另存为单独的文件上传。")


class _Reader:
    """Walks the body once, counting list numbers on the way."""

    def __init__(self, name: str, archive: Archive) -> None:
        self.blocks = Blocks(name)
        self._archive = archive
        self._styles = (
            read_styles(archive.xml("word/styles.xml")) if "word/styles.xml" in archive else Styles({})
        )
        self._numbering = Numbering()
        if "word/numbering.xml" in archive:
            self._numbering = read_numbering(archive.xml("word/numbering.xml"), self._styles.list_styles)
        self._notes: list[str] = []
        self._carried = ""

    def add_all(self, parent: etree._Element) -> None:
        for element in block_elements(parent):
            if element.tag == f"{W}p":
                self._add_paragraph(element)
            else:
                self._add_table(element)

    def _add_paragraph(self, element: etree._Element) -> None:
        if self._styles.is_contents(value_at(element, "pPr", "pStyle")):
            self.blocks.remark("文件里的目录没有读入。")
            return
        text = self._carried + text_of(element)
        self._carried = ""
        self._note_footnotes(element)
        if _mark_deleted(element):
            self._carried = text
            return
        label = self._label(element)  # Word counts an empty paragraph of a list too
        if text.strip():
            self.blocks.paragraph(text, label=label, level=self._heading_level(element))
        for box in text_boxes(element):
            self.add_all(box)

    def _heading_level(self, element: etree._Element) -> int | None:
        outline = value_at(element, "pPr", "outlineLvl")
        if outline is not None:
            return int(outline) + 1 if int(outline) < 9 else None
        return self._styles.heading_level(value_at(element, "pPr", "pStyle"))

    def _label(self, element: etree._Element) -> str:
        num_id = value_at(element, "pPr", "numPr", "numId")
        level = value_at(element, "pPr", "numPr", "ilvl")
        if num_id is not None:
            return self._numbering.label(num_id, int(level or 0))
        from_style = self._styles.list_of(value_at(element, "pPr", "pStyle"))
        if from_style is None:
            return ""
        num_id, stated, style = from_style
        at = stated if stated is not None else self._numbering.level_of_style(num_id, style)
        return self._numbering.label(num_id, int(level) if level is not None else at)

    def _add_table(self, element: etree._Element) -> None:
        rows = list(rows_in(element))
        only_cell = rows[0].findall(f"{W}tc") if len(rows) == 1 else []
        if len(only_cell) == 1 and only_cell[0].find(f".//{W}tbl") is not None:
            self.add_all(only_cell[0])  # a frame drawn around the real content
            return
        self.blocks.table(_grid(grid_lines(element), rows, self._cell_text))

    def _cell_text(self, cell: etree._Element) -> str:
        lines = []
        for element in block_elements(cell):
            if element.tag == f"{W}p":
                self._note_footnotes(element)
                text = text_of(element) + "".join(text_of(box) for box in text_boxes(element))
                line = self._label(element) + text.strip()
            else:
                inner = (cells_of(row) for row in rows_in(element))
                line = "\n".join("\t".join(self._cell_text(each) for each in cells) for cells in inner)
            if line.strip():
                lines.append(line.strip())
        return "\n".join(lines)

    def _note_footnotes(self, element: etree._Element) -> None:
        for kind in ("footnote", "endnote"):
            self._notes += [kind + note.get(f"{W}id", "") for note in element.iter(f"{W}{kind}Reference")]

    def add_footnotes(self) -> None:
        """The notes in the order in which the text calls them."""
        texts: dict[str, str] = {}
        for kind in ("footnote", "endnote"):
            if f"word/{kind}s.xml" in self._archive and self._notes:
                for note in self._archive.xml(f"word/{kind}s.xml").findall(f"{W}{kind}"):
                    texts[kind + note.get(f"{W}id", "")] = "".join(text_of(p) for p in note.iter(f"{W}p"))
        for number, key in enumerate(self._notes, start=1):
            if texts.get(key, "").strip():
                self.blocks.paragraph(texts[key], label=f"［注{number}］")


def block_elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables directly in `parent`, looking into what only groups them."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == ALTERNATIVES:
            chosen = child.find(CHOICE)
            yield from block_elements(chosen if chosen is not None else child)
        elif child.tag not in _GONE:
            yield from block_elements(child)


def _mark_deleted(paragraph: etree._Element) -> bool:
    """Whether the end of the paragraph was deleted with tracked changes: it runs on into the next."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _GONE)


def rows_in(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from rows_in(child)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from cells_of(child)


def _grid(
    lines: list[int], rows: list[etree._Element], text_of_cell: Callable[[etree._Element], str]
) -> list[Cell]:
    """Cells with their spans: w:gridSpan across, w:vMerge down, w:gridBefore before the first.

    `lines` numbers the lines of the grid, see `grid_lines`.
    """
    cells: dict[tuple[int, int], Cell] = {}
    open_above: dict[int, tuple[int, int]] = {}
    for row_number, row in enumerate(rows, start=1):
        at = count_of(value_at(row, "trPr", "gridBefore"), 0)
        still_open: dict[int, tuple[int, int]] = {}
        for element in cells_of(row):
            span = count_of(value_at(element, "tcPr", "gridSpan"), 1)
            column, width = line_at(lines, at), line_at(lines, at + span) - line_at(lines, at)
            at += span
            if width == 0:
                continue  # a sliver, left by dragging the borders
            merge = element.find(f"{W}tcPr/{W}vMerge")
            origin = open_above.get(column) if continues_above(merge) else None
            if origin is not None:
                cells[origin] = _one_row_more(cells[origin])
            else:
                origin = (row_number, column)
                cells[origin] = Cell(text_of_cell(element), row_number, column, 1, width)
            if merge is not None:
                still_open[column] = origin
        open_above = still_open
    return list(cells.values())


def grid_lines(table: etree._Element) -> list[int]:
    """The column that begins at each line of the grid; lines a hair's breadth apart count as one.

    Dragged borders and converters leave columns of 1/20 mm, which would shift every cell after them.
    """
    widths = [column.get(f"{W}w", "") for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    slivers = [width.isdigit() and int(width) < _SLIVER for width in widths]
    if sum(slivers) * 2 > len(slivers):
        slivers = [False] * len(slivers)
    lines = [1]
    for is_sliver in slivers:
        lines.append(lines[-1] + (0 if is_sliver else 1))
    return lines


def line_at(lines: list[int], at: int) -> int:
    """The column at a line of the grid; rows may be wider than the grid that the table declares."""
    return lines[at] if at < len(lines) else lines[-1] + at - len(lines) + 1


def continues_above(merge: etree._Element | None) -> bool:
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _one_row_more(cell: Cell) -> Cell:
    return Cell(cell.text, cell.row, cell.column, cell.row_span + 1, cell.column_span)


def count_of(value: str | None, default: int) -> int:
    """A span as stored, kept within what Word itself allows (63 columns)."""
    return max(default, min(int(value), 63)) if value is not None and value.isdigit() else default
