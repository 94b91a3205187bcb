"""How much a form asks of who fills it in, what of it is known already, and what another form asks for too.

Cells are counted, not minutes: a field is one, a table its rows times its columns. What a source brings is not typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .blanks import is_wanted
from .model import FILES, NUMBERS, ROW, Field, Form
from .parsing import alike

SAYS_NOTHING = frozenset({"备注", "说明", "其他", "其它", "合计", "小计", "序号"})  # alike in any two forms


@dataclass(frozen=True, slots=True)
class Repeat:
    """A field that another form asks for too: where it stands here, in which form, what it is called there."""

    path: str
    label: str
    form: str
    there: str


@dataclass(frozen=True, slots=True)
class Burden:
    """What one version asks of one organisation.

    fields        fields, and columns of tables
    required      those that must be filled in; of a table that may stay empty no column
    conditional   fields that are asked only under a condition
    prefilled     fields that a source brings
    files         fields that want files
    cells         cells to type where all is filled in: a table without given rows counts its smallest number of rows
    optional      fields that may stay empty by their own words (备注, 选填); `optional_cells`: of `cells` theirs
    open_tables   tables to which rows can be added
    repeats       what other forms ask for too
    """

    fields: int = 0
    required: int = 0
    conditional: int = 0
    prefilled: int = 0
    files: int = 0
    cells: int = 0
    optional: int = 0
    optional_cells: int = 0
    open_tables: int = 0
    repeats: tuple[Repeat, ...] = ()


def burden_of(form: Form, others: Iterable[tuple[str, Form]], sources: frozenset[str]) -> Burden:
    """The burden of a form beside `others` (title, form); `sources`: the names of sources that exist."""
    single = [field for field in form.fields if field.kind != "table"]
    columns = [(table, column) for table in form.fields for column in table.columns]
    brought = [field for field in single if field.prefill in sources]
    typed = [field for field in single if field.prefill not in sources and field.kind not in FILES]
    rows = sum(_rows(table) * len(table.columns) for table in form.fields if table.kind == "table")
    free = [(table, column) for table, column in columns if not (is_wanted(table) and is_wanted(column))]
    free_single = [field for field in typed if not is_wanted(field)]
    return Burden(
        fields=len(single) + len(columns),
        required=sum(field.required for field in single)
        + sum(column.required for table, column in columns if table.required or table.rows or table.least),
        conditional=sum(field.shown_if is not None for field in form.fields),
        prefilled=len(brought),
        files=sum(field.kind in FILES for field in single),
        cells=len(typed) + rows,
        optional=len(free_single) + len(free),
        optional_cells=len(free_single) + sum(_rows(table) for table, _ in free),
        open_tables=sum(field.kind == "table" and not field.is_fixed for field in form.fields),
        repeats=tuple(_repeats(form, list(others), sources)),
    )


def _rows(table: Field) -> int:
    return len(table.rows) or max(table.least, 1)


def _repeats(form: Form, others: list[tuple[str, Form]], sources: frozenset[str]) -> Iterator[Repeat]:
    """The first other form that asks for the same. What a source brings is not asked again."""
    for path, field in form.walk():
        if field.kind == "table" or field.prefill in sources or alike(field.label) in SAYS_NOTHING:
            continue
        for title, other in others:
            there = _same(field, other)
            if there is not None:
                yield Repeat(path, _called(form, path), title, there)
                break


def _called(form: Form, path: str) -> str:
    table, _, _ = path.partition(".")
    outer, found = form.field(table), form.at(path)
    if outer is None or found is None:
        return path
    return found.label if outer is found else f"{outer.label}：{found.label}"


def _same(field: Field, other: Form) -> str | None:
    """What the same thing is called in the other form; None where it asks for nothing alike."""
    for path, each in other.walk():
        if each.kind == "table":
            continue
        if asks_the_same(field, each):
            return _called(other, path)
    return None


def asks_the_same(one: Field, other: Field) -> bool:
    """The same source; or the same name, sort and unit."""
    if one.prefill and one.prefill == other.prefill:
        return True
    return alike(one.label) == alike(other.label) and _sort(one) == _sort(other) and _same_unit(one, other)


def _sort(field: Field) -> str:
    return "number" if field.kind in NUMBERS else field.kind


def _same_unit(one: Field, other: Field) -> bool:
    """Alike; or one form says none, and the other counts in plain ones (人, 个), not in 万 or %."""
    if one.kind not in NUMBERS or alike(one.unit) == alike(other.unit):
        return True
    return one.kind == other.kind and units_agree(one.unit, other.unit)


def units_agree(one: str, other: str) -> bool:
    """Alike; or one says none, and the other counts in plain ones (人, 个), not in 万 or %."""
    units = {alike(one), alike(other)}
    said = units - {""}
    return len(units) == 1 or (len(said) == 1 and said.pop()[0] not in "万亿千百%‰元")


@dataclass(frozen=True, slots=True)
class Filled:
    """What one answer came to: cells typed, values a source brings for this form, files."""

    typed: int = 0
    brought: int = 0
    files: int = 0


def filled(form: Form, values: Mapping[str, Any], known: Mapping[str, Any]) -> Filled:
    """Of settled values. `known`: by key of the field what was there to be brought; a field whose source knew nothing,
    or whose value is another one, was typed.
    """
    typed = brought = files = 0
    for field in form.fields:
        value = values.get(field.key)
        if value is None:
            continue
        if field.kind == "table":
            typed += sum(column.key in row for row in value for column in field.columns)
        elif field.kind in FILES:
            files += len(value)
        elif field.key in known and known[field.key] == value:
            brought += 1
        else:
            typed += 1
    return Filled(typed, brought, files)


def as_before(
    form: Form, values: Mapping[str, Any], before: Mapping[str, Any], known: Mapping[str, Any]
) -> int:
    """How many of the cells that `filled` counts as typed stand as they stood `before`."""
    found = 0
    for field in form.fields:
        value, was = values.get(field.key), before.get(field.key)
        if value is None or was is None or field.kind in FILES:
            continue
        if field.kind == "table":
            rows = {row[ROW]: row for row in was}
            found += sum(
                column.key in row and rows.get(row[ROW], {}).get(column.key) == row[column.key]
                for row in value
                for column in field.columns
            )
        else:
            found += value == was and known.get(field.key) != value
    return found
