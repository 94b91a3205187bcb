"""What the headings say about columns together: 其中, 合计 of a group, 3=1+2 in a numbered row, a unit above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import labels
from .grid import Grid
from .model import Column, Kind, Shape, TemplateTable

_SUMS = re.compile(r"^(?:合计|小计|总计|共计|计|总数|总额|总人数|人数合计)$")
_WITHIN = re.compile(r"^(?:其中|内[:：含])")
_MONEY = ("万元", "千元", "亿元", "元")


def related(table: TemplateTable, grid: Grid) -> TemplateTable:
    """The table with what its columns say about each other, and with the unit of the line above it."""
    columns = _with_units(_by_row_units(table), _units_above(grid, table.header[0]))
    columns = [_part(columns, at) for at in range(len(columns))]
    columns = [_sum(columns, at) for at in range(len(columns))]
    numbered = _numbers(grid, table, columns)
    columns = [_numbered(column, numbered, columns, grid, table) for column in columns]
    return replace(table, columns=tuple(columns))


def _by_row_units(table: TemplateTable) -> list[Column]:
    """Where each given row has a unit of its own, its numbers are of any kind."""
    units = any(re.fullmatch(r"(?:计量)?单位", labels.bare(column.label)) for column in table.columns)
    if table.shape is not Shape.FIXED:
        return list(table.columns)
    return [
        replace(column, kind=Kind.DECIMAL)
        if column.fill and column.kind is not Kind.PERCENT and labels.speaks_of_values(column.label, units)
        else column
        for column in table.columns
    ]


def _units_above(grid: Grid, row: int) -> list[str]:
    """The units of 单位：万元、人 in the lines above the headings."""
    for above in range(row - 1, max(row - 4, 0), -1):
        for cell in grid.own(above):
            match = re.search(r"(?:计量|金额|数据)?单位[:：]([^\s:：]+?)[)）]?$", labels.plain(cell.text))
            if match:
                given = re.split(r"[、,，/;；]", match[1])
                units = [labels.unit_of(f"（{each}）") for each in given]
                if any(units):  # 制表单位：市教育局 names no unit
                    return [unit for unit in units if unit]
    return []


def _with_units(columns: list[Column], units: Sequence[str]) -> list[Column]:
    money = [unit for unit in units if unit in _MONEY]
    counts = [unit for unit in units if unit not in _MONEY and unit != "%"]
    words = [c for c in columns if c.fill and c.kind is Kind.TEXT and not labels.may_be_number(c.path)]
    all_numbers = not [c for c in words if not labels.REMARK.match(labels.bare(c.label))]
    return [
        column
        if column.unit or not column.fill or column.choices
        else _with_unit(column, money, counts, all_numbers)
        for column in columns
    ]


def _with_unit(column: Column, money: Sequence[str], counts: Sequence[str], all_numbers: bool) -> Column:
    if column.kind is Kind.DECIMAL and len(money) == 1:
        return replace(column, unit=money[0])
    if column.kind is Kind.INTEGER and len(counts) == 1:
        return replace(column, unit=counts[0])
    if column.kind is Kind.TEXT and "人" in counts and labels.are_people(column.path):
        return replace(column, unit="人", kind=Kind.INTEGER)
    units = [*money, *counts]
    if column.kind is Kind.TEXT and all_numbers and len(units) == 1 and labels.may_be_number(column.path):
        return replace(column, unit=units[0], kind=Kind.DECIMAL if money else labels.kind_of(("",), units[0]))
    return column


def _part(columns: Sequence[Column], at: int) -> Column:
    """其中：女生 is a part of the column before it, and of its kind."""
    column = columns[at]
    said = [text for text in column.path if _WITHIN.match(labels.plain(text))]
    if not said or column.kind not in (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL):
        return column
    depth = column.path.index(said[0])
    for whole in reversed(columns[:at]):
        inside = any(_WITHIN.match(labels.plain(text)) for text in whole.path)
        if (
            not inside
            and whole.path[:depth] == column.path[:depth]
            and whole.kind in (Kind.INTEGER, Kind.DECIMAL)
        ):
            takes_over = column.kind is Kind.TEXT and column.fill
            kind, unit = (whole.kind, whole.unit) if takes_over else (column.kind, column.unit)
            same = kind is whole.kind and (not unit or not whole.unit or unit == whole.unit)
            return replace(column, kind=kind, unit=unit or whole.unit, part_of=whole.key if same else "")
    return column


def _sum(columns: Sequence[Column], at: int) -> Column:
    """小计 within a group of headings is the sum of the group's other columns."""
    column = columns[at]
    if len(column.path) < 2 or not _SUMS.match(labels.bare(column.label)):
        return column
    group = column.path[:-1]
    others = [c for c in columns if c is not column and c.path[: len(group)] == group and not c.part_of]
    numbers = [c for c in others if c.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)]
    if (
        len(numbers) < 2
        or len(numbers) != len(others)
        or any(len(c.path) != len(column.path) for c in others)
    ):
        return column
    return replace(column, sum_of=tuple(c.key for c in numbers))


def _numbers(grid: Grid, table: TemplateTable, columns: Sequence[Column]) -> dict[str, str]:
    """The number that the numbered row gives each column: {"1": key}."""
    found: dict[str, str] = {}
    for column in columns:
        match = re.match(
            r"^[(（]?(\d{1,3})[)）]?(?:=.*)?$", labels.plain(grid.text(table.header[1], column.at))
        )
        if match:
            found[match[1]] = column.key
    return found if len(found) >= 2 else {}


def _numbered(
    column: Column, numbers: dict[str, str], columns: Sequence[Column], grid: Grid, table: TemplateTable
) -> Column:
    """3=1+2 in the numbered row."""
    text = labels.plain(grid.text(table.header[1], column.at))
    match = re.fullmatch(r"\d{1,3}=(\d{1,3}(?:\+\d{1,3})+)", text)
    if not match or not numbers:
        return column
    keys = [numbers.get(each, "") for each in match[1].split("+")]
    return replace(column, sum_of=tuple(keys)) if all(keys) else column
