"""Answers into the template's own cells: of one school, or of all schools as one file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from luoshi.core.quoting import quoted

from . import lines
from .checking import as_number, checks_of, same_sum
from .grid import GridCell, address, in_words, place_of
from .heads import unit_in
from .lines import is_fillable
from .model import (
    ROW,
    Arrangement,
    Check,
    Column,
    FixedRow,
    Kind,
    Merged,
    Row,
    SchoolAnswer,
    Shape,
    SingleField,
    Template,
    TemplateTable,
    Value,
)
from .planning import Spot, copy_of, in_copy, list_spots, row_of, same_layout, school_spots
from .targets import Target, open_target
from .values import Wrong, canonical


def fill(template: Template, data: bytes, answer: SchoolAnswer) -> bytes:
    """The template with what one school answers (or is known to answer), for it to complete.

    Only cells are written; see `package` for what stays the same in every other part. Raises Unreadable when the file
    is not the one that the template was read from.
    """
    return _Filling(template, open_target(template, data)).one(answer)


def merge(
    template: Template,
    data: bytes,
    answers: Sequence[SchoolAnswer],
    office: Mapping[str, Value] | None = None,
) -> Merged:
    """All answers in the template's own cells, and what does not fit.

    office  values of single fields that the asking office fills itself (填报单位, 联系电话 …), by field key

    Only parts with a written cell change (`Merged.changed`); all others keep their compressed bytes, names and order.
    For `Arrangement.FORM` every school gets a file of its own (`Merged.each`).
    """
    filling = _Filling(template, open_target(template, data))
    answers, doubled = _once_each(answers)
    if template.arrangement is not Arrangement.FORM:
        merged = filling.all(answers, office or {})
        return replace(merged, checks=(*doubled, *merged.checks))
    each, checks = [], doubled
    for answer in answers:
        own = _Filling(template, open_target(template, data))
        each.append((answer.school.name, own.one(answer)))
        checks += own.checks
    merged = filling.all([], office or {})
    checks += [*merged.checks, *checks_of(template, answers)]
    return replace(merged, each=tuple(each), checks=tuple(checks))


def _once_each(answers: Sequence[SchoolAnswer]) -> tuple[list[SchoolAnswer], list[Check]]:
    """Answers are placed by the schools' names: of two with the same name neither can be placed with certainty."""
    names = [answer.school.name for answer in answers]
    doubled = dict.fromkeys(name for name in names if names.count(name) > 1)
    said = "有{}个学校都叫{}，分不清哪一行是哪个学校的，它们的数都没有写入，请改名后再合并或手工填写。"
    checks = [
        Check("not-written", said.format(names.count(name), quoted(name)), "", name) for name in doubled
    ]
    return [answer for answer in answers if answer.school.name not in doubled], checks


