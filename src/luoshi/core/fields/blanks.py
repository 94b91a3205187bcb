"""Cells that were asked for and left empty. What is asked is wanted, unless its own words say that it need not be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .checking import is_asked
from .model import ROW, Field, Form

_MAY_BE_EMPTY = re.compile(
    r"备注|选填|可不填|可以不填|可空|可为空|如有|若有|没有的?(?:可以)?(?:不填|空着)|无则不填"
)


def is_wanted(field: Field) -> bool:
    """（选填）, 备注, 如有请填: may stay empty; a field that must be filled never may."""
    return field.required or _MAY_BE_EMPTY.search(f"{field.label}{field.help}") is None


def blanks_in(form: Form, values: Mapping[str, Any]) -> list[str]:
    """What is empty, in words, in the order of the form; of a table each cell: 明细 第2行 金额. Values are settled."""
    return [words for field in form.fields if is_asked(form, field, values) for words in _of(field, values)]


def _of(field: Field, values: Mapping[str, Any]) -> Iterator[str]:
    value = values.get(field.key)
    if field.kind != "table":
        if value in (None, "", []) and is_wanted(field):
            yield field.label
        return
    rows = {row[ROW]: row for row in value or []}
    if not rows and not field.is_fixed:
        if is_wanted(field):
            yield f"{field.label}（一行也没有）"
        return
    heads = {each.key: each.label for each in field.rows} or {
        key: f"第{number}行" for number, key in enumerate(rows, 1)
    }
    for key, head in heads.items():
        for column in field.columns:
            if rows.get(key, {}).get(column.key) in (None, "", []) and is_wanted(column):
                yield f"{field.label} {head} {column.label}"
