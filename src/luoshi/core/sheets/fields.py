"""Single fields: label→cell pairs of a form, lines such as 填报单位：, blanks and boxes inside a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from . import labels, lines
from .grid import Grid, GridCell, address
from .heads import is_label, one_line
from .model import Kind, SingleField

_LONGEST_LABEL = 60


def fields_in(grid: Grid, rows: Iterable[int], first_number: int) -> Iterator[SingleField]:
    """The fields in these rows, top to bottom."""
    number = first_number
    for row in rows:
        for cell in grid.own(row):
            for found in _of_cell(grid, cell, f"f{number}"):
                yield found
                number += 1


def _of_cell(grid: Grid, cell: GridCell, key: str) -> Iterator[SingleField]:
    number = int(key[1:])
    if not cell.text:
        found = _after_label(grid, cell, key)
        if found:
            yield found
        return
    if cell.formula:
        return
    where = address(grid.key, cell.row, cell.column)
    for boxes in lines.boxes_in(cell.text):
        path = _path(grid, cell, boxes.label)
        if path:
            yield _ticked(f"f{number}", where, path, boxes)
            number += 1
    gaps = [gap for gap in lines.gaps_in(cell.text) if not _goes_on(grid, cell, gap)]
    for gap, start in zip(gaps, [0, *(gap.span[1] for gap in gaps)], strict=False):
        yield SingleField(
            f"f{number}",
            gap.label,
            where,
            _path(grid, cell, gap.label),
            unit=gap.unit,
            kind=gap.kind,
            role=gap.role,
            span=gap.span,
            before=cell.text[start : gap.span[0]],
            after=cell.text[gap.span[1] :] if gap is gaps[-1] else "",
            section=_section(grid, cell),
        )
        number += 1
    if number == int(key[1:]) and lines.is_hint(cell.text) and (found := _after_label(grid, cell, key)):
        yield found


def _ticked(key: str, where: str, path: tuple[str, ...], boxes: lines.Boxes) -> SingleField:
    yes_no = set(boxes.options) in ({"是", "否"}, {"有", "无"})
    return SingleField(
        key,
        path[-1],
        where,
        path,
        kind=Kind.YES_NO if yes_no else Kind.CHOICE,
        choices=boxes.options,
        ticks=boxes.options,
        many=boxes.many,
        span=(boxes.places[0], boxes.places[-1]),
    )


def _goes_on(grid: Grid, cell: GridCell, gap: lines.Gap) -> bool:
    """Whether the blank is the framed cell to the right of the label, not the rest of this cell."""
    right = grid.at(cell.row, cell.right + 1)
    ends = gap.span[1] >= len(cell.text) and gap.span[0] == gap.span[1]
    return ends and cell.framed and right is not None and right.framed and not right.text


def _path(grid: Grid, cell: GridCell, label: str) -> tuple[str, ...]:
    label = labels_of(label)
    beside = label_beside(grid, cell)
    if label:
        return (label,)
    return (labels_of(beside.text),) if beside else ()


def labels_of(text: str) -> str:
    """A label as it is shown: on one line, without the colon behind it."""
    return one_line(text).rstrip(":： ")


def _after_label(grid: Grid, cell: GridCell, key: str) -> SingleField | None:
    """The field of an empty cell that stands right of its label, or under it."""
    if cell.formula or not (cell.framed or _is_open(grid)):
        return None
    beside = label_beside(grid, cell)
    if beside is None:
        return None
    path = tuple(dict.fromkeys([*filter(None, [_section(grid, beside)]), labels_of(beside.text)]))
    unit = labels.unit_of(beside.text) or _unit_right(grid, cell)
    allowed = grid.allowed_at(cell.row, cell.column)
    kind = (allowed.kind if allowed else None) or labels.kind_in(path, unit, cell.kind)
    return SingleField(
        key,
        path[-1],
        address(grid.key, cell.row, cell.column),
        path,
        unit=unit or ("%" if kind is Kind.PERCENT else ""),
        kind=kind,
        choices=allowed.choices if allowed else (),
        role=lines.role_of(path[-1]),
        required=labels.is_required(beside.text),
        places=cell.places,
        hint=cell.text,
        section=_section(grid, beside),
    )


def _is_open(grid: Grid) -> bool:
    """A sheet without any border: every empty cell right of a label counts."""
    return not grid.is_framed


def label_beside(grid: Grid, cell: GridCell) -> GridCell | None:
    """The label directly left of the cell, or above it where nothing stands at its left."""
    left = grid.at(cell.row, cell.column - 1) if cell.column > 1 else None
    over = grid.at(cell.row - 1, cell.column) if cell.row > 1 else None
    before = grid.at(cell.row - 1, left.column) if left is not None else None
    beside_field = (
        left is not None
        and not left.text
        and before is not None
        and before.text
        and before.column == left.column
    )
    side = left is not None and ((left.row < cell.row and left.rows > cell.rows) or beside_field)
    if (
        side
        and over is not None
        and (over.column, over.columns) == (cell.column, cell.columns)
        and _may_label(over)
    ):
        return over  # beside a tall heading the label stands above
    if left is not None and left.text:
        return left if _may_label(left) and left.row <= cell.row <= left.bottom else None
    above = grid.at(cell.row - 1, cell.column) if cell.row > 1 and (left is None or not left.framed) else None
    alone = above is not None and above.columns == cell.columns and _may_label(above)
    return above if alone and above is not None and (cell.columns > 1 or cell.rows > 1) else None


def _may_label(cell: GridCell) -> bool:
    text = cell.bare
    return (
        0 < len(text) <= _LONGEST_LABEL
        and not cell.formula
        and (is_label(cell) or bool(re.search(r"[:：]$", text)))
    )


def _section(grid: Grid, cell: GridCell) -> str:
    """The tall heading at the left of several rows (项目基本情况)."""
    if cell.column <= 1:
        return ""
    left = grid.at(cell.row, 1)
    tall = (
        left is not None and left is not cell and left.rows > 1 and left.rows > cell.rows and bool(left.text)
    )
    return one_line(left.text) if tall and left is not None else ""


def _unit_right(grid: Grid, cell: GridCell) -> str:
    """A unit printed in the next cell: [   ] 万元."""
    right = grid.at(cell.row, cell.right + 1)
    text = labels.plain(right.text) if right and right.text else ""
    return labels.unit_of(f"（{text}）") if text and len(text) <= 4 else ""
