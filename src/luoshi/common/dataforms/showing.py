"""An answer as people read it: label and value by section, tables as tables. For pages and for print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.core.conditions import fields_of
from luoshi.core.fields import ROW, Form, is_asked, shown, total_words
from luoshi.core.fields.model import FILES, NUMBERS, Field
from luoshi.core.fields.shown import size_words

from .answers import MASK

Href = Callable[[str], str]


def lines_of(
    form: Form, values: Mapping[str, Any], *, empty: bool = False, href: Href | None = None
) -> list[dict[str, Any]]:
    """Per field what its line needs: section, label, value or table. `empty` is the form to fill in by hand; `href`
    gives the address of a file by its id, for pages."""
    found = []
    for field in form.fields:
        if not empty and not _is_shown(form, field, values):
            continue
        line = {"key": field.key, "section": field.section, "label": field.label, "help": field.help}
        value = values.get(field.key)
        if field.kind == "table":
            line["table"] = _table(field, value or [], empty)
        else:
            line["value"] = in_words(field, value)
            if href is not None and field.kind in FILES:
                line["files"] = [
                    (each["text"], size_words(each["size"]), href(each["id"])) for each in value or []
                ]
            line["unit"] = field.unit if empty else ""
            line["choices"] = [each.label for each in field.choices] if empty else []
        found.append(line)
    return found


def _is_shown(form: Form, field: Field, values: Mapping[str, Any]) -> bool:
    """A field that is asked; where that hangs on something masked, one that was answered."""
    if is_asked(form, field, values):
        return True
    seen = fields_of(field.shown_if) if field.shown_if is not None else ()
    return field.key in values and any(_is_masked(values.get(name.partition(".")[0])) for name in seen)


def _is_masked(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(row, Mapping) and MASK in row.values() for row in value)
    return bool(value == MASK)


def in_words(field: Field, value: Any) -> str:
    return MASK if value == MASK else shown(field, value)


def _table(field: Field, rows: list[Mapping[str, Any]], empty: bool) -> dict[str, Any]:
    labels = {each.key: each.label for each in field.rows}
    given = {row[ROW]: row for row in rows}
    if field.is_fixed:
        rows = [given.get(key, {ROW: key}) for key in labels]
    elif empty:
        rows = [{ROW: ""}] * max(field.least, 5)
    sums = _sums(field, rows) if not empty else []
    return {
        "columns": [{"label": c.label, "unit": _unit(c), "number": c.kind in NUMBERS} for c in field.columns],
        "rows": [
            {
                "head": labels.get(row[ROW], str(number)),
                "cells": [(_bare(c, row.get(c.key)), c.kind in NUMBERS, _head(c)) for c in field.columns],
            }
            for number, row in enumerate(rows, 1)
        ],
        "sums": sums,
        "labelled_sums": list(zip(sums, [_head(c) for c in field.columns], strict=True)) if sums else [],
    }


def _head(column: Field) -> str:
    """What stands beside a cell on a phone, as the head of the column says it."""
    unit = _unit(column)
    return f"{column.label}（{unit}）" if unit else column.label


def _unit(column: Field) -> str:
    if column.kind == "percent":
        return "%"
    return (column.unit or "元") if column.kind == "money" else column.unit


def _bare(column: Field, value: Any) -> str:
    """Without the unit that stands in the head of the column."""
    said, unit = in_words(column, value), _unit(column)
    return said.removesuffix(unit).rstrip() if unit and said != unit else said


def _sums(field: Field, rows: list[Mapping[str, Any]]) -> list[str]:
    said = [total_words(column, list(rows)) if column.sums else "" for column in field.columns]
    bare = [
        text.removesuffix(_unit(column)).rstrip() for text, column in zip(said, field.columns, strict=True)
    ]
    return bare if any(bare) else []
