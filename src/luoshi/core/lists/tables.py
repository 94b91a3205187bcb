"""Where the tables of a sheet are, and the headings over their columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luoshi.core.sheets import labels
from luoshi.core.sheets.grid import letters_of
from luoshi.core.sheets.heads import Head, head_at, one_line

from .columns import bare, folded, matched
from .model import Column, Table, Wanted
from .sheet import TOP, Line, Sheet
from .synonyms import others

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
    """The tables of a sheet, from the top down; one printed in halves beside each other is two."""
    if not sheet.rows:
        return []
    last = max(sheet.rows)
    best = _best(sheet, fields, min(sheet.rows), last)
    if best is None:
        return []
    found = [best]
    words = vocabulary(fields, best.table)
    for row in sorted(each for each in sheet.rows if each > best.table.last):
        if row <= found[-1].table.last or not _may_be_head(sheet.rows[row], words):
            continue
        if further := _further(sheet, fields, found[-1], row):
            found[-1].end = further.table.first - 1
            found.append(further)
    for each in found:
        each.unit = _unit_above(sheet, each.table)
    return [half for each in found for half in halves(each, fields)]


def _best(sheet: Sheet, fields: Sequence[Wanted], top: int, last: int) -> Found | None:
    """The head that names most fields; where none names any, the first row of many words."""
    bottom = min(last, top + TOP)
    grid = sheet.grid(top, min(last, bottom + 8))
    scored: list[tuple[float, int, Head]] = []
    for row in range(top, bottom + 1):
        if row in sheet.rows and (head := head_at(grid, row)):
            scored.append((matched(_columns(head), fields), -row, head))
    if not scored:
        return None
    fit, _, head = max(scored, key=lambda each: (each[0], each[1]))
    if fit == 0:
        widest = max(len(each.columns) for _, _, each in scored)
        head = next(each for _, _, each in scored if len(each.columns) * 2 >= widest)
    return _found(sheet, head, fields, last)


def _found(sheet: Sheet, head: Head, fields: Sequence[Wanted], end: int) -> Found:
    """The table below a head; with the line above it, where that makes more of the headings understood."""
    columns = _columns(head)
    fit = matched(columns, fields)
    first = head.first
    above = _with_line_above(sheet, head)
    if above and matched(above, fields) > fit:
        columns, first = above, head.first - 1
    text = "\n".join("/".join(bare(word) for word in each.path) for each in columns)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Found(Table(sheet.name, first, head.last, columns, digest, sheet.is_word), sheet, end)


def _columns(head: Head) -> list[Column]:
    return [Column(at, letters_of(at), path) for at, path in head.columns[:MOST_COLUMNS]]


def _with_line_above(sheet: Sheet, head: Head) -> list[Column] | None:
    """Headings that go on from the line above without being merged: 劳务费 over （元）, 聘期 over 起 and 止."""
    line = sheet.rows.get(head.first - 1, {})
    texts = {cell.text for cell in line.values()}
    if len(texts) < 2 or any(len(text) > 12 or ":" in text or "：" in text for text in texts):
        return None
    if any(cell.is_number for cell in line.values()):
        return None
    columns = _columns(head)
    for column in columns:
        over = sheet.text(head.first - 1, column.at)
        if not over and len(bare(column.path[-1])) <= 2:
            over = next((line[at].text for at in sorted(line, reverse=True) if at < column.at), "")
        if over:
            column.path = (one_line(over), *column.path)
    return columns


def vocabulary(fields: Sequence[Wanted], table: Table) -> set[str]:
    """Words that a head may hold, folded."""
    words = [word for each in fields for word in (each.label, *each.aliases)]
    words += [word for column in table.columns for word in column.path]
    found = {folded(bare(word)) for word in words}
    return found | {folded(word) for one in found for word in others(one)}


def _may_be_head(line: Line, words: set[str]) -> bool:
    """Cheap: few rows of a long list get past the first test."""
    texts = {cell.text for cell in line.values()}
    if len(texts) < 3 or any(cell.is_number or len(cell.text) > 20 for cell in line.values()):
        return False
    known = sum(folded(bare(text)) in words for text in texts)
    return known >= 3 or (known >= 2 and known * 2 >= len(texts))


def _further(sheet: Sheet, fields: Sequence[Wanted], before: Found, row: int) -> Found | None:
    """A second table with other headings than the one above."""
    head = head_at(sheet.grid(row, row + 8), row)
    if head is None or head.last - head.first > 3:
        return None
    found = _found(sheet, head, fields, before.end)
    known = sum(bool(each.field) for each in found.table.columns)
    same = {each.path[-1] for each in found.table.columns} <= {
        word for each in before.table.columns for word in each.path
    }
    return found if known >= 2 and not same else None


def halves(found: Found, fields: Sequence[Wanted]) -> list[Found]:
    """A list printed in two or three halves beside each other has its headings as often."""
    columns = found.table.columns
    for parts in (2, 3, 4):
        width, rest = divmod(len(columns), parts)
        words = [tuple(bare(word) for word in each.path) for each in columns]
        if rest or width < 2 or any(words[at] != words[at % width] for at in range(len(words))):
            continue
        return [_half(found, columns[at : at + width], fields) for at in range(0, len(columns), width)]
    return [found]


def _half(found: Found, columns: list[Column], fields: Sequence[Wanted]) -> Found:
    first, last = columns[0].at, columns[-1].at
    sheet, table = found.sheet, found.table
    rows = {
        number: part
        for number, line in sheet.rows.items()
        if (part := {at: cell for at, cell in line.items() if first <= at <= last})
    }
    fresh = [Column(each.at, each.letter, each.path) for each in columns]
    matched(fresh, fields)
    half = replace(table, columns=fresh, digest=f"{table.digest[:28]}-{first}")
    return Found(half, replace(sheet, rows=rows), found.end, found.unit)


def _unit_above(sheet: Sheet, table: Table) -> str:
    """单位：万元, written in one of the rows above the head."""
    for row in range(max(table.first - 6, 1), table.first):
        for cell in sheet.rows.get(row, {}).values():
            if match := _UNIT_LINE.search(labels.plain(cell.text)):
                return match["unit"]
    return ""
