"""The rows under the heading, each aligned with it: rows that lost or gained a cell are moved back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from .grid import Grid, Row, Slot, plain
from .header import Header
from .marks import Kind, Legend, Mark, read_mark, whole_number
from .words import is_note, is_number, is_total

SHIFTS = (0, 1, -1, 2, -2)


class LineKind(StrEnum):
    TASK = "task"
    TOTAL = "total"
    SECTION = "section"
    STRAY = "stray"  # marks without a task beside them


@dataclass(frozen=True, slots=True)
class Line:
    """One row in the heading's columns.

    shift      cells by which the row's body stands right (+) or left (-) of the heading
    gap        a blank cell beside the task is all that moved the row: no inner number explains it
    no_count   the cell of the count is missing and the marks moved into its place
    numbers    numbers printed before the task, left to right
    outer      the one in the number column; `own_number`: printed in this row, not merged from above
    cells      per unit (ordinal in the heading) the slot, where the row reaches that far
    outside    marked slots under no unit
    """

    kind: LineKind
    row: int
    shift: int
    no_count: bool
    gap: bool
    numbers: tuple[str, ...]
    outer: str | None
    own_number: bool
    title: Slot | None
    count: Slot | None
    cells: dict[int, Slot]
    outside: tuple[Slot, ...]
    end: int
    totals: dict[int, Slot] = field(default_factory=dict)

    @property
    def declared(self) -> int | None:
        return whole_number(self.count.text) if self.count else None


@dataclass(frozen=True, slots=True)
class Fit:
    """One way to lay a row under the heading, and how badly it fits."""

    shift: int
    no_count: bool
    penalty: int


def lead_of(row: Row, header: Header, shift: int) -> list[Slot]:
    """Different cells before the marks, left to right. Unshifted rows leave out columns such as 类别."""
    slots: list[Slot] = []
    for column in sorted(row):
        beyond = column >= header.body_start + shift
        skipped = column in header.skipped and not shift
        known = any(row[column].cell is slot.cell for slot in slots)
        if row[column].text and not (beyond or skipped or known):
            slots.append(row[column])
    return slots


def is_title(text: str) -> bool:
    word = plain(text)
    return (
        len(word) >= 2
        and any(char.isalpha() for char in word)
        and not is_number(word)
        and read_mark(word).kind is Kind.UNREADABLE
    )


def title_of(lead: list[Slot]) -> Slot | None:
    return next((slot for slot in reversed(lead) if is_title(slot.text)), None)


def penalty_of(row: Row, header: Header, shift: int, no_count: bool, legend: Legend) -> int:
    """0 for a perfect fit: the task in its place, a number under the count, marks under the units."""
    lead = lead_of(row, header, shift if not no_count else 0)
    title = title_of(lead)
    total = title is not None and is_total(title.text)
    penalty = _lead_penalty(lead, title, header, legend)
    if title and title.column in header.numbers and not shift and not total:
        penalty += 2  # the task in the number's column
    if no_count:
        penalty += 2
    elif header.count is not None:
        count = row.get(_place(header, header.count, shift))
        if count is None or not count.text:
            penalty += 0 if total else 1
        elif whole_number(count.text) is None and read_mark(count.text).kind is not Kind.NO:
            penalty += 3
    for column in header.totals:
        slot = row.get(_place(header, column.column, shift))
        if slot and slot.text and whole_number(slot.text) is None:
            penalty += 2
    for unit in header.units:
        slot = row.get(_place(header, unit.column, shift))
        if slot and read_mark(slot.text, legend).kind is Kind.UNREADABLE:
            penalty += 2
    return penalty


def _lead_penalty(lead: list[Slot], title: Slot | None, header: Header, legend: Legend) -> int:
    penalty = 0 if title else 6
    if title and any(is_number(slot.text) and slot.column > title.column for slot in lead):
        penalty += 3  # a number after the task is the count, out of its place
    if any(read_mark(slot.text, legend).kind in (Kind.YES, Kind.OPEN) for slot in lead):
        penalty += 3  # a mark among the numbers and the task
    usual = max(1, header.body_start - 1 - len(header.numbers))
    if sum(is_title(slot.text) for slot in lead) > usual:
        penalty += 3  # words from under the marks; only a number or a blank may have moved a row
    return penalty


def _place(header: Header, column: int, shift: int) -> int:
    return column + shift if column >= header.body_start else column


def best_fit(row: Row, header: Header, legend: Legend) -> Fit:
    """The best way to lay the row under the heading; unmoved unless another way fits strictly better."""
    best = Fit(0, False, penalty_of(row, header, 0, False, legend))
    for shift in SHIFTS[1:]:
        if best.penalty == 0:
            return best
        penalty = penalty_of(row, header, shift, False, legend)
        if penalty < best.penalty:
            best = Fit(shift, False, penalty)
    if best.penalty and header.count is not None and header.count == header.body_start:
        penalty = penalty_of(row, header, -1, True, legend)
        if penalty < best.penalty:
            best = Fit(-1, True, penalty)
    return best


def read_line(grid: Grid, number: int, header: Header, legend: Legend) -> Line | None:
    """One row as a line of the matrix; None for blank rows, notes and rows that only number the columns."""
    row = grid.rows[number]
    own = [slot for _, slot in sorted(row.items()) if slot.own_text]
    if not own or _is_ordinal_row(own) or is_note(own[0].text):
        return None
    fit = best_fit(row, header, legend)
    lead = lead_of(row, header, fit.shift if not fit.no_count else 0)
    count = None
    if header.count is not None and not fit.no_count:
        count = row.get(_place(header, header.count, fit.shift))
    cells = _pick(row, header, fit.shift, [unit.column for unit in header.units])
    outer = lead[0] if lead and is_number(lead[0].text) and lead[0].column == 1 else None
    title = title_of(lead)
    line = Line(
        LineKind.TASK,
        number,
        fit.shift,
        fit.no_count,
        fit.shift > 0 and _has_gap(row, header, fit.shift),
        tuple(slot.text for slot in lead if is_number(slot.text)),
        outer.text if outer else None,
        outer is not None and not outer.covered,
        title,
        count,
        cells,
        _outside(row, header, fit.shift, legend),
        max(row),
        _pick(row, header, fit.shift, [total.column for total in header.totals]),
    )
    return _with_kind(line, own, lead, header, legend)


def _has_gap(row: Row, header: Header, shift: int) -> bool:
    return any(c not in row or not row[c].text for c in range(2, header.body_start + shift))


def _pick(row: Row, header: Header, shift: int, columns: list[int]) -> dict[int, Slot]:
    places = ((index, row.get(_place(header, column, shift))) for index, column in enumerate(columns))
    return {index: slot for index, slot in places if slot is not None}


def _outside(row: Row, header: Header, shift: int, legend: Legend) -> tuple[Slot, ...]:
    """Marked cells right of the last heading or under a heading that names no unit: they belong to nobody."""
    end = header.end + shift
    nobody = {_place(header, column, shift) for column in header.nameless}
    beyond = (
        slot for column, slot in sorted(row.items()) if (column > end or column in nobody) and slot.own_text
    )
    return tuple(
        slot for slot in beyond if read_mark(slot.text, legend).kind in (Kind.YES, Kind.NUMBER, Kind.OPEN)
    )


def _is_ordinal_row(own: list[Slot]) -> bool:
    """The row that numbers the columns: 1 2 3 4 … or 甲 乙 丙 …"""
    words = [plain(slot.text).strip("()") for slot in own]
    count = len(words)
    return count >= 4 and (words == [str(n) for n in range(1, count + 1)] or "".join(words)[:3] == "甲乙丙")


def _with_kind(line: Line, own: list[Slot], lead: list[Slot], header: Header, legend: Legend) -> Line | None:
    marked = any(_marked(slot, legend) for slot in line.cells.values() if not slot.covered)
    if any(is_total(slot.own_text) for slot in lead):
        return replace(line, kind=LineKind.TOTAL)
    if line.title is None:
        if marked:
            return replace(line, kind=LineKind.STRAY)
        return replace(line, kind=LineKind.SECTION) if line.outer else None
    if not marked and line.declared is None and len(own) == 1 and _is_section(own[0], line.title, header):
        return replace(line, kind=LineKind.SECTION)
    return line


def _marked(slot: Slot, legend: Legend) -> bool:
    return read_mark(slot.text, legend).kind is not Kind.BLANK


def _is_section(slot: Slot, title: Slot, header: Header) -> bool:
    """A line that only names an area: alone in its row, in the number's column or reaching over the marks."""
    reaches = slot.column + slot.cell.column_span > header.body_start
    return slot.cell is title.cell and (reaches or slot.column in header.numbers)


def marks_of(line: Line, legend: Legend) -> dict[int, Mark]:
    return {index: read_mark(slot.text, legend) for index, slot in line.cells.items()}
