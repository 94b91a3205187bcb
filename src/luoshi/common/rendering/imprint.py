"""版记 of a numbered paper (GB/T 9704-2012, 7.4): who gets a copy, who printed it and when, between rules at the foot
of its last page, which is an even one. A letter has none of these lines (10.1).

Word cannot say in a file "on this page if it is even, else on the next". So the pages are reckoned; only where that is
sure the imprint stands below the text, else on an even page of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from luoshi.core.days import day_in_words

from . import official, word

PAGE = 637.8  # points: 225 mm of text (5.2)
WIDTH = 442.2  # 156 mm
THICK, THIN = 8, 6  # eighths of a point: 0.35 and 0.25 mm (7.4.1)
CELL_SIZE, CELL_MARGIN = 10.5, 10.8  # of a table: size of its signs, room at both sides of a cell
EMU = 12700  # to a point
URIS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
SPACES = " ".join(f'xmlns:{name}="{uri}"' for name, uri in URIS.items())
CELL_LINES = (11.5, 19.0)  # how near and how far apart an office program may set the lines of a table


@dataclass(frozen=True, slots=True)
class Imprint:
    """copies: 抄送, may be empty; printed_by, on: 印发机关 and 印发日期."""

    printed_by: str
    on: dt.date
    copies: str = ""


def add(document: Any, imprint: Imprint) -> None:
    """At the end, when all else is there."""
    lines = _lines(imprint)
    wanted = sum(official.LINE * count for _, count in lines) + official.LINE
    near, far = (_reckoned(document, each) for each in CELL_LINES)
    sure = near[0] == far[0]
    if not (sure and far[0] % 2 == 0 and far[1] + wanted <= PAGE):
        _even_page(document, numbered=sure and far[0] % 2 == 1)
    inside = "".join(f"{_rule(THIN if at else THICK)}{_told(text)}" for at, (text, _) in enumerate(lines))
    height = sum(official.LINE * count for _, count in lines) + len(lines) + 2  # a rule takes a point
    document.element.body.insert(-1, parse_xml(_at_the_foot(f"{inside}{_rule(THICK)}", height)))


def _rule(eighths: int) -> str:
    """As wide as the text."""
    line = f'<w:top w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
    return f"<w:p><w:pPr><w:pBdr>{line}</w:pBdr>{_spacing(1)}</w:pPr></w:p>"


def _spacing(points: float) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'


def _told(text: str) -> str:
    """One sign free at both sides. Copies: what follows stands below the first name; of who printed it the day stands
    at the right.
    """
    sign = round(official.SMALL * 20)
    font = f'<w:rFonts w:ascii="{word.BODY_FONT}" w:hAnsi="{word.BODY_FONT}" w:eastAsia="{word.BODY_FONT}"/>'
    face = f'<w:rPr>{font}<w:sz w:val="{round(official.SMALL * 2)}"/></w:rPr>'
    said, _, day = (escape(part) for part in word.NOT_IN_XML.sub("", text).partition("\t"))
    shape = f'<w:tabs><w:tab w:val="right" w:pos="{round(WIDTH * 20) - sign}"/></w:tabs>' if day else ""
    hanging = "" if day else f' w:hanging="{3 * sign}"'
    indent = f'<w:ind w:left="{sign if day else 4 * sign}" w:right="{sign}"{hanging}/>'
    more = f"<w:r>{face}<w:tab/><w:t>{day}</w:t></w:r>" if day else ""
    return (
        f"<w:p><w:pPr>{shape}{_spacing(official.LINE)}{indent}</w:pPr>"
        f'<w:r>{face}<w:t xml:space="preserve">{said}</w:t></w:r>{more}</w:p>'
    )


def _at_the_foot(inside: str, height: float) -> str:
    """A box that ends where the text of the page ends. Frames and floating tables LibreOffice leaves in the flow."""
    across, down = round(WIDTH * EMU), round(height * EMU)
    place = "".join(
        f'<wp:position{axis} relativeFrom="margin"><wp:align>{side}</wp:align></wp:position{axis}>'
        for axis, side in (("H", "left"), ("V", "bottom"))
    )
    free = "".join(f' dist{side}="0"' for side in "TBLR")
    shape = (
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
    )
    return (
        f'<w:p {SPACES}><w:pPr>{_spacing(1)}</w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:anchor{free} simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1"'
        f' allowOverlap="1"><wp:simplePos x="0" y="0"/>{place}<wp:extent cx="{across}" cy="{down}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="版记"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{URIS["wps"]}"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/>{shape}<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>'
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )


def _lines(imprint: Imprint) -> list[tuple[str, int]]:
    """Each with how many lines it takes."""
    printed = f"{imprint.printed_by}\t{day_in_words(imprint.on)}印发"
    copies = imprint.copies.strip().rstrip("。")
    if not copies:
        return [(printed, 1)]
    told = f"抄送：{copies}。"
    return [(told, ceil(official.width(told) / (WIDTH - 5 * official.SMALL))), (printed, 1)]


def _even_page(document: Any, *, numbered: bool) -> None:
    """A page of its own; without a number where the page before it may be an empty one (7.5)."""
    section = document.add_section(WD_SECTION.EVEN_PAGE)
    section.different_first_page_header_footer = False
    if not numbered:
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
            official.styled(footer.paragraphs[0], "", official.SONG, official.SMALL)  # as high as a number


def _reckoned(document: Any, cell_line: float) -> tuple[int, float]:
    """The last page and how much of it is taken, with the lines of tables so far apart."""
    page, taken = 1, 0.0
    for block in document.element.body:
        if block.tag == qn("w:sectPr"):
            continue
        for height in _heights(block, cell_line):
            if taken + height > PAGE and taken > 0:
                page, taken = page + 1, 0.0
            taken += height
        if block.find(f".//{qn('w:sectPr')}") is not None:
            page, taken = page + 1, 0.0
    return page, taken


def _heights(block: Any, cell_line: float) -> list[float]:
    """Of what no page break cuts: the lines of a paragraph, the rows of a table."""
    if block.tag == qn("w:tbl"):
        return [_row(row, cell_line) for row in block.iter(qn("w:tr"))]
    spacing = block.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    told = {key: int((spacing.get(qn(f"w:{key}")) if spacing is not None else None) or 0) / 20
            for key in ("before", "after", "line")}  # fmt: skip
    size = block.find(f".//{qn('w:sz')}")
    sign = int(size.get(qn("w:val"))) / 2 if size is not None else official.BODY
    text = "".join(each.text or "" for each in block.iter(qn("w:t")))
    per_line = WIDTH / min(sign, 15.75 if sign == official.BODY else sign)
    count = max(1, ceil(official.width(text) / official.BODY / per_line))
    lines = [told["line"] or official.LINE] * count
    lines[0] += told["before"]
    lines[-1] += told["after"]
    return lines


def _row(row: Any, cell_line: float) -> float:
    most = 1
    for cell in row.iter(qn("w:tc")):
        room = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / 20 - CELL_MARGIN
        text = "".join(each.text or "" for each in cell.iter(qn("w:t")))
        signs = official.width(text) / official.BODY
        most = max(most, ceil(signs / max(1, room // CELL_SIZE)))
    return most * cell_line + 1
