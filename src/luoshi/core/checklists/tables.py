"""Items of a table: merged and empty cells carried down, headings once, several things of a cell one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from luoshi.core.reading.structure import Table

from .columns import Columns, bare, columns_of
from .lists import level_of
from .model import Item
from .wanted import parts_of

_SUM = re.compile(r"^(?:合计|总计|总分|小计|满分|合\s*计)")
_SIGN = re.compile(
    r"^\s*((?:[一二三四五六七八九十]{1,3}、)|(?:[（(][一二三四五六七八九十]{1,3}[）)])|(?:[A-Z]?\d{1,2}(?:[.．\-]\d{1,2}){0,3}[.．、]?(?=[\s\u4e00-\u9fff]))|(?:[A-Z]\d{1,3}(?=[\s\u4e00-\u9fff]))|(?:[（(]\d{1,2}[）)]))\s*"
)
_POINTS_IN_TEXT = re.compile(r"[（(]\s*(\d{1,3}(?:\.\d)?)\s*分\s*[）)]")
LONGEST = 300


@dataclass(slots=True)
class _Row:
    """texts by column; fresh: columns whose cell begins in this row."""

    number: int
    texts: dict[int, str] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)


def items_of(table: Table, columns: Columns | None = None) -> tuple[list[Item], Columns | None]:
    """Its items and what its columns are; columns: of the table that it goes on from. None where no row of it is a
    heading and it goes on from none.
    """
    found: list[Item] = []
    carried: dict[int, str] = {}
    for row in _rows(table):
        heading = columns_of(row.texts) if _may_be_heading(row) else None
        if heading is not None and (columns is None or heading.found >= columns.found):
            columns, carried = heading, {}
            continue
        if columns is None or not any(map(bare, row.texts.values())):
            continue
        if _SUM.match(bare(_first(row))):
            continue
        found += _of_row(row, columns, carried, table)
    return found, columns


def by_numbers(items: list[Item]) -> list[Item]:
    """Where the levels stand in the numbers alone (1, 1.1, 1.1.1; 一、（一）1.), they are taken from there."""
    if len({item.level for item in items}) > 1 or any(not item.asks for item in items):
        return items
    kinds = [_depth(item.number) for item in items]
    if any(kind is None for kind in kinds) or len(set(kinds)) < 2:
        return items
    open_: list[str] = []
    levels = [level_of(kind or "", open_) for kind in kinds]
    found = []
    for at, (item, level) in enumerate(zip(items, levels, strict=True)):
        deeper = at + 1 < len(items) and levels[at + 1] > level
        asks = not deeper or item.wanted not in ("", item.text)
        found.append(replace(item, level=item.level + level, asks=asks, wanted=item.wanted if asks else ""))
    return found


def _depth(number: str) -> str | None:
    """What kind of number it is: how many parts it has, or its sign."""
    if re.fullmatch(r"[A-Z]?\d{1,3}(?:[.．\-]\d{1,2})*", number):
        return f"1{'.1' * len(re.findall(r'[.．-]', number))}"
    if re.fullmatch(r"[一二三四五六七八九十]{1,3}", number):
        return "一"
    if re.fullmatch(r"[（(][一二三四五六七八九十]{1,3}[）)]", number):
        return "（一）"
    return "（1）" if re.fullmatch(r"[（(]\d{1,2}[）)]", number) else None


def _rows(table: Table) -> Iterator[_Row]:
    rows = {number: _Row(number) for number in range(1, table.row_count + 1)}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row].texts[cell.column] = cell.text.strip()
            if row == cell.row:
                rows[row].fresh.add(cell.column)
    yield from rows.values()


def _may_be_heading(row: _Row) -> bool:
    return len([text for text in row.texts.values() if bare(text)]) > 1


def _first(row: _Row) -> str:
    return next((text for _, text in sorted(row.texts.items()) if bare(text)), "")


def _of_row(row: _Row, columns: Columns, carried: dict[int, str], table: Table) -> Iterator[Item]:
    """Headings that begin here, and what is asked in this row."""
    filled = {column: text for column, text in row.texts.items() if bare(text)}
    where = _where(table, row.number)
    if len(filled) == 1 and len(columns.levels) + bool(columns.wanted) > 1:
        # One cell over the whole row: a heading between the rows.
        ((column, text),) = filled.items()
        if column == min(row.texts) and column not in columns.levels[-1:]:
            carried.clear()
            carried[0] = text
            yield _heading(text, 0, where)
            return
    yield from _levels(row, filled, columns, carried, where)


def _where(table: Table, number: int) -> str:
    place = table.place
    sheet = f"工作表“{place.sheet}”" if place.sheet else f"表{place.table}" if place.table else ""
    first = place.row if place.sheet and place.row else 1
    return f"{sheet}第{number + first - 1}行"


def _levels(
    row: _Row, filled: dict[int, str], columns: Columns, carried: dict[int, str], where: str
) -> Iterator[Item]:
    base = 1 if 0 in carried else 0
    names = [column for column in columns.levels if column in filled or column in carried]
    leaf = _leaf_column(filled, columns)
    depth = base
    for column in names:
        if column == leaf:
            continue
        text = filled.get(column, "")
        began = bool(text) and (column in row.fresh) and carried.get(column) != text
        if began:
            for inner in columns.levels[columns.levels.index(column) + 1 :]:
                carried.pop(inner, None)
            carried[column] = text
            yield _heading(text, depth, where)
        depth += 1
    if leaf is None:
        return
    printed = filled.get(columns.number or -1, "") if (columns.number or -1) in row.fresh else ""
    yield from _asked(filled.get(leaf, ""), printed, filled, columns, depth, where, leaf)


def _leaf_column(filled: dict[int, str], columns: Columns) -> int | None:
    """The innermost column that says what is asked: the last of the texts, or the materials alone."""
    texts = [column for column in columns.levels if column in filled]
    if texts and texts[-1] == columns.levels[-1]:
        return texts[-1]
    if columns.wanted in filled:
        return columns.wanted
    return texts[-1] if texts else None


def _asked(
    text: str, printed: str, filled: dict[int, str], columns: Columns, level: int, where: str, leaf: int
) -> Iterator[Item]:
    """One item, or one for each thing that the cell asks for, under what stands before them."""
    wanted = filled.get(columns.wanted or -1, "")
    found = _POINTS_IN_TEXT.search(text)
    points = filled.get(columns.points or -1, "") or (found.group(1) if found else "")
    note = "；".join(f"{label}：{_flat(filled[at])}" for at, label in columns.notes.items() if at in filled)
    said: dict[str, Any] = {"points": points[:20], "note": note[:LONGEST], "place": where}
    if leaf == columns.wanted:
        for part in parts_of(text):
            yield _item(part, printed, level, part, **said)
    elif len(parts := parts_of(wanted)) > 1:
        yield from _under(text, printed, parts, level, said)
    elif wanted or len(parts := parts_of(text)) < 2 or not _SIGNED.search(text):
        yield _item(text, printed, level, wanted or text, **said)
    elif parts[0] and (lead := text[: text.find(parts[0])].strip(" ①1（(.．")) and lead[-1] in ":：":
        yield from _under(lead.rstrip(":："), printed, parts, level, said)
    else:
        for part in parts:
            yield _item(part, "", level, part, **said)


def _under(text: str, printed: str, parts: list[str], level: int, said: dict[str, Any]) -> Iterator[Item]:
    number, words = _split(text, printed)
    yield Item(level, number, _flat(words)[:LONGEST], asks=False, **said)
    for part in parts:
        yield _item(part, "", level + 1, part, place=said["place"])


_SIGNED = re.compile(r"[①-⑳]|(?:^|[\n；;。:：])\s*[（(]?\d{1,2}[.．、）)]")


def _heading(text: str, level: int, where: str) -> Item:
    number, words = _split(text, "")
    points = m.group(1) if (m := _POINTS_IN_TEXT.search(words)) else ""
    return Item(level, number, _flat(words)[:LONGEST], asks=False, points=points, place=where)


def _item(text: str, printed: str, level: int, wanted: str, **said: Any) -> Item:
    number, words = _split(text, printed)
    return Item(level, number, _flat(words)[:LONGEST] or "未写内容", wanted=_flat(wanted), **said)


def _split(text: str, printed: str) -> tuple[str, str]:
    """The number that stands in front, and the rest."""
    if printed:
        return bare(printed)[:40], text
    found = _SIGN.match(text)
    if found and text[found.end() :].strip():
        return found.group(1).strip("、. ．")[:40], text[found.end() :]
    return "", text


def _flat(text: str) -> str:
    return " ".join(text.split())