class _Filling:
    def __init__(self, template: Template, target: Target) -> None:
        self.template, self.target = template, target
        self.checks: list[Check] = []
        self.alone = False  # one school's own sheet: its name is put down though it has not answered yet

    def one(self, answer: SchoolAnswer) -> bytes:
        self.alone = True
        if self.template.arrangement in (Arrangement.ROWS, Arrangement.LISTS):
            self._tables([answer])
        else:
            self._own(answer)
        return self.target.finish()[0]

    def all(self, answers: Sequence[SchoolAnswer], office: Mapping[str, Value]) -> Merged:
        by_sheet = self.template.arrangement is Arrangement.SHEETS
        if by_sheet:
            for answer in answers:
                self._own(answer)
        else:
            self._tables(answers)
            for table in self.template.tables:
                self._totals(table, answers)
        for field in self.template.fields if not by_sheet else ():
            self._field(field, office.get(field.key), "")
        data, changed = self.target.finish()
        found = [*self.checks, *checks_of(self.template, answers), *self._declared(answers)]
        return Merged(data, changed, tuple(found))

    def _own(self, answer: SchoolAnswer) -> None:
        """The form or the sheet of one school."""
        grid = copy_of(self.template, answer.school)
        if self.template.copies and not grid:
            message = f"模板里没有{quoted(answer.school.name)}的工作表，这个学校的数没有写入。"
            self.checks.append(Check("school-without-row", message, "", answer.school.name))
            return
        model = self.template.copies[0][1] if grid else ""
        if grid and not same_layout(self.template, self.target.grid(model), self.target.grid(grid)):
            message = f"{quoted(answer.school.name)}的工作表和第一个学校的排法不一样，没有写入，请核对模板。"
            self.checks.append(Check("not-written", message, "", answer.school.name))
            return
        self._tables([answer], grid)
        for field in self.template.fields:
            value = answer.values.get(field.key)
            if value is None and _is_own_name(field):
                value = answer.school.name
            self._field(in_copy(field, self.template, grid), value, answer.school.name)

    def _tables(self, answers: Sequence[SchoolAnswer], grid: str = "") -> None:
        """Rows are added from the bottom of the file up, so that places above stay as they are."""
        tables = [in_copy(table, self.template, grid) for table in self.template.tables]
        planned = []
        for table in reversed(tables):
            spots = self._spots(table, answers)
            extra = max((spot.extra for spot in spots.values()), default=0)
            if extra:
                self.target.add_rows(
                    table.grid, max(spot.row for spot in spots.values() if spot.extra), extra
                )
            planned.append((table, spots))
        for table, spots in reversed(planned):
            for answer in answers:
                self._table(table, answer, spots)

    def _spots(self, table: TemplateTable, answers: Sequence[SchoolAnswer]) -> dict[tuple[str, int], Spot]:
        """Where each row of each school goes: (school, number of its row) → spot."""
        if table.shape is Shape.LIST:
            return list_spots(table, [(a.school.name, len(a.rows.get(table.key, ()))) for a in answers])
        if table.shape is Shape.SCHOOLS:
            asked = {column.key for column in table.asked}
            with_values = [answer for answer in answers if asked & set(answer.values) or self.alone]
            spots, missing = school_spots(table, with_values)
            for school in missing:
                where = f"{quoted(table.title)}里没有能确定是{quoted(school)}的行"
                message = f"{where}，也没有空行可写，这个学校的数没有写入。"
                self.checks.append(Check("school-without-row", message, table.where, school))
            return spots
        return {}

    def _table(
        self, table: TemplateTable, answer: SchoolAnswer, spots: Mapping[tuple[str, int], Spot]
    ) -> None:
        school = answer.school.name
        if table.shape is Shape.SCHOOLS:
            if (spot := spots.get((school, 0))) is not None:
                self._row(table, spot, answer, answer.values)
            return
        for number, values in enumerate(answer.rows.get(table.key, ())):
            if table.shape is Shape.LIST:
                self._row(table, spots[school, number], answer, values)
            elif (given := row_of(table, values.get(ROW))) is not None:
                self._given_row(table, given, school, values)

    def _given_row(self, table: TemplateTable, given: FixedRow, school: str, values: Row) -> None:
        place = table.place_of(school)
        if place is None:
            message = f"{quoted(table.title)}里没有{quoted(school)}的位置，这个学校的数没有写入。"
            check = Check("school-without-row", message, table.where, school)
            self.checks += [] if check in self.checks else [check]
            return
        for column in table.asked:
            if column.key not in given.blank or values.get(column.key) in (None, ""):
                continue
            at = given.at + place[0], column.at + place[1]
            where, cell = address(table.grid, *at), self.target.grid(table.grid).at(*at)
            if cell is None or (is_fillable(cell, at[0]) and cell.column == at[1]):
                self._write(where, values.get(column.key), column, school)
            else:
                self._printed(where, column, school)

    def _printed(self, where: str, column: Column, school: str) -> None:
        message = f"{quoted(school)}的{quoted(column.label)}在模板里已经印好或是公式，没有改动。"
        self.checks.append(Check("not-written", message, self._said(where), school, column.key))

    def _row(self, table: TemplateTable, spot: Spot, answer: SchoolAnswer, values: Row) -> None:
        grid = self.target.grid(table.grid)
        school = answer.school.name
        if table.name_at and (spot.extra or not grid.text(spot.row, table.name_at)):
            name = Column("", "学校名称", table.name_at)
            self._write(address(table.grid, spot.row, table.name_at), school, name, school, spot.extra)
        if table.number_at and (spot.extra or not grid.text(spot.row, table.number_at)):
            where = address(table.grid, spot.row, table.number_at)
            if spot.extra or not _has_formula(grid.at(spot.row, table.number_at)):
                number = Column("", "序号", table.number_at, kind=Kind.INTEGER)
                self._write(where, spot.number, number, school, spot.extra)
        for column in table.asked:
            value = values.get(column.key)
            where = address(table.grid, spot.row, column.at)
            cell = grid.at(spot.row, column.at)
            printed = cell is not None and not (is_fillable(cell, spot.row) and cell.column == column.at)
            if value is not None and not spot.extra and printed:
                self._printed(where, column, school)
                continue
            self._write(where, value, column, school, spot.extra)

    def _totals(self, table: TemplateTable, answers: Sequence[SchoolAnswer]) -> None:
        """An empty row of totals gets the sums; one with formulas or numbers is left as it is."""
        if len(table.totals) != 1 or table.shape is Shape.FIXED or not answers:
            return
        for column in table.asked:
            cell = self.target.grid(table.grid).at(table.totals[0], column.at)
            if column.kind not in (Kind.INTEGER, Kind.DECIMAL) or cell is None or cell.text or cell.formula:
                continue
            if (total := same_sum(table, column, answers)) is not None:
                self._write(address(table.grid, table.totals[0], column.at), total, column, "")

    def _declared(self, answers: Sequence[SchoolAnswer]) -> list[Check]:
        """Totals that the template prints or computes, against the sums of what was written."""
        found = []
        for table in self.template.tables:
            if (
                len(table.totals) != 1
                or table.shape is Shape.FIXED
                or self.template.arrangement is Arrangement.SHEETS
            ):
                continue
            for column in table.columns:
                shown = self.target.shown(table.grid, table.totals[0], column.at)
                printed, total = as_number(shown), as_number(same_sum(table, column, answers))
                cell = self.target.grid(table.grid).at(table.totals[0], column.at)
                if total is None or printed is None or (cell and _is_no_sum(cell.formula)):
                    continue
                if abs(printed - total) > abs(total) / 10**12:  # as exact as a cell keeps a number
                    label = f"{quoted(table.title)}{quoted(column.label)}"
                    message = f"{label}的合计是 {shown}，各校相加是 {total}，请核对。"
                    found.append(Check("sum", message, table.where, "", column.key))
        return found

    def _field(self, field: SingleField, value: Value, school: str) -> None:
        if value is None or value == "" or field.formula:
            return
        if field.span is not None and not field.ticks:
            cell = self.target.grid(place_of(field.address)[0]).at(*place_of(field.address)[1:])
            blank = cell.text[slice(*field.span)] if cell else ""
            followed = (
                bool(field.after.strip())
                if field.after
                else cell is not None and field.span[1] < len(cell.text)
            )
            self.target.write_in(field.address, field.span, _spaced(_in_line(field, value), blank, followed))
        else:
            self._write(field.address, value, field, school)

    def _tick(self, where: str, asked: Column | SingleField, value: Value, school: str) -> None:
        chosen = _chosen(asked.ticks, value)
        cell = self.target.grid(place_of(where)[0]).at(*place_of(where)[1:])
        places = lines.places_of(cell.text if cell else "", asked.ticks)
        unknown = [each for each in chosen if each not in places]
        if unknown:
            message = f"{quoted(asked.label)}没有{quoted(unknown[0][:20])}这个选项，没有勾选。"
            self.checks.append(Check("choice", message, self._said(where), school, asked.key))
        self.target.tick(where, [places[each] for each in chosen if each in places])

    def _said(self, where: str) -> str:
        key, row, column = place_of(where)
        return in_words(self.target.grid(key), row, column)

    def _write(
        self, where: str, value: Value, asked: Column | SingleField, school: str, extra: int = 0
    ) -> None:
        if value is None or value == "":
            return
        if asked.ticks:
            self._tick(where, asked, value, school)
            return
        try:
            self.target.write(where, value, asked.kind, unit_in(asked.path), extra)
        except Wrong as reason:
            message = f"{quoted(asked.label)}{reason}没有写入。"
            self.checks.append(Check("not-written", message, self._said(where), school, asked.key))


