"""Money by task, source and year in 万元; rows and columns of sums are checked, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ..findings import Finding, Severity
from ..structure import Place
from ..tables.grid import Grid, Row, Slot, plain
from .heads import Head, is_head_again, role_of
from .timetable import SUMS, Above

_AMOUNT = re.compile(r"(?:约|共|计|人民币|¥|￥)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万元|万|元|亿元)?(?:左右)?")
_NOTHING = re.compile(r"[-—–/\\、.]*|无|零")
_MONEY = re.compile(r"经费|资金|预算|投入|万元|金额|概算")
_PER_TENTHOUSAND, _YUAN = Decimal(1), Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class RawMoney:
    """One amount as printed, in 万元."""

    tasks: tuple[str, ...]
    source: str
    year: int | None
    amount: Decimal
    place: Place
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Table:
    grid: Grid
    head: Head
    above: Above
    factor: Decimal


def is_money(head: Head, grid: Grid, title: str) -> bool:
    about = _MONEY.search(title) or any(_MONEY.search(name) for name in head.names.values())
    if head.has("due", "step", "indicator"):
        return False
    if head.has("source") or len(head.columns("source_amount")) >= 2:
        return True
    parted = head.has("source_amount", "money") or "period" in head.roles.values()
    return bool(about and parted and _is_numeric(grid, head))


def _is_numeric(grid: Grid, head: Head) -> bool:
    """What stands in the columns of amounts is numbers."""
    columns = [c for role in ("period", "money", "source_amount", "sum") for c in head.columns(role)]
    said = [row[c].text for at, row in grid if at > head.after for c in columns if c in row and row[c].text]
    numbers = [text for text in said if _AMOUNT.fullmatch(plain(text)) or _NOTHING.fullmatch(plain(text))]
    return bool(said) and len(numbers) * 10 >= len(said) * 7


def read_money(grid: Grid, head: Head, above: Above, title: str) -> tuple[list[RawMoney], list[Finding]]:
    """The amounts of one table, and what about them does not fit."""
    factor, doubts = _unit(grid, head, title)
    table = _Table(grid, head, above, factor)
    found: list[RawMoney] = []
    sums: list[tuple[str, Slot, Decimal, list[RawMoney]]] = []
    block: list[RawMoney] = []
    task, source = above.tasks, ""
    for at, row in grid:
        if at <= head.after or is_head_again(row, head):
            continue
        kind = _sum_kind(row)
        if kind:
            sums += _row_sums(table, row, block if kind == "part" else found)
            block = [] if kind == "part" else block
            continue
        task, source, changed = _labels(table, row, task, source)
        block = [] if changed and not _goes_on(head) else block
        amounts, wrong = _amounts(table, at, row, task, source)
        doubts += wrong
        sums += _own_sums(table, row, amounts)
        found += amounts
        block += amounts
    doubts += [doubt for printed in sums if (doubt := _mismatch(table, *printed))]
    return found, doubts


def _goes_on(head: Head) -> bool:
    """Without a column of sources a 小计 closes several tasks, not one."""
    return not head.has("source")


def _sum_kind(row: Row) -> str:
    for slot in [row[column] for column in sorted(row)][:3]:
        if slot.text and SUMS.fullmatch(plain(slot.text)):
            return "part" if "小计" in slot.text else "all"
    return ""


def _labels(table: _Table, row: Row, task: tuple[str, ...], source: str) -> tuple[tuple[str, ...], str, bool]:
    """Task and source of a row; the task stands once for the rows below it."""
    head = table.head
    columns = [c for role in ("task", "subtask", "content", "code") for c in head.columns(role)]
    columns = columns or [c for c in _unnamed(head, row) if not _AMOUNT.fullmatch(plain(row[c].text))]
    said = [row[c].text for c in columns if c in row and row[c].text]
    own = tuple(dict.fromkeys([*reversed(said), *table.above.tasks])) if said else task
    sources = [row[c].text for c in head.columns("source") if c in row and row[c].text]
    return own, sources[0] if sources else source, own != task


def _unnamed(head: Head, row: Row) -> list[int]:
    first = min(row, default=1)
    return [first] if first not in head.roles and first in row else []


def _amount_columns(head: Head) -> list[int]:
    return sorted(c for role in ("source_amount", "period", "money") for c in head.columns(role))


def _amounts(
    table: _Table, at: int, row: Row, task: tuple[str, ...], source: str
) -> tuple[list[RawMoney], list[Finding]]:
    amounts: list[RawMoney] = []
    wrong: list[Finding] = []
    said_year = [row[c].text for c in table.head.columns("year") if c in row and row[c].text]
    row_year = _year(said_year[0]) if said_year else table.above.year
    for column in _amount_columns(table.head):
        slot = row.get(column)
        if slot is None or slot.covered or _NOTHING.fullmatch(plain(slot.text)):
            continue
        place = table.grid.place_of(slot)
        value = _value(slot.text, table.factor)
        if value is None:
            wrong.append(_unreadable(slot.text, place))
            continue
        name = table.head.names[column]
        own_source = next((part for part in name.split("/") if role_of(part) == "source_amount"), source)
        amounts.append(RawMoney(task, _bare(own_source), _year(name) or row_year, value, place, at, column))
    return amounts, wrong


def _value(text: str, factor: Decimal) -> Decimal | None:
    match = _AMOUNT.fullmatch(plain(text))
    if not match:
        return None
    number = Decimal(match[1].replace(",", "") + (match[2] or ""))
    own = {"万元": Decimal(1), "万": Decimal(1), "元": _YUAN, "亿元": Decimal(10000)}.get(
        match[3] or "", factor
    )
    return number * own


def of_a_step(
    words: str, place: Place, heading: str, tasks: tuple[str, ...], due_year: int | None
) -> RawMoney | None:
    """The amount beside a step: 经费（万元）. It names no source; its year is that of the step."""
    factor = _YUAN if re.search(r"\(元\)", plain(heading)) else _PER_TENTHOUSAND
    value = _value(words, factor)
    return None if value is None else RawMoney(tasks, "", due_year, value, place, 0, 0)


def _year(text: str) -> int | None:
    found = re.search(r"(?:19|20)\d{2}", plain(text))
    return int(found[0]) if found else None


def _bare(source: str) -> str:
    return re.sub(r"[(（](?:万?元)[)）]", "", source).strip()


def _own_sums(
    table: _Table, row: Row, amounts: list[RawMoney]
) -> Iterator[tuple[str, Slot, Decimal, list[RawMoney]]]:
    """小计 and 合计 at the end of a row: of all, or of the year under which they stand."""
    for column in table.head.columns("sum"):
        slot = row.get(column)
        value = _value(slot.text, table.factor) if slot and not slot.covered else None
        if slot is None or value is None:
            continue
        year = _year(table.head.names[column])
        parts = [one for one in amounts if year is None or one.year == year]
        if parts:
            yield "本行", slot, value, parts


def _row_sums(
    table: _Table, row: Row, above: list[RawMoney]
) -> Iterator[tuple[str, Slot, Decimal, list[RawMoney]]]:
    """A row of sums: each of its amounts against the amounts above it in its column."""
    sums = table.head.columns("sum")
    for column in [*_amount_columns(table.head), *sums]:
        slot = row.get(column)
        value = _value(slot.text, table.factor) if slot and not slot.covered else None
        if slot is None or value is None:
            continue
        year = _year(table.head.names[column])
        if column in sums:
            parts = [one for one in above if year is None or one.year == year]
        else:
            parts = [one for one in above if one.column == column]
        if parts:
            yield "以上", slot, value, list(parts)


def _mismatch(
    table: _Table, where: str, slot: Slot, printed: Decimal, parts: list[RawMoney]
) -> Finding | None:
    total = sum((one.amount for one in parts), Decimal(0))
    if total == printed:
        return None
    place = table.grid.place_of(slot)
    said, counted = number_in_words(printed), number_in_words(total)
    return Finding(
        "sum-mismatch",
        Severity.ASK,
        place,
        f"{place.in_words()}写的合计是{said}万元，{where}各项相加是{counted}万元。",
        {
            "amount": str(total),
            "reason": f"{where}{len(parts)}项相加得{counted}万元，合计不另存，请核对是哪一项写错",
        },
    )


def _unreadable(text: str, place: Place) -> Finding:
    return Finding(
        "unreadable-amount",
        Severity.ASK,
        place,
        f"{place.in_words()}的“{text}”不是一个金额，没有读入。",
        {"amount": None, "reason": "请填写以万元为单位的数字"},
    )


def _unit(grid: Grid, head: Head, title: str) -> tuple[Decimal, list[Finding]]:
    """万元 or 元 as title and heading say; where neither says it, it is asked."""
    said = plain(" ".join((title, grid.context, *head.names.values())))
    if "万元" in said or "(万)" in said:
        return _PER_TENTHOUSAND, []
    cells = [plain(slot.text) for at, row in grid if at > head.after for slot in row.values()]
    if any(re.fullmatch(r"[\d.,]+万元?", cell) for cell in cells):
        return _PER_TENTHOUSAND, []
    place = replace(grid.place_at(1, 1))
    if re.search(r"(?:单位[:：]|\()元|(?<![一-鿿])元(?:\)|$)", said):
        message = "这张表的金额以元为单位，已换算成万元。"
        return _YUAN, [Finding("money-in-yuan", Severity.NOTE, place, message)]
    message = "这张经费表没有写金额的单位，先按万元读。"
    reason = "学校方案的经费一般以万元为单位"
    return _PER_TENTHOUSAND, [
        Finding("unit-missing", Severity.ASK, place, message, {"unit": "万元", "reason": reason})
    ]


def number_in_words(value: Decimal) -> str:
    """38.5, 70: no trailing noughts."""
    return f"{value.normalize():f}"
