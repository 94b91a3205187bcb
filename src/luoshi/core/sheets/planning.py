"""Where each answer goes: which row of the template, and how many rows have to be added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from luoshi.core.quoting import quoted

from .fields import label_beside
from .grid import Grid, GridCell, place_of
from .heads import one_line
from .model import FixedRow, SchoolAnswer, SchoolName, Shape, SingleField, Template, TemplateTable, Value
from .names import plain, school_of

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

    The second is the schools that find no row: also one of which a row bears a name that may be another school's.
    """
    found: dict[tuple[str, int], Spot] = {}
    free = free_rows(table)
    unplaced: list[str] = []
    missing: list[str] = []
    for answer in answers:
        row = printed_row(table, answer.school)
        if row is not None:
            found[answer.school.name, 0] = Spot(row.at, 0, 0)
        elif any(school_of(row.label, [answer.school]) for row in table.rows):
            missing.append(answer.school.name)
        else:
            unplaced.append(answer.school.name)
    may_grow = not table.rows and bool(free)
    for number, school in enumerate(unplaced):
        if number < len(free):
            found[school, 0] = Spot(free[number], 0, number + 1 + len(table.rows))
        elif may_grow:
            found[school, 0] = Spot(free[-1], number - len(free) + 1, number + 1)
        else:
            missing.append(school)
    return found, missing


def printed_row(table: TemplateTable, school: SchoolName) -> FixedRow | None:
    """The row that is certainly this school's: matched when the template was read, or printed with its full name.

    A short name that was not matched then may be several schools': one school alone can never tell. A school that has
    been renamed since bears its former name as another name.
    """
    own = [row for row in table.rows if row.school == school.name]
    own = own or [row for row in table.rows if not row.school and plain(row.label) == plain(school.name)]
    former = {plain(alias) for alias in school.aliases}
    own = own or [row for row in table.rows if row.school and plain(row.school) in former]
    return own[0] if len(own) == 1 else None


def copy_of(template: Template, school: SchoolName) -> str:
    """The sheet of a school, by the name it bears now or bore when the template was read; empty where it has none."""
    own = [grid for name, grid in template.copies if name == school.name]
    former = {plain(alias) for alias in school.aliases}
    own = own or [grid for name, grid in template.copies if plain(name) in former]
    return own[0] if len(own) == 1 else ""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Schools whose answers find no place. lacks: what they have none of; table: its title, "" for the file."""

    lacks: str
    table: TemplateTable | None
    schools: tuple[str, ...]

    @property
    def words(self) -> str:
        """在“统计表”里没有行; 没有工作表."""
        return f"{f'在{quoted(self.table.title)}里' if self.table else ''}没有{self.lacks}"


def nowhere_to_write(template: Template, schools: Sequence[SchoolName]) -> list[Nowhere]:
    """What `filling.merge` could not place, known before anybody is asked."""
    found = []
    if template.copies:
        lost = [each.name for each in schools if not copy_of(template, each)]
        found.append(Nowhere("工作表", None, tuple(lost)))
    for table in template.tables if not template.copies else ():
        if not table.asked:
            continue
        if table.shape is Shape.SCHOOLS:
            lost = school_spots(table, [SchoolAnswer(each) for each in schools])[1]
            found.append(Nowhere("行", table, tuple(lost)))
        elif table.places:
            lost = [each.name for each in schools if table.place_of(each.name) is None]
            found.append(Nowhere("位置", table, tuple(lost)))
    return [each for each in found if each.schools]


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
    """Whether the sheet of another school has the headings, rows and fields of the first, at the same places."""
    for table in (each for each in template.tables if each.grid == model.key):
        given = table.rows if table.shape is Shape.FIXED else ()
        if not headings_stand(copy, table) or not all(_same_row(model, copy, table, row) for row in given):
            return False
    return all(
        _same_field(model, copy, place_of(each.address))
        for each in template.fields
        if place_of(each.address)[0] == model.key
    )


def _same_row(model: Grid, copy: Grid, table: TemplateTable, row: FixedRow) -> bool:
    """The same printed words; figures that the office printed may differ from school to school."""
    for column in table.columns:
        said, found = model.text(row.at, column.at), copy.text(row.at, column.at)
        printed = column.key not in row.blank and not column.formula
        figures = all(re.fullmatch(r"[-\d.,%]*", text) for text in (said, found))
        if printed and column.at != table.name_at and not figures and plain(said) != plain(found):
            return False
    return True


def _same_field(model: Grid, copy: Grid, place: tuple[str, int, int]) -> bool:
    """The same line around the blank; for an empty cell the same label beside it."""
    said, found = (grid.at(*place[1:]) or GridCell("", *place[1:]) for grid in (model, copy))
    if said.text or found.text or found.formula:
        return said.text == found.text and not found.formula
    labels = [label_beside(grid, cell) for grid, cell in ((model, said), (copy, found))]
    return plain(labels[0].text if labels[0] else "") == plain(labels[1].text if labels[1] else "")
