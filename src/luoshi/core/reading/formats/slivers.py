"""Columns that exist only as edges: web pages made by office programs are full of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..structure import Cell


def without_slivers(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a table without the columns that no cell fills alone.

    Borders that miss each other by a hair give such columns: the heading over one counts it to the right, the
    marks under it to the left. A column is left out only while every cell over it keeps another one.
    """
    alone = {cell.column for cell in cells if cell.column_span == 1}
    over: dict[int, list[int]] = {}  # column -> the wide cells over it
    width = {at: cell.column_span for at, cell in enumerate(cells) if cell.column_span > 1}
    for at in width:
        for column in _columns(cells[at]):
            over.setdefault(column, []).append(at)
    left_out: set[int] = set()
    for column in sorted(over.keys() - alone):
        if all(width[at] > 1 for at in over[column]):
            left_out.add(column)
            for at in over[column]:
                width[at] -= 1
    return [_narrowed(cell, left_out) for cell in cells] if left_out else list(cells)


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _narrowed(cell: Cell, left_out: set[int]) -> Cell:
    kept = [column for column in _columns(cell) if column not in left_out]
    before = sum(column < kept[0] for column in left_out)
    return replace(cell, column=kept[0] - before, column_span=len(kept))
