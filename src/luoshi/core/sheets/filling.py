"""Answers into the template's own cells: of one school, or of all schools as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.core.reading.structure import Unreadable

from .grid import address
from .heads import unit_in
from .model import (
    ROW,
    Arrangement,
    Check,
    Column,
    Kind,
    Merged,
    SchoolAnswer,
    Shape,
    SingleField,
    Template,
    TemplateTable,
    Value,
)
from .names import school_of
from .package import Package
from .values import Wrong
from .workbook_target import WorkbookTarget, digest_of


def fill(template: Template, data: bytes, answer: SchoolAnswer) -> bytes:
    """The template with what one school answers (or is known to answer), for it to complete.

    Only cells are written; see `package` for what stays the same in every other part. Raises Unreadable when the file
    is not the one that the template was read from.
    """
    return _Filling(template, data).all([answer], {}).data


def merge(
    template: Template,
    data: bytes,
    answers: Sequence[SchoolAnswer],
    office: Mapping[str, Value] | None = None,
) -> Merged:
    """All answers in the template's own cells, and what does not fit.

    office  values of single fields that the asking office fills itself (填报单位, 联系电话 …), by field key

    Only parts with a written cell change (`Merged.changed`); all others keep their compressed bytes, names and order.
    """
    return _Filling(template, data).all(answers, office or {})


class _Filling:
    def __init__(self, template: Template, data: bytes) -> None:
        if template.digest and template.digest != digest_of(data):
            raise Unreadable("这不是读取时的那份模板，没有填写。请重新上传模板后再合并。")
        self.template, self.data = template, data
        self.target = WorkbookTarget(Package(template.name, data))
        self.checks: list[Check] = []

    def all(self, answers: Sequence[SchoolAnswer], office: Mapping[str, Value]) -> Merged:
        for key, value in office.items():
            self._field(key, value, "")
        for table in self.template.tables:
            if table.shape is Shape.SCHOOLS:
                self._schools(table, answers)
            elif table.shape is Shape.LIST:
                self._list(table, answers)
            else:
                self._fixed(table, answers)
        if self.template.arrangement is not Arrangement.ROWS:
            for answer in answers:
                for field in self.template.fields:
                    if field.key in answer.values:
                        self._field(field.key, answer.values[field.key], answer.school.name)
        data, changed = self.target.finish()
        return Merged(data, changed, tuple(self.checks))

    def _field(self, key: str, value: Value, school: str) -> None:
        field = self.template.field(key)
        if field is not None and not field.formula:
            self._write(field.address, value, field, school)

    def _schools(self, table: TemplateTable, answers: Sequence[SchoolAnswer]) -> None:
        """Each school's values into its row: the one with its name, else the next empty one."""
        labelled = {row.at for row in table.rows}
        free = [row for row in range(table.first, table.last + 1) if row not in labelled | set(table.totals)]
        free = [row for row in free if row not in table.samples]
        for number, answer in enumerate(answers, start=1):
            values = {c: answer.values[c.key] for c in table.asked if c.key in answer.values}
            row = self._row_of(table, answer)
            if row is None and values:
                if not free:
                    message = f"模板里没有“{answer.school.name}”的行，也没有空行可写，这个学校的数没有写入。"
                    self.checks.append(Check("school-without-row", message, table.where, answer.school.name))
                    continue
                row = free.pop(0)
                self._name(table, row, answer, number)
            for column, value in values.items():
                assert row is not None
                self._write(address(table.grid, row, column.at), value, column, answer.school.name)

    def _name(self, table: TemplateTable, row: int, answer: SchoolAnswer, number: int) -> None:
        text = next(c for c in table.columns if c.at == table.name_at) if table.name_at else None
        if text is not None:
            self._write(address(table.grid, row, text.at), answer.school.name, text, answer.school.name)
        if table.number_at and not self.target.grid(table.grid).text(row, table.number_at):
            self.target.write(address(table.grid, row, table.number_at), number, Kind.INTEGER)

    def _row_of(self, table: TemplateTable, answer: SchoolAnswer) -> int | None:
        for row in table.rows:
            if row.school == answer.school.name or school_of(row.label, [answer.school]):
                return row.at
        return None

    def _list(self, table: TemplateTable, answers: Sequence[SchoolAnswer]) -> None:
        free = [
            r for r in range(table.first, table.last + 1) if r not in table.totals and r not in table.samples
        ]
        written = 0
        for answer in answers:
            for values in answer.rows.get(table.key, ()):
                if written == len(free):
                    message = "模板里的空行不够，多出的行没有写入。"
                    self.checks.append(
                        Check("not-written", message, table.where, answer.school.name, table.key)
                    )
                    break
                row = free[written]
                written += 1
                self._name(table, row, answer, written)
                for column in table.asked:
                    if column.key in values:
                        self._write(
                            address(table.grid, row, column.at),
                            values[column.key],
                            column,
                            answer.school.name,
                        )

    def _fixed(self, table: TemplateTable, answers: Sequence[SchoolAnswer]) -> None:
        for answer in answers:
            for values in answer.rows.get(table.key, ()):
                row = next((each for each in table.rows if each.key == values.get(ROW)), None)
                for column in table.asked if row else ():
                    if row and column.key in values and column.key in row.blank:
                        self._write(
                            address(table.grid, row.at, column.at),
                            values[column.key],
                            column,
                            answer.school.name,
                        )

    def _write(self, where: str, value: Value, asked: Column | SingleField, school: str) -> None:
        if value is None or value == "":
            return
        try:
            self.target.write(where, value, asked.kind, unit_in(asked.path))
        except Wrong as reason:
            message = f"“{asked.label}”{reason}没有写入。"
            self.checks.append(Check("not-written", message, where, school, asked.key))
