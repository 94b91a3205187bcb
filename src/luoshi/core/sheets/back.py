"""A filled sheet that came back: the values in the template's cells, and the exact place of each fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from luoshi.core.quoting import quoted

from . import labels
from .completed import blanks_in, ticked_in
from .grid import Grid, in_words, place_of
from .heads import one_line
from .model import (
    ROW,
    UNLABELLED,
    Arrangement,
    Back,
    Column,
    Fault,
    FixedRow,
    Row,
    SchoolAnswer,
    SchoolName,
    Shape,
    SingleField,
    Template,
    TemplateTable,
    Value,
)
from .names import school_of
from .opened import grids_of
from .package import Package
from .planning import copy_of, free_rows, headings_stand, in_copy, printed_row
from .values import Wrong, parsed

MOST_ADDED = 5000  # rows that people added to a list


def read_filled(template: Template, data: bytes, schools: Sequence[SchoolName] = ()) -> Back:
    """What a filled copy of the template holds.

    schools  whose answers may stand in it: one for a school's own sheet; rows of others are left alone

    Rows that people added to a list are read too. Where headings were changed nothing is guessed: a fault says so.
    """
    reader = _Reader(template, {grid.key: grid for grid in grids_of(Package(template.name, data))})
    if template.arrangement is Arrangement.SHEETS:
        for school in schools:
            if grid := copy_of(template, school):
                reader.read([school], grid)
    else:
        reader.read(schools, "")
    return reader.back()


class _Reader:
    def __init__(self, template: Template, grids: Mapping[str, Grid]) -> None:
        self.template, self.grids = template, grids
        self.faults: list[Fault] = []
        self.values: dict[SchoolName, dict[str, Value]] = {}
        self.rows: dict[SchoolName, dict[str, list[Row]]] = {}
        self.blank: dict[SchoolName, set[str]] = {}
        self.stands = False  # whether the headings of any table are at their place
        self.added: dict[str, list[tuple[int, int]]] = {}  # grid → (row, rows added below it)

    def back(self) -> Back:
        names = list(dict.fromkeys([*self.values, *self.rows]))
        answers = [SchoolAnswer(name, self.values.get(name, {}), self.rows.get(name, {})) for name in names]
        return Back(
            tuple(answers), tuple(self.faults), {name.name: self._blank_of(name) for name in self.blank}
        )

    def _blank_of(self, school: SchoolName) -> frozenset[str]:
        said = {*self.values.get(school, {}), *self.rows.get(school, {}), *(each.key for each in self.faults)}
        return frozenset(self.blank[school] - said)

    def read(self, schools: Sequence[SchoolName], copy: str) -> None:
        for table in (in_copy(each, self.template, copy) for each in self.template.tables):
            grid = self.grids.get(table.grid)
            if grid is None or not self._is_there(grid, table):
                where = f"工作表{quoted(table.where)}" if self.template.kind == "xlsx" else table.where
                message = (
                    f"{quoted(table.title)}的表头和下发的不一样，没有读取；请在原表上填写，不要改表头和位置。"
                )
                self.faults.append(Fault(where, message, table.key))
                continue
            self.stands = True
            if table.shape is not Shape.SCHOOLS and len(schools) == 1:
                self.blank.setdefault(schools[0], set()).add(table.key)
            if table.shape is Shape.SCHOOLS:
                self._schools(grid, table, schools)
            elif table.shape is Shape.LIST:
                self._list(grid, table, schools)
            else:
                self._fixed(grid, table, schools)
        if self.template.arrangement in (Arrangement.FORM, Arrangement.SHEETS) and len(schools) == 1:
            self._fields(schools[0], copy)

    def _now(self, key: str, row: int) -> int:
        """Where a row of the template lies in the filled file."""
        return row + sum(count for after, count in self.added.get(key, []) if row > after)

    def _is_there(self, grid: Grid, table: TemplateTable) -> bool:
        """Whether the headings are those that were given out, at their place."""
        return headings_stand(grid, table, self._now(grid.key, table.header[0]) - table.header[0])

    def _schools(self, grid: Grid, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        """Rows are known by the name that stands in them, wherever people moved them to."""
        printed = {row.label: row for row in table.rows}
        last = self._now(grid.key, table.last)
        samples = {self._now(grid.key, row) for row in table.samples}
        for row in range(self._now(grid.key, table.first), min(grid.bottom, last + MOST_ADDED) + 1):
            label = one_line(grid.text(row, table.name_at))
            given = printed.get(label)
            if row > last and given is None and (table.rows or not label):
                continue
            if row in samples or labels.TOTAL.match(labels.bare(label)):
                continue
            if given:
                school = next((s for s in schools if printed_row(table, s) is given), None)
            else:
                school = school_of(label, schools)  # typed there by a person
            if school is None and not given and not label and len(schools) == 1:
                school = schools[0]  # its own sheet, the name forgotten
            if school is None and (given or row > last or not self._anything(grid, table, row)):
                continue
            self._row(grid, table, row, school, given)

    def _row(
        self, grid: Grid, table: TemplateTable, row: int, school: SchoolName | None, given: FixedRow | None
    ) -> None:
        if school is None:
            said = grid.text(row, table.name_at)[:20]
            message = (
                f"{quoted(said)}不在填报的学校里，这一行没有读取。"
                if said
                else "这一行没有写学校名称，没有读取。"
            )
            self.faults.append(Fault(in_words(grid, row, table.name_at), message, table.key))
            return
        values = self._cells(grid, table, row, given.blank if given else None)
        self._note_blank(
            school, grid, row, [each for each in table.asked if not given or each.key in given.blank]
        )
        known = self.values.setdefault(school, {}) if values else {}
        if values and any(known.get(key, value) != value for key, value in values.items()):
            message = f"{quoted(school.name)}填了两行，不知道以哪一行为准，请只留一行。"
            self.faults.append(Fault(in_words(grid, row, table.name_at), message, table.key))
            return
        known.update(values)

    def _note_blank(self, school: SchoolName, grid: Grid, row: int, columns: Sequence[Column]) -> None:
        """Which of these cells stand there and hold nothing, so that what was in them has been cleared."""
        blank = self.blank.setdefault(school, set())
        for column in columns:
            cell = grid.at(row, column.at)
            own = cell is None or cell.row == row or cell.rows == 1
            if own and (cell is None or not (cell.text or cell.formula) or column.ticks):
                blank.add(column.key)

    def _anything(self, grid: Grid, table: TemplateTable, row: int) -> bool:
        return any(grid.text(row, column.at) for column in table.asked)

    def _list(self, grid: Grid, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        for row in self._list_rows(grid, table):
            values = self._cells(grid, table, row)
            said = grid.text(row, table.name_at) if table.name_at else ""
            school = school_of(said, schools) or (schools[0] if not said and len(schools) == 1 else None)
            if values and school:
                self.rows.setdefault(school, {}).setdefault(table.key, []).append(values)
            elif values:
                message = (
                    f"看不出这一行是哪个学校的{f'（写的是{quoted(said[:20])}）' if said else ''}，没有读取。"
                )
                self.faults.append(Fault(in_words(grid, row, table.name_at or 1), message, table.key))

    def _list_rows(self, grid: Grid, table: TemplateTable) -> Iterator[int]:
        """The rows of a list, those that people added below it too."""
        first, last = self._now(grid.key, table.first), self._now(grid.key, table.last)
        free = {self._now(grid.key, row) for row in free_rows(table)}
        yield from sorted(free)
        row = last + 1
        while row <= min(grid.bottom, last + MOST_ADDED):
            texts = [grid.text(row, column.at) for column in table.columns]
            said = [labels.plain(text) for text in texts if text]
            total = any(labels.TOTAL.match(labels.bare(text)) for text in said[:2])
            if not said or total or _is_printed(said, len(texts)) or row in self._printed(grid, table):
                break
            if not _keeps_lines(grid, table, row):
                break
            yield row
            row += 1
        if row > last + 1 and row <= grid.bottom:
            self.added.setdefault(grid.key, []).append((table.last, row - last - 1))
        if first > last and row == last + 1 and not free:
            return

    def _printed(self, grid: Grid, table: TemplateTable) -> set[int]:
        """The next table's headings must not be taken for rows."""
        return {
            self._now(grid.key, other.header[0])
            for other in self.template.tables
            if other.grid == table.grid and other.header[0] > table.last and self._is_there(grid, other)
        }

    def _fixed(self, grid: Grid, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        for school in schools if table.places or len(schools) == 1 else ():
            place = table.place_of(school.name)
            for row in table.rows if place is not None else ():
                assert place is not None
                at = self._now(grid.key, row.at + place[0])
                columns = [replace(column, at=column.at + place[1]) for column in table.asked]
                values = self._cells(grid, replace(table, columns=tuple(columns)), at, row.blank)
                if values and not _says(grid, table, row, at):
                    message = (
                        f"这一行应当是{quoted(row.label)}，和下发的不一样，没有读取；请不要增删或移动行。"
                    )
                    self.faults.append(Fault(in_words(grid, at, table.columns[0].at), message, table.key))
                elif values:
                    self._keep_fixed(school, table, row, values)

    def _keep_fixed(self, school: SchoolName, table: TemplateTable, row: FixedRow, values: Row) -> None:
        self.rows.setdefault(school, {}).setdefault(table.key, []).append({ROW: row.key, **values})

    def _cells(
        self, grid: Grid, table: TemplateTable, row: int, only: Sequence[str] | None = None
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for column in table.asked:
            if only is None or column.key in only:
                value = self._cell(grid, row, column)
                if value is not None:
                    found[column.key] = value
        return found

    def _cell(self, grid: Grid, row: int, column: Column) -> Value:
        cell = grid.at(row, column.at)
        if cell is None or (cell.row != row and cell.rows > 1):
            return None
        if cell.formula and not cell.text:
            message = (
                f"{quoted(column.label)}：这一格是没有算出结果的公式，请改成数字，或用 Excel 打开保存一次。"
            )
            self.faults.append(Fault(in_words(grid, row, column.at), message, column.key))
            return None
        return self._taken(cell.text, column, in_words(grid, row, column.at))

    def _taken(self, text: str, asked: Column | SingleField, where: str) -> Value:
        try:
            if asked.ticks:
                return ticked_in(asked, text)
            return parsed(asked.kind, text, asked.choices)
        except Wrong as reason:
            self.faults.append(Fault(where, f"{quoted(asked.label)}：{reason}", asked.key))
            return None

    def _fields(self, school: SchoolName, copy: str) -> None:
        fields, blank = [in_copy(each, self.template, copy) for each in self.template.fields], set[str]()
        for at in dict.fromkeys(field.address for field in fields):
            key, row, column = place_of(at)
            grid = self.grids.get(key)
            text = grid.text(self._now(key, row), column) if grid else ""
            here = [field for field in fields if field.address == at]
            for field, value in self._of_cell(here, text, grid, self._now(key, row), column):
                if value is not None and not (field.role == "unit" and school_of(str(value), [school])):
                    self.values.setdefault(school, {})[field.key] = value
                elif value is None and grid is not None and not field.formula and field.role != "unit":
                    blank.add(field.key)
        if self.stands or self.values.get(school):  # else it may be any other file
            self.blank.setdefault(school, set()).update(blank)

    def _of_cell(
        self, fields: Sequence[SingleField], text: str, grid: Grid | None, row: int, column: int
    ) -> Iterator[tuple[SingleField, Value]]:
        where = in_words(grid, row, column) if grid else ""
        blanks = [field for field in fields if field.span is not None and not field.ticks]
        said = blanks_in(blanks, text)
        if blanks and said is None:
            message = f"{quoted(blanks[0].label)}所在格的文字和下发的不一样，没有读取；请只在空白处填写。"
            self.faults.append(Fault(where, message, blanks[0].key))
        for field in fields:
            if field.ticks or field.span is None:
                yield field, self._taken(text.removeprefix(field.hint), field, where)
            elif said is not None:
                yield field, self._taken(said[blanks.index(field)], field, where)


def _says(grid: Grid, table: TemplateTable, row: FixedRow, at: int) -> bool:
    """Whether the words of a given row still stand where they were printed."""
    texts = [one_line(grid.text(at, column.at)) for column in table.columns]
    return row.label == UNLABELLED or any(text and row.label.startswith(text) for text in texts)


def _keeps_lines(grid: Grid, table: TemplateTable, row: int) -> bool:
    """Whether each column of the list has a cell of its own in this row: else something else begins."""
    cells = [grid.at(row, column.at) for column in table.columns]
    return all(
        cell is None or cell.column == column.at for cell, column in zip(cells, table.columns, strict=True)
    )


def _is_printed(said: Sequence[str], width: int) -> bool:
    """A note or a line such as 填表人： below the list."""
    return (
        len(said) == 1
        and width > 1
        and bool(labels.NOTE.match(said[0]) or re.match(r"^.{1,12}[:：]", said[0]))
    )
