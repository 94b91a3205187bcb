"""The heading of an undertaking matrix: which column is for what, however many rows the heading has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..structure import Place
from .grid import Grid, Row, Slot, plain
from .marks import Kind, read_mark
from .words import Role, is_number, role_of

LONGEST_NAME = 24
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A column of marks: the unit's name as printed, the county heading above it, where the name stands."""

    column: int
    name: str
    group: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Header:
    """Columns by role.

    body_start  first column after the task; what lies before it is the lead (numbers and task)
    skipped     columns of the lead that are neither number nor task, such as 类别
    numbers     columns of the lead headed as number
    nameless    columns among the marks whose heading names nobody
    says_units  whether the heading speaks of units (承接学校) over the names
    """

    first_row: int
    last_row: int
    skipped: frozenset[int]
    numbers: frozenset[int]
    body_start: int
    count: int | None
    totals: tuple[UnitColumn, ...]
    nameless: frozenset[int]
    units: tuple[UnitColumn, ...]
    end: int
    says_units: bool

    def without(self, ordinals: set[int]) -> Header:
        """The heading without some of its units, which turned out to be columns of words."""
        return replace(
            self, units=tuple(unit for index, unit in enumerate(self.units) if index not in ordinals)
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units)


def find_header(grid: Grid, first: int) -> Header | None:
    """The heading that begins in this row, or None. It must name a task column and two units to its right."""
    row = grid.rows.get(first, {})
    corner = _corner(grid, first, row)
    if corner is None:
        return None
    last = _last_row(grid, first, corner)
    columns = sorted({column for number in range(first, last + 1) for column in grid.rows.get(number, {})})
    stacks = {column: _stack(grid, column, first, last) for column in columns}
    header = _sort_columns(grid, stacks, corner, first, last)
    if len(header.units) < 2:
        header = _names_pushed_left(grid, header, stacks, corner) or header
    return header if len(header.units) >= 2 else None


def _corner(grid: Grid, number: int, row: Row) -> int | None:
    """Last column headed as the task. In a table turned over the units' heading (学校) names the corner."""
    above = grid.rows.get(number - 1, {})
    wanted = (Role.TASK, Role.UNITS, Role.NUMBER) if grid.flipped else (Role.TASK,)
    for role in wanted:
        found = [column for column, slot in row.items() if role_of(slot.text) is role]
        starts = [
            column for column in found if column not in above or above[column].cell is not row[column].cell
        ]
        if starts and not (role is Role.UNITS and row[starts[0]].cell.column_span > 1 and not grid.flipped):
            first_name = min(
                (c for c, s in row.items() if role_of(s.text) is Role.NAME and c > starts[0]), default=None
            )
            inside = [column for column in found if first_name is None or column < first_name]
            return max(inside or starts)
    return None


def _last_row(grid: Grid, first: int, corner: int) -> int:
    last = first
    while _continues(grid, last + 1, corner, first):
        last += 1
    return last


def _continues(grid: Grid, number: int, corner: int, first: int) -> bool:
    """Whether a row still belongs to the heading: names only, nothing of its own in the lead."""
    row = grid.rows.get(number)
    if not row or number - first > 4:
        return False
    lead = [slot for column, slot in row.items() if column <= corner and slot.own_text]
    names = [slot for column, slot in row.items() if column > corner and slot.own_text]
    if any(role_of(slot.text) is Role.NAME or is_number(slot.text) for slot in lead) or not names:
        return False
    if any(role_of(slot.text) is Role.TASK for slot in lead):
        return False
    return all(_could_be_name(slot.text) or role_of(slot.text) is not Role.NAME for slot in names)


def _could_be_name(text: str) -> bool:
    word = plain(text)
    named = 1 < len(word) <= LONGEST_NAME and not is_number(word) and bool(LETTER.search(word))
    return named and read_mark(word).kind is Kind.UNREADABLE


def _stack(grid: Grid, column: int, first: int, last: int) -> list[Slot]:
    """The different heading cells over one column, from the top, with the row of groups above the heading."""
    slots: list[Slot] = []
    for number in range(first, last + 1):
        slot = grid.rows.get(number, {}).get(column)
        if slot and slot.text and all(slot.cell is not known.cell for known in slots):
            slots.append(slot)
    above = grid.rows.get(first - 1, {}).get(column)
    if above and above.text and above.cell.column_span <= grid.width // 2 and _could_be_name(above.text):
        slots.insert(0, above)
    return slots


