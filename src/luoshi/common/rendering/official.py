"""An official paper as a Word file after GB/T 9704-2012: a numbered paper with its red head, or a letter.

Chapters of the standard stand at what they rule. Lines are 225/22 mm apart and 28 characters long (5.2); the fonts are
named, never embedded. What a person writes is text; nothing of it is read as marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, RGBColor

from luoshi.core.days import day_in_words

from . import word

MARGINS = (37, 26, 35, 28)  # millimetres: top, right, bottom, left (5.2.1)
LINE = 28.95  # points from line to line: 22 of them in 225 mm (5.2.2)
BODY, HEADING, SMALL = 16.0, 22.0, 14.0  # 3号, 2号, 4号
SONG = "宋体"
RED = RGBColor(0xE6, 0x00, 0x00)
RED_HEX = "E60000"
MARK_WIDTH = 440  # points of 156 mm that the name in the red head may fill
LARGEST, SMALLEST = 44.0, 24.0  # of the name in the red head


@dataclass(frozen=True, slots=True)
class Official:
    """`office` is the name of who issues it; `words` the lines of the text, the first of them to whom where it ends in
    a colon; `annexes` the headings of what is attached.
    """

    office: str
    number: str
    title: str
    words: Sequence[str]
    annexes: Sequence[str]
    on: dt.date


def numbered(paper: Official) -> Any:
    """A numbered paper (7): red head, number, line, heading, text, list of annexes, who signs and when."""
    document = _blank()
    mark = f"{paper.office}文件"
    line(document, mark, word.TITLE_FONT, _mark_size(mark), above=99, centred=True, red=True)  # 35 mm (7.2.4)
    number = line(document, paper.number, word.BODY_FONT, BODY, above=2 * LINE, centred=True)
    _rule(number, "bottom", "single", 12, 11)  # 4 mm below the number (7.2.7)
    document.sections[0].footer_distance = Mm(25)  # the dashes lie 7 mm below the text (7.5)
    _pages(document.sections[0])
    _text(document, paper)
    return document


def letter(paper: Official) -> Any:
    """A letter (10.1): the name above a double line, the number at the right, no page number on the first page."""
    document = _blank()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    head = section.first_page_header.paragraphs[0]
    styled(head, paper.office, word.TITLE_FONT, _mark_size(paper.office), centred=True, red=True)
    _wide(head)
    _rule(head, "bottom", "thickThinSmallGap", 24, 11)
    foot = section.first_page_footer.paragraphs[0]
    styled(foot, "", SONG, 2)
    _wide(foot)
    _rule(foot, "bottom", "thinThickSmallGap", 24, 1)
    _pages(section)
    number = line(document, paper.number, word.BODY_FONT, BODY, above=6)
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _text(document, paper)
    return document


def annex(document: Any, heading: str, *, landscape: bool = False) -> None:
    """A new page with 附件 at its left and the heading on the third line (7.3.7); what it holds is added after it."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(word.A4[1]), Mm(word.A4[0])
    line(document, "附件", word.HEAD_FONT, BODY)
    line(document, heading, word.TITLE_FONT, HEADING, above=LINE, below=LINE / 2, centred=True)


def finished(document: Any) -> bytes:
    """The file. After a table Word wants a paragraph; it takes no room."""
    line(document, "", word.BODY_FONT, 1).paragraph_format.line_spacing = Pt(1)
    return word.as_bytes(document)


def _blank() -> Any:
    document = word.new_document(margins=MARGINS)
    document.settings.odd_and_even_pages_header_footer = True
    return document


def _text(document: Any, paper: Official) -> None:
    line(document, paper.title, word.TITLE_FONT, HEADING, above=2 * LINE, below=LINE, centred=True)
    for at, said in enumerate(paper.words):
        to_whom = at == 0 and said.endswith(("：", ":"))
        line(document, said if to_whom else f"　　{said}", word.BODY_FONT, BODY)
    for at, heading in enumerate(paper.annexes):
        mark = "　　附件：" if at == 0 else "　　　　　"
        counted = f"{at + 1}. " if len(paper.annexes) > 1 else ""
        line(document, f"{mark}{counted}{heading}", word.BODY_FONT, BODY, above=0 if at else LINE)
    _signed(document, paper.office, day_in_words(paper.on))


def _signed(document: Any, office: str, day: str) -> None:
    """The day ends four characters from the right and the name stands above its middle; a long name moves the day."""
    name, date = width(office), width(day)
    date_at = max(4 * BODY, 2 * BODY + (name - date) / 2)
    name_at = max(2 * BODY, date_at + (date - name) / 2)
    for text, at, above in ((office, name_at, 2 * LINE), (day, date_at, 0.0)):
        signed = line(document, text, word.BODY_FONT, BODY, above=above)
        signed.alignment, signed.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(at)
        signed.paragraph_format.keep_with_next = text == office


def width(text: str) -> float:
    return sum(BODY / 2 if sign.isascii() else BODY for sign in text)


def _mark_size(mark: str) -> float:
    """In one line where its width allows, never smaller than the heading."""
    return max(SMALLEST, min(LARGEST, MARK_WIDTH / max(1, len(mark))))


def _pages(section: Any) -> None:
    """— 1 — in 4号, one character from the outer edge (7.5): odd pages at the right, even ones at the left."""
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        styled(line, "— ", SONG, SMALL)
        line._p.append(_page_field())
        _run(line, " —", SONG, SMALL)
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(SMALL)


def _page_field() -> Any:
    font = (
        f'<w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="{int(SMALL * 2)}"/>'
    )
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:rPr>{font}</w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )


def line(
    document: Any, text: str, font: str, size: float, *, above: float = 0, below: float = 0,
    centred: bool = False, red: bool = False,
) -> Any:  # fmt: skip
    paragraph = document.add_paragraph()
    styled(paragraph, text, font, size, centred=centred, red=red)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(above), Pt(below)
    return paragraph


def styled(
    paragraph: Any, text: str, font: str, size: float, *, centred: bool = False, red: bool = False
) -> None:
    """Lines keep their distance; only what is larger than a line takes more."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(LINE if size <= HEADING else size * 1.3)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = _run(paragraph, text, font, size)
    if red:
        run.font.color.rgb = RED


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(word.NOT_IN_XML.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    shape = run._element.rPr
    shape.rFonts.set(word.qn("w:eastAsia"), font)
    if size == BODY:  # 28 characters need 15.75 points each
        closer = parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>')
        shape.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def _rule(paragraph: Any, side: str, kind: str, eighths: int, space: int) -> None:
    """A red line at one side of a paragraph: thickness in eighths of a point, distance in points."""
    rule = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}"'
        f' w:color="{RED_HEX}"/></w:pBdr>'
    )
    shape = paragraph._p.get_or_add_pPr()
    shape.insert_element_before(rule, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def _wide(paragraph: Any) -> None:
    """170 mm where the text has 156 (10.1)."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(-7)
