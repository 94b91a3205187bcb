"""From paragraphs to printed lines, and what a line looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..structure import Paragraph, SourceDocument, Table
from .model import Line

_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HASHES = re.compile(r"^(#{1,6})\s+")
_BULLET = re.compile(r"^[\s•·●○◦▪■□◆◇➢\-*]+$")
BULLETED = re.compile(r"[•·●◦▪■□◆◇➢►▶★☆✓☐☑]|——|[\-*○](?=\s)")
_BANNER = re.compile(
    r"^(?:【[^【】]{1,24}】|[◆■●★▲]?[〖\[][^\[\]]{1,24}[〗\]])$"
)  # 【工作目标】 on a line of its own
_PAGE = re.compile(r"^[—\-–－\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:[\s/共]*\d{1,4}\s*页)?[—\-–－\s]*$")
_CONTENTS = re.compile(r"(?:[.·…．]{3,}|…+|\t|\s{4,})\s*[(（]?\d{1,3}[)）]?$")
_ENDED = re.compile(r"[。！？!?；;：:…][”’」』）)》\s]*$")
_GLUED = tuple("，。、；：）》”’」』！？")
HEADING_LENGTH = 60


def lines_and_tables(document: SourceDocument) -> Iterator[Line | Table]:
    """The document in its order; a paragraph with line breaks gives several lines, blank ones are dropped."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        else:
            yield from _lines(block)


def _lines(paragraph: Paragraph) -> Iterator[Line]:
    number = "" if _BULLET.match(paragraph.label) else paragraph.label.strip()
    for piece in paragraph.text.splitlines():
        text, level = _without_markup(piece)
        if text or number:
            yield Line(text, paragraph.place, number, paragraph.heading_level or level)
            number = ""


def _without_markup(piece: str) -> tuple[str, int | None]:
    text = piece.strip()
    hashes = _HASHES.match(text)
    level = len(hashes.group(1)) if hashes else 1 if _BANNER.match(text) else None
    text = text[hashes.end() :] if hashes else text
    return _BOLD.sub(r"\2", text).strip(), level


def is_page_number(text: str) -> bool:
    """A lone page number such as 「— 3 —」."""
    return bool(_PAGE.match(text)) and any(sign in text for sign in "—-–－页")


def is_contents_line(text: str) -> bool:
    """A line of a table of contents: 「一、总体要求……3」, or its heading."""
    return bool(_CONTENTS.search(text)) or closed_up(text) in ("目录", "目次")


def is_ended(text: str) -> bool:
    """The sentence is closed at the end of the line."""
    return bool(_ENDED.search(text))


def is_sentence(text: str) -> bool:
    """Running text rather than a heading, a title or a caption."""
    return "。" in text or is_ended(text) or len(text) > HEADING_LENGTH


def continues(above: str, below: str) -> bool:
    """`below` is the rest of a sentence that a page or line break cut: it is glued on without a break."""
    if not above or below.startswith(_GLUED):
        return bool(above)
    if is_ended(above) or BULLETED.match(below):
        return False
    last = above.rsplit("\n", 1)[-1]
    return "，" in last or last.endswith(("、", ",")) or is_sentence(last)


def closed_up(text: str) -> str:
    """Text without the blanks that printing puts between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text.strip())