def _is_own_name(field: SingleField) -> bool:
    """填报单位 in a school's own form is the school."""
    return field.role == "unit"


def _is_no_sum(formula: str) -> bool:
    """An average, a quotient, a greatest value in a row of totals is no sum of the schools."""
    return bool(re.search(r"/|\b(?:AVERAGE|MAX|MIN|MEDIAN|COUNT)[A-Z]*\(", formula.upper()))


def _has_formula(cell: GridCell | None) -> bool:
    return cell is not None and bool(cell.formula)


def _chosen(ticks: Sequence[str], value: Value) -> list[str]:
    """The options that a value means: one label, several with 、 between, or yes and no."""
    if isinstance(value, bool):
        words = {True: ("是", "有"), False: ("否", "无")}[value]
        return [option for option in ticks if option in words]
    text = str(value)
    if text in ticks:
        return [text]
    return [each.strip() for each in re.split(r"[、,，;；\n]", text) if each.strip()]


def _spaced(text: str, blank: str, followed: bool) -> str:
    """The text with about as much room behind it as the blank had, where words follow."""
    drawn = len(blank.rstrip(" \u3000\xa0\t"))
    behind = blank[drawn:]
    if not followed or not behind:
        return text
    return text + (behind if drawn else " " * max(2, len(blank) - 2 * len(text)))


def _in_line(field: SingleField, value: Value) -> str:
    """What goes into a blank: a day as 2026年3月31日, anything else as it is."""
    try:
        known = canonical(field.kind, value)
    except Wrong:
        known = str(value)
    if field.kind is Kind.DATE and isinstance(known, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", known):
        day = dt.date.fromisoformat(known)
        return f"{day.year}年{day.month}月{day.day}日"
    if isinstance(known, bool):
        return "是" if known else "否"
    return "" if known is None else str(known)
