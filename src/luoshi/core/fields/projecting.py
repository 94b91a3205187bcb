"""What of an answer is searched, sorted, filtered or summed: one typed cell per value (`Field.find`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .model import DAYS, FILES, NUMBERS, PLACES, ROW, Field, Form

SCALE = 10**PLACES
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """`number` counts ten-thousandths (of a yuan for money); `day` is ISO, a month its first day, a year its first.

    A `personal` cell has a text only, whatever its kind: it is stored as a fingerprint, found by equality, never
    sorted or summed.
    """

    path: str
    row: str
    text: str = ""
    number: int | None = None
    day: str | None = None
    personal: bool = False


def cells_of(form: Form, values: Mapping[str, Any]) -> Iterator[Cell]:
    """All cells of settled values."""
    for field in form.fields:
        if field.kind == "table":
            for row in values.get(field.key) or []:
                for column in field.columns:
                    yield from _cells(column, f"{field.key}.{column.key}", row[ROW], row.get(column.key))
        else:
            yield from _cells(field, field.key, "", values.get(field.key))


def _cells(field: Field, path: str, row: str, value: Any) -> Iterator[Cell]:
    if not field.find or value is None or field.kind in FILES:
        return
    many = value if isinstance(value, list) else [value]
    for each in many:
        yield _cell(field, path, row, each)


def _cell(field: Field, path: str, row: str, value: Any) -> Cell:
    if field.personal:
        return Cell(path, row, text=_said(value)[:LONGEST], personal=True)
    if field.kind in NUMBERS:
        number = Decimal(value) / 100 if field.kind == "money" else Decimal(value)
        return Cell(path, row, number=int(number * SCALE))
    if field.kind in DAYS:
        return Cell(path, row, text=value, day=f"{value}-01-01"[:10] if len(value) < 10 else value)
    return Cell(path, row, text=_said(value)[:LONGEST])


def _said(value: Any) -> str:
    if isinstance(value, dict):  # something picked
        return str(value["id"])
    return ("1" if value else "0") if isinstance(value, bool) else str(value)
