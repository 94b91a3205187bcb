"""What a paragraph style says about heading level and list number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_CONTENTS_NAME = re.compile(r"^toc\s*[1-9]$", re.I)
_DEEPEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    name: str = ""
    based_on: str | None = None
    outline: int | None = None  # 0-based, as stored; 9 = body text
    num_id: str | None = None
    list_level: int | None = None


class Styles:
    """Styles by id, looked up along the chain of `basedOn`."""

    def __init__(self, styles: dict[str, Style]) -> None:
        self._styles = styles

    def _chain(self, style_id: str | None) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        while style_id in self._styles and style_id is not None and len(chain) < _DEEPEST_CHAIN:
            chain.append((style_id, self._styles[style_id]))
            style_id = self._styles[style_id].based_on
        return chain

    def heading_level(self, style_id: str | None) -> int | None:
        """1 … 9 for a heading, None for body text."""
        for _, style in self._chain(style_id):
            if named := _HEADING_NAME.match(style.name):
                return int(named[1])
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
        return None

    def is_contents(self, style_id: str | None) -> bool:
        """Whether this is the style of a line in the table of contents."""
        return bool(style_id) and bool(_CONTENTS_NAME.match(self._styles.get(style_id or "", Style()).name))

    def list_of(self, style_id: str | None) -> tuple[str, int | None, str] | None:
        """numId, level if stated, and the style that states it."""
        for found_id, style in self._chain(style_id):
            if style.num_id is not None:
                return style.num_id, style.list_level, found_id
        return None

    @property
    def list_styles(self) -> dict[str, str]:
        """numId by style id, for lists that point to a list style."""
        return {
            style_id: style.num_id for style_id, style in self._styles.items() if style.num_id is not None
        }


def read_styles(root: etree._Element) -> Styles:
    """The styles of styles.xml."""
    return Styles({element.get(f"{W}styleId", ""): _style(element) for element in root.findall(f"{W}style")})


def _style(element: etree._Element) -> Style:
    properties = element.find(f"{W}pPr")
    outline = value_at(properties, "outlineLvl")
    level = value_at(properties, "numPr", "ilvl")
    return Style(
        name=value_at(element, "name") or "",
        based_on=value_at(element, "basedOn"),
        outline=int(outline) if outline is not None else None,
        num_id=value_at(properties, "numPr", "numId"),
        list_level=int(level) if level is not None else None,
    )


def value_at(element: etree._Element | None, *path: str) -> str | None:
    """The w:val of a descendant, None if it or the attribute is absent."""
    for tag in path:
        element = element.find(f"{W}{tag}") if element is not None else None
    return element.get(f"{W}val") if element is not None else None
