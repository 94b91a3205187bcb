"""The document as it stands, a page of it at a time, with the place under work marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LINES_A_PAGE = 120
Place = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    row_span: int = 1
    column_span: int = 1
    here: bool = False


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph (its text in three parts, the middle one marked) or the rows of a table."""

    kind: str
    parts: tuple[str, str, str] = ("", "", "")
    level: int = 0
    here: bool = False
    title: str = ""
    rows: list[list[ShownCell]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pane:
    """One page of one file."""

    file: str
    files: list[str]
    blocks: list[ShownBlock]
    number: int
    count: int


def pane(blocks: Mapping[str, list[dict[str, Any]]], place: Place, words: str, file: str, page: int) -> Pane:
    """The page that holds `place`; or the one asked for by `file` and `page` (1-based, 0: none asked for)."""
    names = list(blocks)
    shown = file if file in blocks else place.get("file", "")
    shown = shown if shown in blocks else (names[0] if names else "")
    pages = list(_pages(blocks.get(shown, [])))
    number = page or _page_of(pages, place if shown == place.get("file") else {})
    number = min(max(number, 1), max(len(pages), 1))
    mark = place if shown == place.get("file") else {}
    here = [_shown(block, mark, words) for block in (pages[number - 1] if pages else [])]
    return Pane(shown, names, here, number, len(pages))


def _pages(blocks: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    lines = 0
    for block in blocks:
        height = max((cell[0] for cell in block.get("cells", [])), default=1)
        if page and lines + height > LINES_A_PAGE:
            yield page
            page, lines = [], 0
        page.append(block)
        lines += height
    if page:
        yield page


def _page_of(pages: list[list[dict[str, Any]]], place: Place) -> int:
    for number, page in enumerate(pages, start=1):
        if any(_holds(block, place) for block in page):
            return number
    return 1


def _holds(block: Mapping[str, Any], place: Place) -> bool:
    if "cells" in block:
        return place.get("table") is not None and block["table"] == place["table"]
    return place.get("paragraph") is not None and block["paragraph"] == place["paragraph"]


def _shown(block: Mapping[str, Any], place: Place, words: str) -> ShownBlock:
    here = _holds(block, place)
    if "cells" not in block:
        before, hit, after = _around(block["text"], words) if here else (block["text"], "", "")
        return ShownBlock("paragraph", (before, hit, after), block["level"] or 0, here)
    return ShownBlock(
        "table",
        title=block["title"] or block["sheet"] or "",
        rows=_rows(block["cells"], place if here else {}),
    )


def _around(text: str, words: str) -> tuple[str, str, str]:
    """The text split around the words of the target, where they stand in this paragraph."""
    before, hit, after = text.partition(words) if words else (text, "", "")
    return before, hit, after


def _rows(cells: list[list[Any]], place: Place) -> list[list[ShownCell]]:
    """The grid with its gaps filled, so that each cell stands in its own column."""
    starts = {(row, column): (height, width, text) for row, column, height, width, text in cells}
    covered = {
        (row + down, column + across)
        for row, column, height, width, _ in cells
        for down in range(height)
        for across in range(width)
    }
    last_row = max((row for row, _ in covered), default=0)
    last_column = max((column for _, column in covered), default=0)
    rows = []
    for row in range(1, last_row + 1):
        shown = []
        for column in range(1, last_column + 1):
            here = row == place.get("row") and place.get("column") in (None, column)
            if (row, column) in starts:
                height, width, text = starts[row, column]
                shown.append(ShownCell(text, height, width, here))
            elif (row, column) not in covered:
                shown.append(ShownCell("", here=here))
        rows.append(shown)
    return rows
