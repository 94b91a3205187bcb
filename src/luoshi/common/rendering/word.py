"""Word files: fonts by their office names, text without what XML cannot hold, tables written as XML at once.

With python-docx's cells a large table would take minutes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
TWIPS = 56.7  # in a millimetre
A4 = (210, 297)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def new_document(*, landscape: bool = False, margins: tuple[float, float, float, float]) -> Any:
    """An empty A4 document; margins in millimetres: top, right, bottom, left."""
    document = docx.Document()
    section = document.sections[0]
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, space in zip(("top", "right", "bottom", "left"), margins, strict=True):
        setattr(section, f"{side}_margin", Mm(space))
    return document


def add_paragraph(document: Any, text: str, font: str, size: float, *, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def add_table(document: Any, widths: Sequence[int], rows: Iterable[str]) -> None:
    """A framed table of `row_xml` rows; widths in twips. A document never ends with it: Word adds no paragraph."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    document.element.body.insert(-1, parse_xml(table))


def row_xml(cells: Iterable[str], *, head: bool = False) -> str:
    """A row that no page break cuts; a head row is repeated on every page."""
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def cell_xml(
    text: str, width: int, *, head: bool = False, left: bool = False, joined: int = 1, down: str = ""
) -> str:
    """A cell. joined: over so many columns; down: what `joined_down` says of its place in a joined column."""
    font = HEAD_FONT if head else BODY_FONT
    across = f'<w:gridSpan w:val="{joined}"/>' if joined > 1 else ""
    words = escape(NOT_IN_XML.sub("", text))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{"left" if left else "center"}"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )


def joined_down(size: int) -> str:
    """How a cell is joined to those above and below it: `size` rows begin here, 0 is covered from above."""
    if size > 1:
        return '<w:vMerge w:val="restart"/>'
    return "" if size else "<w:vMerge/>"


def as_bytes(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
