"""What a condition sees of a form's values: numbers as numbers, money in fen, picked objects by their id.

Names: `field` (of files: how many there are); `table.count` (rows), `table.column` (sum of a number column); in a
check asked per row also the bare columns of that row.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.core.conditions import Lookup, Test, Value, in_words
from luoshi.core.conditions.tree import Condition, Literal

from .model import DAYS, FILES, NUMBERS, PICKED, Field, Form
from .shown import shown


def lookup_in(
    form: Form, values: Mapping[str, Any], row: tuple[str, Mapping[str, Any]] | None = None
) -> Lookup:
    """A lookup over the values; with `row` = (table, row) the columns of that row first."""

    def lookup(name: str) -> Value:
        if row is not None:
            table = form.field(row[0])
            column = table.column(name) if table else None
            if column is not None:
                return comparable(column, row[1].get(name))
        table_key, _, column_key = name.partition(".")
        field = form.field(table_key)
        if field is None:
            return None
        if column_key:
            return _of_table(field, values.get(table_key) or [], column_key)
        return comparable(field, values.get(table_key))

    return lookup


def comparable(field: Field, value: Any) -> Value:
    if value is None or value in ("", []):
        return None
    if field.kind in NUMBERS:
        return number_in(value)
    if field.kind == "choices":
        return tuple(value)
    if field.kind in PICKED:
        return str(value.get("id", "")) if isinstance(value, dict) else None
    if field.kind == "table" or field.kind in FILES:
        return len(value)
    return value if isinstance(value, bool) else str(value)


def number_in(value: Any) -> Decimal | None:
    """None where it is no number: a masked one is unknown."""
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None


def _of_table(table: Field, rows: list[Mapping[str, Any]], key: str) -> Value:
    if key == "count":
        return len(rows)
    column = table.column(key)
    return sum_of(column, rows) if column else None


def sum_of(column: Field, rows: list[Any]) -> Decimal | None:
    """The sum over those rows that have a number; None where no row has one."""
    numbers = (number_in(row.get(column.key)) for row in rows)
    found = [number for number in numbers if number is not None]
    return sum(found, Decimal(0)) if found else None


def is_true(condition: Condition | None, answer: bool | None) -> bool:
    return condition is not None and answer is True


def words_of(form: Form, condition: Condition, table: str = "") -> str:
    """A condition of this form as people say it."""

    def field_of(name: str) -> Field | None:
        inner = form.field(table) if table else None
        return (inner.column(name) if inner else None) or form.at(name)

    def label(name: str) -> str:
        inner = form.field(table) if table else None
        column = inner.column(name) if inner else None
        return column.label if column else form.label(name)

    return in_words(condition, label, lambda name, value: literal_words(field_of(name), value))


def literal_words(field: Field | None, value: Literal) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if field is None or field.kind == "table" or field.kind in FILES:
        return str(value)
    if field.kind in ("choice", "choices"):
        return f"“{field.choice_label(str(value))}”"
    if field.kind in NUMBERS | DAYS:
        return shown(field, value)
    return f"“{value}”"


def simple_test(condition: Condition | None) -> Test | None:
    """The condition as one test, None where it is more than that: what the editor can show in its short line."""
    return condition if isinstance(condition, Test) else None
