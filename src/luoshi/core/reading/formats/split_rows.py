"""Rows that a page break cut in two: their second half is put back to the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..structure import Cell
from .printed import DrawnTable, PageContent, TextLine, join

_TOLERANCE = 3.0
_MARK = re.compile(r"^[\d.%√✓✔●○★☆是否一—-]+$")


def rejoin_split_rows(
    pages: Sequence[PageContent], is_running: Callable[[TextLine, PageContent], bool]
) -> list[PageContent]:
    """The pages with every cut row whole again, at its first page.

    A row is taken for the second half of the one before only if it opens its page, its table has the same edges,
    it has texts only where the row before has a text that fills its last line, and no number or mark among them.
    """
    joined = list(pages)
    for index in range(1, len(joined)):
        before, page = joined[index - 1], joined[index]
        upper = _outermost(before, is_running, -1)
        lower = _outermost(page, is_running, 0)
        if upper is None or lower is None or not (halves := _halves(upper, lower)):
            continue
        joined[index - 1] = _with(before, upper, _with_texts_added(upper, halves))
        joined[index] = _with(page, lower, _without_first_row(lower))
    return joined


def _outermost(
    page: PageContent, is_running: Callable[[TextLine, PageContent], bool], which: int
) -> DrawnTable | None:
    """The table that is the first (0) or the last (-1) thing on the page, if it is one."""
    items = [item for item in page.items if isinstance(item, DrawnTable) or not is_running(item, page)]
    item = items[which] if items else None
    return item if isinstance(item, DrawnTable) else None


def _halves(upper: DrawnTable, lower: DrawnTable) -> dict[int, str]:
    """Texts of the first row of `lower` by the index of the cell of `upper` that they continue; {} if they do not."""
    if abs(upper.left - lower.left) > _TOLERANCE or abs(upper.right - lower.right) > _TOLERANCE:
        return {}
    last_row = max(cell.row + cell.row_span - 1 for cell in upper.cells)
    last = {
        index: upper.lefts[index]
        for index, cell in enumerate(upper.cells)
        if cell.text and cell.row + cell.row_span - 1 == last_row
    }
    found: dict[int, str] = {}
    for cell, left in zip(lower.cells, lower.lefts, strict=True):
        if cell.row != 1 or not cell.text:
            continue
        at = next((index for index, place in last.items() if abs(place - left) <= _TOLERANCE), None)
        if at is None or at not in upper.full or cell.row_span > 1 or _MARK.match(cell.text):
            return {}
        found[at] = cell.text
    return found if len(found) < len(last) else {}


def _with_texts_added(table: DrawnTable, halves: dict[int, str]) -> DrawnTable:
    cells = tuple(
        replace(cell, text=join(cell.text, halves[index])) if index in halves else cell
        for index, cell in enumerate(table.cells)
    )
    return replace(table, cells=cells)


def _without_first_row(table: DrawnTable) -> DrawnTable:
    kept = [index for index, cell in enumerate(table.cells) if cell.row > 1 or cell.row_span > 1]
    return replace(
        table,
        cells=tuple(_one_row_up(table.cells[index]) for index in kept),
        lefts=tuple(table.lefts[index] for index in kept),
        full=frozenset(place for place, index in enumerate(kept) if index in table.full),
    )


def _one_row_up(cell: Cell) -> Cell:
    if cell.row > 1:
        return replace(cell, row=cell.row - 1)
    return replace(cell, row_span=cell.row_span - 1)


def _with(page: PageContent, old: DrawnTable, new: DrawnTable) -> PageContent:
    items = [new if item is old else item for item in page.items]
    return replace(page, items=tuple(item for item in items if isinstance(item, TextLine) or item.cells))
