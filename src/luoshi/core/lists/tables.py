"""Where the tables of a sheet are, and the headings over their columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.core.sheets import labels
from luoshi.core.sheets.grid import letters_of
from luoshi.core.sheets.heads import Head, head_at

from .columns import bare, matched
from .model import Column, Table, Wanted
from .sheet import TOP, Sheet

_UNIT_LINE = re.compile(r"单位[:：]\s*(?P<unit>亿元|万元|千元|元|万人|人)")
MOST_COLUMNS = 300


@dataclass(slots=True)
class Found:
    """A table in its sheet. `unit`: what a line above it says of all its money."""

    table: Table
    sheet: Sheet
    end: int  # the last row that may belong to it
    unit: str = ""


def tables_of(sheet: Sheet, fields: Sequence[Wanted]) -> list[Found]:
    """The tables of a sheet, from the top down."""
    if not sheet.rows:
        return []
    last = max(sheet.rows)
    best = _best(sheet, fields, min(sheet.rows), last)
    if best is None:
        return []
    found = [best]
    while (further := _further(sheet, fields, found[-1])) is not None:
        found[-1].end = further.table.first - 1
        found.append(further)
    for each in found:
        each.unit = _unit_above(sheet, each.table)
    return found


def _best(sheet: Sheet, fields: Sequence[Wanted], top: int, last: int) -> Found | None:
    """The head that names most fields; where none names any, the first row of many words."""
    bottom = min(last, top + TOP)
    grid = sheet.grid(top, min(last, bottom + 8))
    scored: list[tuple[float, int, Head]] = []
    for row in range(top, bottom + 1):
        if row in sheet.rows and (head := head_at(grid, row)):
            columns = _columns(head)
            scored.append((matched(columns, fields), -row, head))
    if not scored:
        return None
    fit, _, head = max(scored, key=lambda each: (each[0], each[1]))
    if fit == 0:
        widest = max(len(each.columns) for _, _, each in scored)
        head = next(each for _, _, each in scored if len(each.columns) * 2 >= widest)
    columns = _columns(head)
    matched(columns, fields)
    return Found(_table(sheet, head, columns), sheet, last)


def _columns(head: Head) -> list[Column]:
    return [Column(at, letters_of(at), path) for at, path in head.columns[:MOST_COLUMNS]]


def _table(sheet: Sheet, head: Head, columns: list[Column]) -> Table:
    text = "\n".join("/".join(bare(word) for word in each.path) for each in columns)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Table(sheet.name, head.first, head.last, columns, digest, sheet.is_word)


def _further(sheet: Sheet, fields: Sequence[Wanted], before: Found) -> Found | None:
    """A second table below: a row whose words name at least three fields, other headings than the one above."""
    names = {bare(word) for each in fields for word in (each.label, *each.aliases)}
    here = {bare(word) for column in before.table.columns for word in column.path}
    for row in sorted(each for each in sheet.rows if each > before.table.last):
        words = {bare(cell.text) for cell in sheet.rows[row].values() if len(cell.text) <= 30}
        if len(words & names) < 3 or words <= here:
            continue
        grid = sheet.grid(row, row + 8)
        head = head_at(grid, row)
        if head is None:
            continue
        columns = _columns(head)
        if matched(columns, fields) >= 3:
            return Found(_table(sheet, head, columns), sheet, before.end)
    return None


def _unit_above(sheet: Sheet, table: Table) -> str:
    """单位：万元, written in one of the rows above the head."""
    for row in range(max(table.first - 6, 1), table.first):
        for cell in sheet.rows.get(row, {}).values():
            if match := _UNIT_LINE.search(labels.plain(cell.text)):
                return match["unit"]
    return ""
