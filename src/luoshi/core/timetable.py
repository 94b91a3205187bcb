"""Rules of a timetable: rows as typed, dates as people write them, what hangs on what, what is wrong and in which cell.

Pure: no rows of a database, no clock. A row is known by its key; its number (1, 2, …) is what people type and see.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from luoshi.core.likeness import alike

MOST_ROWS, MOST_TITLE, MOST_WORDS, MOST_WEIGHT = 300, 120, 300, 100
MOST_TEXT = 4000  # signs of one text of the plan below its task, as a field of the draft holds it
COLUMNS = (
    ("part", "任务"),
    ("title", "里程碑"),
    ("starts", "开始"),
    ("due", "完成时间"),
    ("weight", "权重"),
    ("after", "前置"),
    ("acceptance", "验收标准"),
    ("leader", "责任领导"),
    ("department", "牵头处室"),
    ("owner", "责任人"),
    ("helpers", "配合单位"),
    ("recurring", "频次说明"),
)
LABELS = dict(COLUMNS)
_DAY = re.compile(
    r"\s*(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*[日号]?|月)?|年)?\s*(底|末|前|以前|之前|底前|月底前)?\s*"
)
_QUARTER = re.compile(r"\s*(20\d\d)\s*年\s*第?([一二三四1-4])\s*季度(?:底|末|前|内)?\s*")
_NUMBERS = re.compile(r"[\s、,，;；和]+")
Wrong = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell: row (from 1), column key, a sentence."""

    row: int
    column: str
    message: str

    @property
    def place(self) -> str:
        return f"第 {self.row} 行“{LABELS[self.column]}”"

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(slots=True)
class Line:
    """One row as typed; `key` names the milestone, empty for a new one."""

    key: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for name, text in self.cells.items() if name not in ("part", "weight"))


@dataclass(slots=True)
class Read:
    """One row understood so far: what needs no list of the organisation."""

    key: str
    title: str
    starts: dt.date | None
    due: dt.date | None
    weight: int
    after: tuple[int, ...]
    cells: Mapping[str, str]


def month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def later_by_years(day: dt.date, years: int) -> dt.date:
    """The same day of another year; the 29th of February is the 28th where there is none."""
    year = day.year + years
    return dt.date(year, day.month, min(day.day, month_end(year, day.month).day))


def read_day(text: str, *, last: bool) -> dt.date | None:
    """A day as people write it: 2026-06-30, 2026.6.30, 2026年6月底, 2026.6, 2026. A month or a year alone means its
    last day (`last`) or its first. None for an empty text; ValueError for what is no date."""
    if not text.strip():
        return None
    if quarter := _QUARTER.fullmatch(text):
        year, first = int(quarter[1]), "一二三四1234".index(quarter[2]) % 4 * 3 + 1
        return month_end(year, first + 2) if last else dt.date(year, first, 1)
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in found.group(1, 2, 3))
    if not 2000 <= year <= 2099:
        raise ValueError(text)
    if day:
        return dt.date(year, month, day)
    if month:
        if not 1 <= month <= 12:
            raise ValueError(text)
        return month_end(year, month) if last else dt.date(year, month, 1)
    return dt.date(year, 12, 31) if last else dt.date(year, 1, 1)


def read_lines(lines: Sequence[Line]) -> tuple[list[Read], list[Problem]]:
    """What needs no list of the organisation: titles, days, weights, numbers of rows. Problems with their cells."""
    problems: list[Problem] = []
    if len(lines) > MOST_ROWS:
        problems.append(Problem(MOST_ROWS + 1, "title", f"最多 {MOST_ROWS} 行，请合并或删去一些。"))
    read = [_read(line, number, problems) for number, line in enumerate(lines[:MOST_ROWS], 1)]
    return read, problems + order_problems(read)


def _read(line: Line, number: int, problems: list[Problem]) -> Read:
    cells = {name: line.cells.get(name, "").strip() for name, _ in COLUMNS}

    def wrong(column: str, message: str) -> None:
        problems.append(Problem(number, column, message))

    for name, text in cells.items():
        most = MOST_TITLE if name == "title" else MOST_WORDS
        if len(text) > most:
            wrong(name, f"最多 {most} 个字，现在 {len(text)} 个。")
    if not cells["title"]:
        wrong("title", "请写明里程碑的内容。")
    return Read(
        line.key,
        cells["title"],
        _day(cells, "starts", wrong),
        _day(cells, "due", wrong),
        _weight(cells["weight"], wrong),
        _after(cells["after"], wrong),
        cells,
    )


def _day(cells: Mapping[str, str], column: str, wrong: Wrong) -> dt.date | None:
    try:
        return read_day(cells[column], last=column == "due")
    except ValueError:
        wrong(column, _no_day(cells[column]))
        return None


def _no_day(text: str) -> str:
    """A day that the calendar does not have is said as that; anything else with how to write it."""
    found = _DAY.fullmatch(text)
    year, month, day = (int(part) if part else 0 for part in found.group(1, 2, 3)) if found else (0, 0, 0)
    if 2000 <= year <= 2099 and month > 12:
        return f"没有 {month} 月，请核对。"
    if 2000 <= year <= 2099 and 1 <= month <= 12 and day:
        return f"{year}年{month}月没有{day}日，请核对；写“{year}年{month}月底”也行。"
    return "日期写成 2026-06-30、2026年6月底 或 2026年第四季度 这样。"


