"""The values of a form cell by cell: for doubts, comparisons, the list of all schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.common.dataforms.showing import in_words
from luoshi.core.fields import ROW, Form, is_asked
from luoshi.core.fields.model import NUMBERS, Field

MOST_CELLS = 2000


@dataclass(frozen=True, slots=True)
class CellOf:
    """path: key, or table/row/column; label in words; the value as people read it."""

    path: str
    label: str
    value: str
    is_number: bool = False


def cells_in(form: Form, values: Mapping[str, Any]) -> list[CellOf]:
    found: list[CellOf] = []
    for field in form.fields:
        if not is_asked(form, field, values) and field.key not in values:
            continue
        if field.kind == "table":
            found += _of_table(field, values.get(field.key) or [])
        else:
            found.append(_one(field.key, field.label, field, values.get(field.key)))
    return found[:MOST_CELLS]


def _of_table(table: Field, rows: list[Mapping[str, Any]]) -> list[CellOf]:
    heads = {each.key: each.label for each in table.rows}
    return [
        _one(
            f"{table.key}/{row[ROW]}/{column.key}",
            f"{table.label} {heads.get(row[ROW], f'第{number}行')} {column.label}",
            column,
            row.get(column.key),
        )
        for number, row in enumerate(rows, 1)
        for column in table.columns
    ]


def _one(path: str, label: str, field: Field, value: Any) -> CellOf:
    return CellOf(path, label, in_words(field, value), field.kind in NUMBERS)


def columns_of(form: Form) -> list[Field]:
    """What the list over all schools has as columns: every single field."""
    return [field for field in form.fields if field.kind != "table"]
