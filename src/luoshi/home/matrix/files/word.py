"""The matrix as a Word document in the annex's layout: A4 landscape, the heading repeated on each page.

The table is written as XML at once: with python-docx's cells a large matrix would take minutes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from luoshi.core.matrix import LEAD, PrintedTable, Span, parts_of

MOST_COLUMNS = 40  # Word takes at most 63; wider tables come in parts
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 297, 210, 12  # millimetres
WIDTHS = (11, 12, 66, 13)  # of the first columns, millimetres
TWIPS = 56.7  # in a millimetre
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def docx_bytes(table: PrintedTable) -> bytes:
    """The document; a matrix of more columns than a page can hold comes in several tables."""
    document = docx.Document()
    _page(document)
    for number, part in enumerate(parts_of(len(table.organisations), MOST_COLUMNS)):
        if number:
            document.add_page_break()
        _paragraph(document, table.title, TITLE_FONT, 18, centred=True)
        document.element.body.insert(-1, parse_xml(_table_xml(table, part)))
    for note in table.notes:
        _paragraph(document, note, BODY_FONT, 10)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: docx.document.Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(MARGIN))


def _paragraph(
    document: docx.document.Document, text: str, font: str, size: int, *, centred: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _table_xml(table: PrintedTable, part: range) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    widths = _widths(len(part))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(_rows(table, part, widths))}</w:tbl>"
    )


def _widths(columns: int) -> list[int]:
    rest = PAGE_WIDTH - 2 * MARGIN - sum(WIDTHS)
    return [int(width * TWIPS) for width in (*WIDTHS, *[rest / max(1, columns)] * columns)]


def _rows(table: PrintedTable, part: range, widths: list[int]) -> Iterator[str]:
    words = widths[1] + widths[2]
    yield (
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + _cell(LEAD[0], widths[0], head=True)
        + _cell(LEAD[1], words, head=True, joined=2)
        + _cell(LEAD[3], widths[3], head=True)
        + "".join(_cell(table.organisations[place], widths[-1], head=True) for place in part)
        + "</w:tr>"
    )
    for row, span in zip(table.rows, table.numbers, strict=True):
        inner = (
            _cell(row.inner, widths[1]) + _cell(row.title, widths[2], left=True)
            if row.inner
            else _cell(row.title, words, left=True, joined=2)
        )
        yield (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + _cell(row.outer if span.size else "", widths[0], down=_down(span))
            + inner
            + _cell(row.count, widths[3])
            + "".join(_cell(row.marks[place], widths[-1]) for place in part)
            + "</w:tr>"
        )


def _down(span: Span) -> str:
    """How a number cell is joined to those above and below it."""
    if span.size > 1:
        return '<w:vMerge w:val="restart"/>'
    return "" if span.size else "<w:vMerge/>"


def _cell(
    text: str, width: int, *, head: bool = False, left: bool = False, joined: int = 1, down: str = ""
) -> str:
    font = HEAD_FONT if head else BODY_FONT
    across = f'<w:gridSpan w:val="{joined}"/>' if joined > 1 else ""
    words = escape(NOT_IN_XML.sub("", text))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{"left" if left else "center"}"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )
