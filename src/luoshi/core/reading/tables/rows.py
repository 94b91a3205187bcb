"""What does not fit in the rows of a matrix as a whole: stray marks, doubtful widths, numbers used twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ..findings import Finding, Severity
from .drafts import Draft
from .grid import Grid
from .lines import LineKind
from .marks import read_mark
from .parts import Part

HEADING_SIGN = re.compile(
    r"[(（]?[一二三四五六七八九十]+[)）、.．]|第[一二三四五六七八九十]+[章节部分类项]|[◆●■▲]"
)


def check_rows(parts: Sequence[Part], drafts: Sequence[Draft]) -> list[Finding]:
    """Findings about lines and numbers of all matrices."""
    findings: list[Finding] = []
    for part in parts:
        if part.headless:
            findings.append(_headless(part))
        findings += _stray(part)
        findings += _headings_without_sign(part)
    for _, group in groupby(parts, key=lambda part: id(part.grid)):
        findings += _odd_widths(list(group))
    return [*findings, *_repeated_codes(drafts)]


def _headless(part: Part) -> Finding:
    place = part.grid.place_at(min(part.grid.rows), 1)
    message = "这张表没有表头，列数和内容与上一张承接表相接，已按上一张表的表头读取，请确认。"
    return Finding("headless-part", Severity.ASK, place, message)


def _stray(part: Part) -> list[Finding]:
    """Marks in a row without any task."""
    findings = []
    for line in part.lines:
        if line.kind is LineKind.STRAY:
            slots = [
                slot for slot in line.cells.values() if slot.own_text and read_mark(slot.text).kind != "blank"
            ]
            message = f"这一行有{len(slots)}个标记，但看不出属于哪项任务，没有计入，请对照原件。"
            findings.append(
                Finding("mark-without-task", Severity.ERROR, part.grid.place_of(slots[0]), message)
            )
    return findings


def _headings_without_sign(part: Part) -> list[Finding]:
    """A row with nothing but text in the number's column was taken for a heading; unless it is numbered like one or
    reaches over the whole table, it may as well be a task that lost its number."""
    findings = []
    for line in part.lines:
        title = line.title
        if line.kind is not LineKind.SECTION or title is None or title.cell.column_span > 1:
            continue
        if not HEADING_SIGN.match(title.text):
            message = f"这一行只有文字“{title.text}”，没有序号、数量和标记，按小标题处理，请确认不是任务。"
            findings.append(Finding("unclear-row", Severity.ASK, part.grid.place_of(title), message))
    return findings


def _odd_widths(parts: list[Part]) -> list[Finding]:
    """Rows shorter or longer than the heading in a table that otherwise keeps its blank cells: a cell may be
    lost or added between the marks, which no count can show. Tables that drop
    trailing blanks are left alone."""
    grid, header = parts[0].grid, parts[0].header
    if grid.flipped:
        return _odd_school_rows(grid, parts)
    findings = []
    for part in parts:
        tasks = [line for line in part.lines if line.kind is LineKind.TASK]
        keeps = any(not grid.rows[line.row][line.end].text for line in tasks if line.end >= header.end)
        for line in tasks:
            body = line.end - line.shift
            if keeps and line.shift <= 0 and body < part.header.end and not _wide_end(grid, line.row):
                message = f"这一行比表头少{part.header.end - body}格，可能漏了空格，标记所在的列需要核对。"
                findings.append(_ask("short-row", grid, line.row, message))
            elif body > part.header.end and not line.outside:
                message = f"这一行比表头多{body - part.header.end}格，可能多了空格，标记所在的列需要核对。"
                findings.append(_ask("long-row", grid, line.row, message))
    return findings


def _wide_end(grid: Grid, row: int) -> bool:
    slot = grid.rows[row][max(grid.rows[row])]
    return slot.cell.column_span > 1


def _odd_school_rows(grid: Grid, parts: list[Part]) -> list[Finding]:
    """The same for a table with the units down: a row is a unit here."""
    upright = grid.flip()
    width = upright.width
    units = {unit.place.row for part in parts for unit in part.header.units}
    rows = {number: row for number, row in upright if number in units}
    keeps = any(max(row) == width and not row[width].text for row in rows.values())
    message = "这个单位的一行比其他行少格，可能漏了空格，标记所在的列需要核对。"
    short = [number for number, row in rows.items() if max(row) < width]
    return [_ask("short-row", upright, number, message) for number in short if keeps]


def _ask(code: str, grid: Grid, row: int, message: str) -> Finding:
    return Finding(code, Severity.ASK, grid.place_at(row, 1), message)


def _repeated_codes(drafts: Sequence[Draft]) -> list[Finding]:
    """The same number printed beside two different tasks of one file."""
    first: dict[tuple[str, str], Draft] = {}
    findings = []
    for draft in drafts:
        if draft.code is None or not draft.printed_code:
            continue
        before = first.setdefault((draft.file, draft.code), draft)
        if before is not draft and not draft.continued:
            message = f"序号 {draft.code} 重复：“{before.title}”与“{draft.title}”用了同一个序号，请核对。"
            findings.append(Finding("repeated-code", Severity.ASK, draft.place, message))
    return findings