def _weight(text: str, wrong: Wrong) -> int:
    if not text:
        return 1
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    if not 1 <= number <= MOST_WEIGHT:
        wrong("weight", f"权重是 1 到 {MOST_WEIGHT} 的整数，不填按 1 计。")
        return 1
    return number


def _after(text: str, wrong: Wrong) -> tuple[int, ...]:
    parts = [part for part in _NUMBERS.split(text) if part]
    if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        wrong("after", "前置写里程碑的序号，多个用顿号隔开，例如：1、3。")
        return ()
    return tuple(sorted({int(part) for part in parts}))


def filled(lines: Iterable[Line]) -> list[Line]:
    """Without blank rows; the numbers that rows wait for follow, and nobody waits for a row that is gone."""
    rows = list(enumerate(lines, 1))
    kept = [(at, line) for at, line in rows if not line.is_blank]
    moved = {str(at): "" for at, _ in rows} | {str(at): str(now) for now, (at, _) in enumerate(kept, 1)}
    return [renumbered(line, moved) for _, line in kept]


def renumbered(line: Line, moved: dict[str, str]) -> Line:
    """`moved`: number before → number now, "" where the row is gone. What is no list of numbers of rows is left as it
    is, to be told."""
    words = [word for word in _NUMBERS.split(line.cells.get("after", "")) if word]
    if not all(word.isascii() and word.isdigit() for word in words):
        return line
    now = [moved.get(word, word) for word in words]
    return Line(line.key, {**line.cells, "after": "、".join(word for word in now if word)})


def order_problems(rows: Sequence[Read]) -> list[Problem]:
    """Days out of order, rows that are not there, rows that wait for each other."""
    problems = []
    for number, row in enumerate(rows, 1):
        if row.starts and row.due and row.starts > row.due:
            problems.append(Problem(number, "due", "完成时间不能早于开始时间。"))
        for other in row.after:
            if other == number:
                problems.append(Problem(number, "after", "前置不能是这一行自己。"))
            elif not 1 <= other <= len(rows):
                problems.append(Problem(number, "after", f"没有序号是 {other} 的里程碑。"))
    if circle := find_circle({number: row.after for number, row in enumerate(rows, 1)}):
        words = "→".join(str(number) for number in (*circle, circle[0]))
        problems.append(Problem(circle[0], "after", f"前置绕成了一圈：{words}，请去掉其中一个。"))
    return problems


def find_circle(after: Mapping[int, Iterable[int]]) -> list[int]:
    """Rows that wait for each other, the smallest first; empty where there are none."""
    waits = {
        row: [other for other in others if other in after and other != row] for row, others in after.items()
    }
    free = [row for row, others in waits.items() if not others]
    open_ones = {row: len(others) for row, others in waits.items()}
    followers: dict[int, list[int]] = {}
    for row, others in waits.items():
        for other in others:
            followers.setdefault(other, []).append(row)
    while free:
        for row in followers.get(free.pop(), ()):
            open_ones[row] -= 1
            if not open_ones[row]:
                free.append(row)
    left = {row for row, count in open_ones.items() if count}
    return _walk(waits, left) if left else []


def _walk(waits: Mapping[int, Sequence[int]], left: set[int]) -> list[int]:
    """Every row that is left waits for another one that is left: going on, one comes round."""
    path: list[int] = []
    row = min(left)
    while row not in path:
        path.append(row)
        row = min(other for other in waits[row] if other in left)
    circle = path[path.index(row) :]
    start = circle.index(min(circle))
    return circle[start:] + circle[:start]


def starts_before_its_turn(rows: Sequence[Read]) -> list[tuple[int, int]]:
    """(row, row it waits for) where the row is due before the one it waits for: told, not refused."""
    found = []
    for number, row in enumerate(rows, 1):
        for other in row.after:
            first = rows[other - 1] if 1 <= other <= len(rows) else None
            if first is not None and row.due and first.due and row.due < first.due:
                found.append((number, other))
    return found


def pasted(text: str) -> list[list[str]]:
    """Cells as a spreadsheet puts them on the clipboard: rows by line, cells by tab; quoted cells may hold both."""
    rows: list[list[str]] = [[]]
    cell, quoted, at = "", False, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while at < len(text):
        sign = text[at]
        if quoted and sign == '"' and text[at + 1 : at + 2] == '"':
            cell, at = f'{cell}"', at + 1
        elif quoted and sign == '"':
            quoted = False
        elif not quoted and sign == '"' and not cell:
            quoted = True
        elif not quoted and sign in "\t\n":
            rows[-1].append(cell.strip())
            cell = ""
            if sign == "\n":
                rows.append([])
        else:
            cell += sign
        at += 1
    rows[-1].append(cell.strip())
    return [row for row in rows if any(row)]


def headed(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Pasted rows as cells by column. A first row of our headings says the order; else it is ours, from 任务 on."""
    names = {label: key for key, label in COLUMNS}
    first = [cell.removesuffix(" *").strip() for cell in rows[0]] if rows else []
    known = [names.get(cell, "") for cell in first]
    if sum(bool(key) for key in known) >= 2:
        return [_named(known, row) for row in rows[1:]]
    return [_named([key for key, _ in COLUMNS], row) for row in rows]


def _named(keys: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {key: cell for key, cell in zip(keys, row, strict=False) if key}


def is_another(before: str, after: str) -> bool:
    """Whether a title was swapped for another one, not mended: neither stands in the other, and less than half of the
    two is common to both, in its order.
    """
    old, new = alike(before), alike(after)
    if not old or not new or old in new or new in old:
        return False
    return SequenceMatcher(None, old, new, autojunk=False).ratio() < 0.5
