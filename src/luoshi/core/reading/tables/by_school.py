"""Tables that list for each unit the numbers of the tasks it takes on: 学校 | 承接任务序号 | 承接项数."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..findings import Finding, Severity
from ..structure import Place
from .by_unit import column_of_names
from .drafts import Draft, Seen
from .grid import Grid, plain
from .header import Header, UnitColumn
from .marks import Kind, Mark, whole_number
from .model import TaskRow
from .parts import Part
from .words import Role, bare_number, is_note, is_total, role_of

_CODES = re.compile(r"拟?(?:承接|承担|认领)的?(?:任务|项目|事项)?(?:序号|编号|代码|号)")
_BETWEEN = re.compile(r"[、,;\s]+")
_RANGE = re.compile(r"(\d{1,3})(?:-|—|~|至|到)+(\d{1,3})")
_ALL = re.compile(r"全部(?:任务|项目|承接)?")
_ONLY_NUMBERS = re.compile(r"\d+(?:\.\d+)*(?:[、,，;；\s—~-]+\d+(?:\.\d+)*)+")
_HEADING_ROWS = 4
_MOST = 200


@dataclass(slots=True)
class BySchool:
    """Tasks put together from a list of tasks and a list of who takes on which; `rows` and `others` are left."""

    drafts: list[Draft]
    parts: list[Part]
    rows: list[TaskRow]
    others: list[Grid]
    side_rows: list[TaskRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Taker:
    name: str
    codes: tuple[str, ...]
    declared: int | None
    place: Place


def read_by_school(grids: Iterable[Grid], rows: Sequence[TaskRow]) -> BySchool:
    """Join such lists with the task list of the same document, whose numbers they name."""
    reading = BySchool([], [], list(rows), [])
    known = [bare_number(row.number) for row in rows if row.number]
    takers: list[_Taker] = []
    for grid in grids:
        found = _takers(grid, known)
        takers += found
        if found:
            reading.parts.append(_part(grid, found))
        else:
            reading.others.append(grid)
    if takers and known:
        _join(reading, takers)
    return reading


def is_only_numbers(row: TaskRow) -> bool:
    """Where the task should stand there are numbers of tasks (1.1、2.1、4.2): without their list it is not read."""
    return _ONLY_NUMBERS.fullmatch(row.task) is not None


def _takers(grid: Grid, known: Sequence[str]) -> list[_Taker]:
    for number, row in list(grid)[:_HEADING_ROWS]:
        names = column_of_names(row)
        codes = next((c for c, slot in row.items() if _CODES.fullmatch(plain(slot.text))), None)
        if names is None or codes is None or not known:
            continue
        count = next((c for c, slot in row.items() if role_of(slot.text) is Role.COUNT), 0)
        found = []
        for below, cells in grid:
            name, listed = cells.get(names), cells.get(codes)
            if below <= number or not name or not listed or not name.text or not listed.text:
                continue
            if is_total(name.text) or is_note(name.text):
                continue
            declared = whole_number(cells[count].text) if count in cells else None
            found.append(
                _Taker(
                    "".join(name.text.split()), _codes(listed.text, known), declared, grid.place_of(listed)
                )
            )
        return found
    return []


def _codes(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The numbers in one cell: 1、3、5—7, or 全部."""
    word = plain(text)
    if _ALL.fullmatch(word):
        return tuple(known)
    codes: list[str] = []
    for piece in _BETWEEN.split(word.replace("，", ",").replace("；", ";")):
        between = _RANGE.fullmatch(piece)
        if between and 0 < int(between[2]) - int(between[1]) < _MOST:
            codes += map(str, range(int(between[1]), int(between[2]) + 1))
        elif piece:
            codes.append(bare_number(piece))
    return tuple(dict.fromkeys(codes))


def _join(reading: BySchool, takers: Sequence[_Taker]) -> None:
    names = list(dict.fromkeys(taker.name for taker in takers))
    for row in reading.rows:
        code = bare_number(row.number)
        marks = {t.name: Seen(Mark(Kind.YES), t.place, "") for t in takers if code and code in t.codes}
        reading.drafts.append(_draft(row, code, names, marks))
    reading.side_rows = [replace(row, task="") for row in reading.rows if row.measure]
    known = {draft.code for draft in reading.drafts}
    reading.rows = []
    for taker in takers:
        reading.findings += _questions(taker, known)


def _part(grid: Grid, takers: Sequence[_Taker]) -> Part:
    """The list in the form of a matrix's page, so that its names are known and checked alike."""
    units = {taker.name: UnitColumn(0, taker.name, None, taker.place) for taker in takers}
    header = Header(
        first_row=1,
        last_row=1,
        skipped=frozenset(),
        numbers=frozenset(),
        body_start=2,
        count=None,
        totals=(),
        nameless=frozenset(),
        units=tuple(units.values()),
        end=grid.width,
        says_units=True,
    )
    return Part(grid, header, (), {})


def _draft(row: TaskRow, code: str, names: list[str], seen: dict[str, Seen]) -> Draft:
    return Draft(
        code=code or None,
        title=row.task or row.measure,
        place=row.place,
        count_place=row.place,
        declared=None,
        shared_count=False,
        expects_count=False,
        printed_code=bool(code),
        continued=False,
        units=list(names),
        seen=seen,
        lost=[],
        shift=0,
        no_count=False,
        gap=False,
        full_width=False,
        file=row.place.file,
    )


def _questions(taker: _Taker, known: set[str | None]) -> list[Finding]:
    strangers = [code for code in taker.codes if code not in known]
    found = []
    if strangers:
        message = (
            f"“{taker.name}”承接的任务序号{'、'.join(strangers)[:40]}在任务清单中没有，没有计入，请核对。"
        )
        found.append(Finding("unreadable-mark", Severity.ASK, taker.place, message))
    if taker.declared is not None and taker.declared != len(taker.codes):
        message = (
            f"“{taker.name}”的承接项数为{taker.declared}，列出的任务序号有{len(taker.codes)}个，请核对。"
        )
        found.append(Finding("count-mismatch", Severity.ASK, taker.place, message))
    return found
