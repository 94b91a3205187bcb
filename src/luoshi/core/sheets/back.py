"""A filled sheet that came back: the values in the template's cells, and the exact place of each fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .grid import Grid, letters_of
from .model import (
    ROW,
    Back,
    Column,
    Fault,
    Row,
    SchoolAnswer,
    SchoolName,
    Shape,
    Template,
    TemplateTable,
    Value,
)
from .names import school_of
from .package import Package
from .template import grids_of
from .values import Wrong, parsed


def read_filled(template: Template, data: bytes, schools: Sequence[SchoolName] = ()) -> Back:
    """What a filled copy of the template holds.

    schools  whose answers may stand in it: one for a school's own sheet; rows of others are left alone
    """
    reader = _Reader(template, {grid.key: grid for grid in grids_of(Package(template.name, data))})
    for table in template.tables:
        if table.shape is Shape.SCHOOLS:
            reader.schools(table, schools)
        elif table.shape is Shape.LIST:
            reader.list(table, schools)
        else:
            reader.fixed(table, schools)
    return reader.back()


class _Reader:
    def __init__(self, template: Template, grids: Mapping[str, Grid]) -> None:
        self.template, self.grids = template, grids
        self.faults: list[Fault] = []
        self.values: dict[SchoolName, dict[str, Value]] = {}
        self.rows: dict[SchoolName, dict[str, list[Row]]] = {}

    def back(self) -> Back:
        names = list(dict.fromkeys([*self.values, *self.rows]))
        answers = [SchoolAnswer(name, self.values.get(name, {}), self.rows.get(name, {})) for name in names]
        return Back(tuple(answers), tuple(self.faults))

    def schools(self, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        grid = self.grids[table.grid]
        for row in _rows_of(table):
            label = grid.text(row, table.name_at)
            school = school_of(label, schools)
            if school is None:
                continue
            values = self._cells(grid, table, row)
            if values:
                self.values.setdefault(school, {}).update(values)

    def list(self, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        grid = self.grids[table.grid]
        for row in _rows_of(table):
            values = self._cells(grid, table, row)
            named = school_of(grid.text(row, table.name_at), schools) if table.name_at else None
            school = named or (schools[0] if len(schools) == 1 else None)
            if values and school:
                self.rows.setdefault(school, {}).setdefault(table.key, []).append(values)

    def fixed(self, table: TemplateTable, schools: Sequence[SchoolName]) -> None:
        grid = self.grids[table.grid]
        for row in table.rows:
            values = self._cells(grid, table, row.at, row.blank)
            if values and len(schools) == 1:
                of_school = self.rows.setdefault(schools[0], {})
                of_school.setdefault(table.key, []).append({ROW: row.key, **values})

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
        try:
            return parsed(column.kind, grid.text(row, column.at), column.choices)
        except Wrong as reason:
            where = f"工作表“{grid.name}”{letters_of(column.at)}{row}"
            self.faults.append(Fault(where, f"“{column.label}”：{reason}", column.key))
            return None


def _rows_of(table: TemplateTable) -> Iterator[int]:
    for row in range(table.first, table.last + 1):
        if row not in table.totals and row not in table.samples:
            yield row
