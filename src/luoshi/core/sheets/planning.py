"""Where each answer goes: which row of the template, and how many rows have to be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from .grid import Grid, place_of
from .heads import one_line
from .model import FixedRow, SchoolAnswer, SingleField, Template, TemplateTable, Value
from .names import school_of

Part = TypeVar("Part", TemplateTable, SingleField)


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of the template, or the `extra`-th of the rows added below it. `number`: for 序号."""

    row: int
    extra: int
    number: int


def free_rows(table: TemplateTable) -> list[int]:
    """Rows of the body that bear no label and are no total and no sample."""
    taken = {row.at for row in table.rows} | set(table.totals) | set(table.samples)
    return [row for row in range(table.first, table.last + 1) if row not in taken]


def list_spots(table: TemplateTable, counts: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Spot]:
    """The schools' rows one after another; what finds no free row goes into added ones below the last."""
    free = free_rows(table) or [table.last]
    found: dict[tuple[str, int], Spot] = {}
    for school, count in counts:
        for number in range(count):
            at = len(found)
            over = at - len(free) + 1
            found[school, number] = Spot(free[min(at, len(free) - 1)], max(over, 0), at + 1)
    return found


def school_spots(
    table: TemplateTable, answers: Sequence[SchoolAnswer]
) -> tuple[dict[tuple[str, int], Spot], list[str]]:
    """Each school's row: the one with its name, else a free one; without any printed name rows are added.

    The second is the schools that find no row.
    """
    found: dict[tuple[str, int], Spot] = {}
    free = free_rows(table)
    unplaced: list[str] = []
    for answer in answers:
        row = _printed(table, answer)
        if row is not None:
            found[answer.school.name, 0] = Spot(row, 0, 0)
        else:
            unplaced.append(answer.school.name)
    may_grow = not table.rows and bool(free)
    missing: list[str] = []
    for number, school in enumerate(unplaced):
        if number < len(free):
            found[school, 0] = Spot(free[number], 0, number + 1 + len(table.rows))
        elif may_grow:
            found[school, 0] = Spot(free[-1], number - len(free) + 1, number + 1)
        else:
            missing.append(school)
    return found, missing


def _printed(table: TemplateTable, answer: SchoolAnswer) -> int | None:
    named = [row.at for row in table.rows if row.school == answer.school.name]
    named = named or [
        row.at for row in table.rows if not row.school and school_of(row.label, [answer.school])
    ]
    return named[0] if named else None


def row_of(table: TemplateTable, key: Value) -> FixedRow | None:
    return next((row for row in table.rows if row.key == key), None)


def in_copy(part: Part, template: Template, grid: str) -> Part:
    """A table or field of the model sheet as it stands in the sheet of another school."""
    if not grid or not template.copies:
        return part
    if isinstance(part, TemplateTable):
        return replace(part, grid=grid)
    return replace(part, address=f"{grid}!{part.address.partition('!')[2]}")


def headings_stand(grid: Grid, table: TemplateTable, down: int = 0) -> bool:
    """Whether a grid has the headings of the table, so many rows further down."""
    rows = range(table.header[0] + down, table.header[1] + down + 1)
    for column in table.columns:
        wanted = column.path[-1] if column.path else column.label
        if wanted not in {one_line(grid.text(row, column.at)) for row in rows}:
            return False
    return True


def same_layout(template: Template, model: Grid, copy: Grid) -> bool:
    """Whether the sheet of another school has the headings and the fields of the first, at the same places."""
    if not all(headings_stand(copy, table) for table in template.tables if table.grid == model.key):
        return False
    places = [place_of(each.address) for each in template.fields]
    return all(
        model.text(row, column) == copy.text(row, column) for key, row, column in places if key == model.key
    )
