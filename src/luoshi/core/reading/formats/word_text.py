"""The text of a Word paragraph as it is printed: fields, breaks, symbols, tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .word_styles import W

if TYPE_CHECKING:
    from lxml import etree

MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT_BOX = f"{W}txbxContent"

# Deleted and moved-away text, field codes, the reading above a character: not what is printed.
_LEFT_OUT = {
    f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "pPr", "rPr")
}
_FIXED = {
    f"{W}tab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}
# Characters of the picture fonts by font and code; the private area F0xx means the code xx.
_PICTURES = {
    "wingdings": {
        0xFC: "√",
        0xFE: "☑",
        0xFB: "×",
        0xFD: "☒",
        0xA8: "□",
        0x6F: "□",
        0x71: "□",
        0x6C: "●",
        0x6E: "■",
    },
    "wingdings 2": {
        0x50: "√",
        0x52: "☑",
        0x4F: "×",
        0x51: "☒",
        0x53: "☒",
        0x54: "☒",
        0xA3: "□",
        0x2A: "□",
        0x98: "●",
    },
    "symbol": {
        0xD6: "√",
        0xB4: "×",
        0xB3: "≥",
        0xA3: "≤",
        0xB1: "±",
        0xB7: "·",
        0x3E: ">",
        0x3C: "<",
        0xA5: "∞",
    },
}


def text_of(element: etree._Element) -> str:
    """The printed text of a paragraph or a run, text boxes left out (see `text_boxes`)."""
    return "".join(_pieces(element))


def text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, each once (Word stores each twice for older programs)."""
    for child in element:
        if child.tag == TEXT_BOX:
            yield child
        elif child.tag == ALTERNATIVES:
            chosen = child.find(CHOICE)
            yield from text_boxes(chosen if chosen is not None else child)
        elif child.tag not in _LEFT_OUT:
            yield from text_boxes(child)


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}r":
            yield from _run(child)
        elif tag == MATH_TEXT:
            yield child.text or ""
        elif tag == ALTERNATIVES:
            chosen = child.find(CHOICE)
            yield from _pieces(chosen if chosen is not None else child)
        elif tag not in _LEFT_OUT and tag != TEXT_BOX:
            yield from _pieces(child)


def _run(run: etree._Element) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if properties is not None and _is_on(properties.find(f"{W}vanish")):
        return
    font = font_of(properties)
    for child in run:
        tag = child.tag
        if tag == f"{W}t":
            yield in_font(child.text or "", font)
        elif tag in _FIXED:
            yield _FIXED[tag]
        elif tag == f"{W}br":
            yield "\n" if child.get(f"{W}type") in (None, "textWrapping") else ""
        elif tag == f"{W}sym":
            yield symbol(child)
        elif tag == f"{W}fldChar":
            yield check_box(child)
        elif tag not in _LEFT_OUT and len(child):
            yield from _pieces_in_run(child)


def _pieces_in_run(element: etree._Element) -> Iterator[str]:
    """What a run may nest: alternatives, ruby text; drawings carry no text of their own but text boxes."""
    if element.tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
        return
    yield from _pieces(element)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "true") not in ("0", "false", "off")


def font_of(properties: etree._Element | None) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return (fonts.get(f"{W}ascii") or "").lower() if fonts is not None else ""


def in_font(text: str, font: str) -> str:
    """Letters set in a picture font are the pictures, for instance P in Wingdings 2 is a tick."""
    pictures = _PICTURES.get(font)
    if pictures is None:
        return text
    return "".join(pictures.get(ord(char) & 0xFF, char) if _is_picture(char) else char for char in text)


def _is_picture(char: str) -> bool:
    return ord(char) < 0x100 or 0xF000 <= ord(char) <= 0xF0FF


def symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    pictures = _PICTURES.get((element.get(f"{W}font") or "").lower(), {})
    if 0xF000 <= code <= 0xF0FF:
        return pictures.get(code & 0xFF, "")
    return pictures.get(code) or (chr(code) if 0 < code < 0xD800 else "")


def check_box(field_char: etree._Element) -> str:
    """A box of an old form: ticked or empty."""
    box = field_char.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    state = box.find(f"{W}checked")
    return "☑" if _is_on(state if state is not None else box.find(f"{W}default")) else "□"
