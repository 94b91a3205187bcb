"""A workbook that came back, as values of a form: every cell with the place a person can find, merged cells filled.

Tolerant where only one thing can be meant (full-width digits, dates as text, a note below the table, rows and columns
moved); where two could be, the place is named and a person is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.core.workbooks.reading import LOST_DIGITS
from luoshi.core.workbooks.rows import letter_of

from .model import DAYS, FILES, NUMBERS, ROW, Field, Form, Picks
from .parsing import alike, parse
from .shown import typed
from .wrong import BadValue

FIELDS_SHEET, KEY_HEAD, VALUE_HEAD = "基本内容", "系统编号（请勿改动）", "填写"
RESERVED = ("_lists", "_luoshi", "History")  # hidden sheets of ours, and a name Excel keeps for itself
SEARCHED = 15  # rows in which the head is looked for
_NOTE = re.compile(r"^(注|说明|合计|总计|小计|填表人|填表说明|审核人)[:：]?")
_SERIAL = re.compile(r"^[2-6]\d{4}(\.0+)?$", re.ASCII)
_EPOCH = dt.date(1899, 12, 30)
Rows = Sequence[Sequence[str]]
Span = tuple[tuple[int, int], tuple[int, int]]  # first and last cell of a merge, from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet as texts; `merged`: its merged cells."""

    name: str
    rows: Rows
    merged: tuple[Span, ...] = ()


@dataclass(slots=True)
class Read:
    """What was understood. `places`: by path (key, or table/row/column) where it stood: “经费”第5行 C列."""

    values: dict[str, Any] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # keys of fields and tables that were found at all
    columns: dict[str, set[str]] = field(default_factory=dict)  # table → keys of the columns found
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)  # (place, message)
    remarks: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)  # what stood where files are only named


def sheet_names(form: Form) -> dict[str, str]:
    """Table key → name of its sheet: its label without what Excel forbids, at most 28 characters, unique."""
    taken = {FIELDS_SHEET, *RESERVED}
    found = {}
    for each in form.fields:
        if each.kind != "table":
            continue
        bare = re.sub(r"[\[\]:*?/\\']", " ", each.label).strip()[:25] or "表"
        name, number = bare, 2
        while name.casefold() in {one.casefold() for one in taken}:
            name, number = f"{bare}{number}", number + 1
        taken.add(name)
        found[each.key] = name
    return found


def heading(column: Field) -> str:
    """A column's heading: its label and unit. Two columns may not read alike, so headings tell them apart."""
    unit = (
        "%" if column.kind == "percent" else (column.unit or "元") if column.kind == "money" else column.unit
    )
    return f"{column.label}（{unit}）" if unit else column.label


def read_back(form: Form, sheets: Sequence[Sheet], picks: Picks, known_rows: Mapping[str, set[str]]) -> Read:
    """The values of the sheets. `known_rows`: by table the row ids that were given out or stand now."""
    found = Read()
    by_name = {alike(sheet.name): sheet for sheet in sheets}
    single = [each for each in form.fields if each.kind != "table"]
    if single:
        sheet = by_name.get(alike(FIELDS_SHEET))
        if sheet is None:
            found.remarks.append(f"没有找到工作表“{FIELDS_SHEET}”，其中的内容不变。")
        else:
            _read_fields(found, single, sheet, picks)
    for key, name in sheet_names(form).items():
        table = form.field(key)
        sheet = by_name.get(alike(name))
        if table is None or sheet is None:
            found.remarks.append(f"没有找到工作表“{name}”，这张表不变。")
        else:
            _read_table(found, table, sheet, picks, known_rows.get(key, set()))
    return found


def _text(row: Sequence[str], at: int) -> str:
    return row[at].strip(" \t\r\n\u3000") if 0 <= at < len(row) else ""


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"“{sheet.name}”第{row + 1}行 {letter_of(column)}列"


def _read_fields(found: Read, fields: list[Field], sheet: Sheet, picks: Picks) -> None:
    head = next(
        (n for n, row in enumerate(sheet.rows[:SEARCHED]) if VALUE_HEAD in [c.strip() for c in row]), None
    )
    if head is None:
        found.problems.append((f"“{sheet.name}”", f"没有找到写着“{VALUE_HEAD}”的那一行，请不要删去表头。"))
        return
    at = [cell.strip() for cell in sheet.rows[head]].index(VALUE_HEAD)
    by_key = {each.key: each for each in fields}
    by_label = {alike(each.label): each for each in fields}
    for number, row in enumerate(sheet.rows[head + 1 :], head + 1):
        each = by_key.get(_text(row, 0)) or by_label.get(alike(_text(row, at - 1).rstrip("*＊ ")))
        if each is None:
            if _text(row, at):
                found.remarks.append(f"{_place(sheet, number, at)}的内容不属于任何一项，没有读入。")
            continue
        if each.key in found.seen:
            found.problems.append((_place(sheet, number, at), f"“{each.label}”出现了两次，请只留一行。"))
            continue
        if each.kind in FILES:  # added and removed on the page alone
            found.files[each.key] = (_place(sheet, number, at), _text(row, at))
            continue
        found.seen.add(each.key)
        _keep(found, found.values, each, (each.key,), _place(sheet, number, at), _text(row, at), picks)


