"""Schools across the columns, or several rows for each school: one small table that stands once for every school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import labels
from .grid import Grid
from .model import Certainty, Column, FixedRow, Kind, SchoolName, Shape, TemplateTable
from .names import looks_like_a_school, school_of

_VALUE = "数值"


def spread_out(table: TemplateTable, grid: Grid, schools: Sequence[SchoolName]) -> TemplateTable:
    """The table as one school fills it, with where it stands for each school (`places`)."""
    if table.shape is Shape.FIXED:
        return _across(table, schools)
    return _blocks(table, grid) if table.shape is Shape.SCHOOLS else table


def _across(table: TemplateTable, schools: Sequence[SchoolName]) -> TemplateTable:
    """指标 | 甲校 | 乙校: the columns of one school, and how far to the right those of the others lie."""
    groups: dict[str, list[Column]] = {}
    for column in table.columns:
        if school := _school_in(column.path, schools):
            groups.setdefault(school, []).append(column)
    if len(groups) < 2:
        return table
    if len({_laid_out(columns, schools) for columns in groups.values()}) != 1:
        return replace(table, certainty=Certainty.UNSURE)
    model = next(iter(groups.values()))
    own = {column.key for column in model}
    columns = [
        _named(column, table, schools) if column.key in own else replace(column, fill=False)
        for column in table.columns
    ]
    others = {column.key for columns in list(groups.values())[1:] for column in columns}
    rows = tuple(replace(row, blank=tuple(key for key in row.blank if key in own)) for row in table.rows)
    return replace(
        table,
        columns=tuple(column for column in columns if column.key not in others),
        rows=rows,
        places=tuple((school, 0, each[0].at - model[0].at) for school, each in groups.items()),
        certainty=Certainty.CERTAIN,
    )


def _laid_out(columns: Sequence[Column], schools: Sequence[SchoolName]) -> tuple[tuple[str, int], ...]:
    """What each column of one school asks, and how far right it stands: schools differ in nothing but their place."""
    return tuple(
        ("" if _school_in((each.label,), schools) else labels.bare(each.label), each.at - columns[0].at)
        for each in columns
    )


def _school_in(path: Sequence[str], schools: Sequence[SchoolName]) -> str:
    for text in path:
        found = school_of(text, schools)
        if found or (not schools and looks_like_a_school(text)):
            return found.name if found else text
    return ""


def _named(column: Column, table: TemplateTable, schools: Sequence[SchoolName]) -> Column:
    """A column headed by the school alone holds values of whatever each row asks."""
    label = _VALUE if _school_in((column.label,), schools) else column.label
    if column.kind is not Kind.TEXT or column.choices:
        return replace(column, label=label)
    kinds = {labels.kind_of((row.label,), labels.unit_of(row.label)) for row in table.rows}
    units = any(labels.bare(each.label) in ("计量单位", "单位") for each in table.columns)
    numbers = units or kinds <= {Kind.INTEGER, Kind.DECIMAL}
    return replace(column, label=label, kind=Kind.DECIMAL if numbers else Kind.TEXT)


def _blocks(table: TemplateTable, grid: Grid) -> TemplateTable:
    """Each school's name over several rows (上年, 本年): the rows of one school, and how far down the others lie."""
    groups: dict[int, list[FixedRow]] = {}
    for row in table.rows:
        cell = grid.at(row.at, table.name_at)
        groups.setdefault(cell.row if cell else row.at, []).append(row)
    blocks = list(groups.values())
    size = len(blocks[0]) if blocks else 0
    if size < 2 or any(len(block) != size for block in blocks):
        return table
    said = [[_said(table, grid, row) for row in block] for block in blocks]
    if any(each != said[0] for each in said) or len(set(said[0])) != size:
        return table
    rows = tuple(replace(row, label=label, school="") for row, label in zip(blocks[0], said[0], strict=True))
    keys = {key for row in rows for key in row.blank}
    return replace(
        table,
        shape=Shape.FIXED,
        rows=rows,
        columns=tuple(replace(column, fill=column.fill and column.key in keys) for column in table.columns),
        places=tuple((b[0].school or b[0].label, b[0].at - blocks[0][0].at, 0) for b in blocks),
    )


def _said(table: TemplateTable, grid: Grid, row: FixedRow) -> str:
    """The words of a row besides the school's name and what is to be filled."""
    texts = [grid.text(row.at, c.at) for c in table.columns if c.at not in (table.name_at, table.number_at)]
    return " ".join(text for text in texts if text and not text.isdigit())
