"""Amounts that may well be 元 in a box headed 万元: whoever sends them is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .model import ROW, Field, Form
from .shown import shown, typed

UNITS = frozenset({"万元", "亿元"})
DOUBTFUL = Decimal(10_000)  # 万元: a school has no hundred million for one thing; 亿元: nobody has
KINDS = frozenset({"money", "decimal", "integer"})


def doubtful_amounts(form: Form, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(where it stands, the amount in words), in the order of the form."""
    return list(_found(form, values))


def in_words(large: list[tuple[str, str]]) -> str:
    """Which amounts are asked about: the first few."""
    more = f"等 {len(large)} 处" if len(large) > 3 else ""
    return "、".join(f"“{where}”{amount}" for where, amount in large[:3]) + f"{more}，"


def _found(form: Form, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in form.fields:
        if field.kind != "table":
            if _is_large(field, values.get(field.key)):
                yield field.label, shown(field, values[field.key])
            continue
        heads = {row.key: row.label for row in field.rows}
        for number, row in enumerate(values.get(field.key) or (), 1):
            for column in field.columns:
                if _is_large(column, row.get(column.key)):
                    line = heads.get(row.get(ROW), f"第{number}行")
                    yield f"{field.label}：{line}，{column.label}", shown(column, row[column.key])


def _is_large(field: Field, value: Any) -> bool:
    if field.kind not in KINDS or field.unit not in UNITS or value is None:
        return False
    try:
        return abs(Decimal(typed(field, value))) >= DOUBTFUL
    except InvalidOperation:
        return False