def _keep(
    found: Read,
    into: dict[str, Any],
    each: Field,
    path: tuple[str, ...],
    place: str,
    text: str,
    picks: Picks,
) -> None:
    """Read one cell into `into`, or say what is wrong with it."""
    found.places[path] = place
    if text.startswith(LOST_DIGITS):
        found.problems.append(
            (place, f"“{each.label}”的数字太长，Excel 已丢失末尾几位，请把单元格设为文本后重填。")
        )
        return
    try:
        value = parse(each, _day_of_serial(each, text), picks.get(each.pick_name, ()))
    except BadValue as bad:
        found.problems.append((place, f"“{each.label}”：{bad}"))
        return
    if value is None:
        return
    if each.kind == "percent" and re.match(r"^0?\.\d+$", text):
        found.remarks.append(
            f"{place}“{each.label}”写的是 {text}，按 {typed(each, value)}% 读入；如应为百分之几十，请改。"
        )
    into[each.key] = value


def _day_of_serial(each: Field, text: str) -> str:
    """A day that Excel shows as its own number (46351) is that day."""
    if each.kind in DAYS - {"year"} and _SERIAL.match(text):
        return (_EPOCH + dt.timedelta(days=int(float(text)))).isoformat()
    return text.removesuffix(".0") if each.kind in NUMBERS else text


# ---- tables


def _read_table(found: Read, table: Field, sheet: Sheet, picks: Picks, known: set[str]) -> None:
    head, at = _head_of(table, sheet)
    if head is None:
        found.problems.append((f"“{sheet.name}”", "没有找到表头，请不要删改各列的名称。"))
        return
    missing = [column.label for column in table.columns if column.key not in at]
    if missing:
        found.remarks.append(f"工作表“{sheet.name}”里没有“{'”“'.join(missing)}”列，这些列不变。")
    rows = _filled_down(found, sheet, head, set(at.values()))
    found.seen.add(table.key)
    found.columns[table.key] = set(at)
    kept: list[dict[str, Any]] = []
    used: set[str] = set()
    for number, row in enumerate(rows[head + 1 :], head + 1):
        if not any(_text(row, column) for column in at.values()) or _is_note(found, sheet, number, row, at):
            continue
        kept.append(_read_row(found, table, sheet, number, row, at, picks, known, used))
    found.values[table.key] = kept


def _head_of(table: Field, sheet: Sheet) -> tuple[int | None, dict[str, int]]:
    """Row of the head and where each column stands, by heading; columns may have been moved."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for number, row in enumerate(sheet.rows[:SEARCHED]):
        named = {alike(cell.rstrip("*＊ ")): place for place, cell in reversed(list(enumerate(row)))}
        at = {}
        for column in table.columns:
            place = named.get(alike(heading(column)), named.get(alike(column.label)))
            if place is not None:
                at[column.key] = place
        if len(at) > len(best[1]):
            best = (number, at)
    return best


def _filled_down(found: Read, sheet: Sheet, head: int, columns: set[int]) -> list[list[str]]:
    """The rows with merged cells filled: one column, several rows is plain; across columns a person is asked."""
    rows = [list(row) for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merged:
        if top <= head or not any(left <= column <= right for column in columns):
            continue
        text = _text(rows[top], left) if top < len(rows) else ""
        if left != right:
            if text:
                found.problems.append(
                    (_place(sheet, top, left), "这里合并了几列，看不出内容属于哪一列，请拆开后再填。")
                )
            continue
        for number in range(top + 1, min(bottom + 1, len(rows))):
            rows[number] += [""] * (left + 1 - len(rows[number]))
            rows[number][left] = text
    return rows


def _is_note(found: Read, sheet: Sheet, number: int, row: Sequence[str], at: dict[str, int]) -> bool:
    """A sum or note below the table. It begins in the first filled cell and leaves most others empty."""
    texts = [_text(row, column) for column in sorted(at.values())]
    first = next((text for text in texts if text), "")
    if _NOTE.match(first) and (not _text(row, 0) or 0 in at.values()):
        found.remarks.append(f"“{sheet.name}”第{number + 1}行以“{first[:6]}”开头，当作说明或合计，没有读入。")
        return True
    return False


def _read_row(
    found: Read,
    table: Field,
    sheet: Sheet,
    number: int,
    row: Sequence[str],
    at: dict[str, int],
    picks: Picks,
    known: set[str],
    used: set[str],
) -> dict[str, Any]:
    own = _text(row, 0) if 0 not in at.values() else ""
    if own in used or own not in known:
        if own in used:
            found.remarks.append(f"“{sheet.name}”第{number + 1}行是复制出来的，当作新的一行。")
        own = f"new-{number + 1}"
    used.add(own)
    kept: dict[str, Any] = {ROW: own}
    found.places[table.key, own] = f"“{sheet.name}”第{number + 1}行"
    for column in table.columns:
        if column.key in at:
            place = _place(sheet, number, at[column.key])
            _keep(found, kept, column, (table.key, own, column.key), place, _text(row, at[column.key]), picks)
    return kept