def _sort_columns(grid: Grid, stacks: dict[int, list[Slot]], corner: int, first: int, last: int) -> Header:
    """Columns by role. The lead reaches to the first column after the task that has a heading of its own."""
    roles = {column: _role(stack) for column, stack in stacks.items()}
    body_start = min(
        (c for c, role in roles.items() if c > corner and role is not Role.NONE), default=corner + 1
    )
    lead = {column: role for column, role in roles.items() if column < body_start}
    body = {column: role for column, role in roles.items() if column >= body_start}
    counts = [column for column, role in roles.items() if role is Role.COUNT]
    count = next((column for column in counts if column in body), counts[0] if counts else None)
    groups = _groups(grid, stacks, corner, first, last)

    def columns_of(*wanted: Role) -> tuple[UnitColumn, ...]:
        found = (column for column, role in body.items() if role in wanted and column != count)
        return tuple(_unit(grid, column, stacks[column], groups) for column in found)

    return Header(
        first_row=first,
        last_row=last,
        skipped=frozenset(c for c, role in lead.items() if role in (Role.OTHER, Role.COUNT, Role.TOTAL)),
        numbers=frozenset(c for c, role in lead.items() if role is Role.NUMBER),
        body_start=body_start,
        count=count,
        totals=columns_of(Role.TOTAL, Role.COUNT),
        nameless=frozenset(
            c for c, role in body.items() if role in (Role.NONE, Role.NUMBER, Role.TASK, Role.UNITS)
        ),
        units=columns_of(Role.NAME),
        end=max(stacks, default=0),
        says_units=any(
            role_of(s.text) is Role.UNITS for c, stack in stacks.items() if c > corner for s in stack
        ),
    )


def _role(stack: list[Slot]) -> Role:
    """The role of a column by its lowest heading; what cannot be the name of a unit names nobody."""
    if not stack:
        return Role.NONE
    role = role_of(stack[-1].text)
    return Role.NONE if role is Role.NAME and not _could_be_name(stack[-1].text) else role


def _unit(grid: Grid, column: int, stack: list[Slot], groups: dict[int, str]) -> UnitColumn:
    return UnitColumn(column, "".join(stack[-1].text.split()), groups.get(column), grid.place_of(stack[-1]))


def _groups(grid: Grid, stacks: dict[int, list[Slot]], corner: int, first: int, last: int) -> dict[int, str]:
    """County heading per column. In files without merged cells it reaches to the next one on its right."""
    groups: dict[int, str] = {}
    carried: str | None = None
    merged = any(slot.cell.column_span > 1 for stack in stacks.values() for slot in stack)
    for column, stack in stacks.items():
        if column <= corner or not stack:
            continue
        upper = [slot for slot in stack[:-1] if role_of(slot.text) is Role.NAME]
        if upper:
            carried = "".join(upper[-1].text.split())
        elif merged or last == first or stack[-1].row < last:
            carried = None
        if carried and carried != "".join(stack[-1].text.split()):
            groups[column] = carried
    return groups


def _names_pushed_left(
    grid: Grid, header: Header, stacks: dict[int, list[Slot]], corner: int
) -> Header | None:
    """A text file that lost the blanks before the second heading row: 「承接学校」 ends the first row and the
    names begin the next one. They belong under and after that heading."""
    over = [column for column, stack in stacks.items() if stack and role_of(stack[-1].text) is Role.UNITS]
    names = grid.rows.get(header.last_row + 1, {})
    if not over or over[-1] <= corner or len(names) < 2:
        return None
    if not all(_could_be_name(slot.text) and role_of(slot.text) is Role.NAME for slot in names.values()):
        return None
    start = over[-1]
    units = tuple(
        UnitColumn(start + index, "".join(slot.text.split()), None, grid.place_of(slot))
        for index, (_, slot) in enumerate(sorted(names.items()))
    )
    return Header(
        header.first_row,
        header.last_row + 1,
        header.skipped,
        header.numbers,
        header.body_start,
        header.count,
        header.totals,
        frozenset(),
        units,
        units[-1].column,
        True,
    )
