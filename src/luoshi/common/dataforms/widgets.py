"""Boxes of data forms. They show canonical values as they are typed, and what could not be read as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from luoshi.common.uploads import BEGINNINGS
from luoshi.core.fields import ROW, Picked, total_words, typed
from luoshi.core.fields.model import NUMBERS, PICKED, TEXTS, Field
from luoshi.core.fields.sheets import heading
from luoshi.core.fields.shown import size_words

RADIOS, OPTIONS, SPARE_ROWS, MORE_ROWS, MOST_ROWS = 5, 60, 2, 5, 600
NEW_FILE, REFUSED_FILE, FROM_SHELF = "_file-", "_refused-", "_shelf-"  # before the name of a box for files
PLACEHOLDERS = {"date": "如 2026-11-25", "month": "如 2026-11", "year": "如 2026"}


class Typed(forms.TextInput):
    """One line of text."""

    def __init__(self, field: Field, attrs: dict[str, Any] | None = None) -> None:
        self.field = field
        super().__init__(attrs)

    def format_value(self, value: Any) -> str:
        return typed(self.field, value)


class TypedLines(forms.Textarea):
    def __init__(self, field: Field) -> None:
        self.field = field
        super().__init__({"rows": 4})

    def format_value(self, value: Any) -> str:
        return typed(self.field, value)


class _Chooser:
    """A choice whose stored value is a bool or a picked object: shown as the option that stands for it."""

    def format_value(self, value: Any) -> list[str]:
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, dict):
            value = value.get("id", "")
        return super().format_value(value)  # type: ignore[misc,no-any-return]


class Options(_Chooser, forms.Select):
    pass


class Radios(_Chooser, forms.RadioSelect):
    pass


def attrs_of(field: Field) -> dict[str, Any]:
    """Hints for the box: keyboard on phones, an example, the list it chooses from."""
    found: dict[str, Any] = {"autocomplete": "off"}
    if field.kind in NUMBERS:
        found |= {"inputmode": "decimal", "class": "number"}
    if field.kind in PLACEHOLDERS:
        found["placeholder"] = PLACEHOLDERS[field.kind]
    if field.kind in PICKED:
        found |= {"list": list_id(field.pick_name), "placeholder": "输入名称，从列表里选"}
    return found


def list_id(pick_name: str) -> str:
    return f"pick-{pick_name.replace('.', '-')}"


def options_of(field: Field, picked: tuple[Picked, ...]) -> list[tuple[str, str]]:
    """The options of a choice, empty where it is no choice from a short list."""
    if field.kind == "yes_no":
        return [("是", "是"), ("否", "否")]
    if field.kind in ("choice", "choices"):
        return [(each.key, each.label) for each in field.choices]
    if field.kind in PICKED and 0 < len(picked) <= OPTIONS:
        return [(each.id, each.text) for each in picked]
    return []


def widget_for(field: Field, picked: tuple[Picked, ...]) -> forms.Widget:
    options = options_of(field, picked)
    if field.kind == "choices":
        return forms.CheckboxSelectMultiple(choices=options)
    if options and field.required and len(options) <= RADIOS:
        return Radios(choices=options)
    if options:
        return Options(choices=[("", "请选择"), *options])
    return TypedLines(field) if field.kind == "long_text" else Typed(field, attrs_of(field))


class FilesWidget(forms.Widget):
    """What is uploaded, each with a tick to keep it, and a box for more: a file, or on a phone a picture at once."""

    template_name = "dataforms/files.html"
    needs_multipart_form = True
    use_fieldset = True

    def __init__(self, field: Field, shelf: tuple[Picked, ...] = ()) -> None:
        self.field, self.shelf = field, shelf
        self.resolve: Callable[[Any], list[dict[str, Any]]] = list
        self.refused: list[str] = []
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if not hasattr(data, "getlist"):
            return []
        self.refused = data.getlist(f"{REFUSED_FILE}{name}")
        return [each[:20] for each in data.getlist(name) if each]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        kept = [{**each, "words": size_words(each["size"])} for each in self.resolve(value)]
        context["widget"] |= {
            "files": kept,
            "new": f"{NEW_FILE}{name}",
            "shelf": self.shelf,
            "shelved": f"{FROM_SHELF}{name}",
            "most": self.field.most_files,
            "label": self.field.label,
            "accept": ",".join(BEGINNINGS),
        }
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_


class TableWidget(forms.Widget):
    """An editable grid that works without JavaScript: spare rows at the end, an emptied row is a removed one."""

    template_name = "dataforms/table.html"
    use_fieldset = True

    def __init__(self, field: Field, picks: dict[str, tuple[Picked, ...]]) -> None:
        self.field = field
        self.options = {c.key: _cell_options(c, picks) for c in field.columns}
        self.cell_errors: dict[tuple[int, str], str] = {}
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        total = data.get(f"{name}-total", "")
        count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 6 else 0
        rows = [self._raw(data, f"{name}-{place}") for place in range(count)]
        if data.get("_more") == name:
            rows += [{ROW: ""}] * MORE_ROWS
        return rows

    def _raw(self, data: Any, prefix: str) -> dict[str, Any]:
        row = {column.key: data.get(f"{prefix}-{column.key}", "") for column in self.field.columns}
        return {ROW: data.get(f"{prefix}-{ROW}", "")[:40], **row}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-total" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = self._rows(value or [])
        shown = [self._shown(name, place, row) for place, row in enumerate(rows)]
        context["widget"] |= {
            "field": self.field,
            "columns": [_column(column) for column in self.field.columns],
            "rows": shown,
            "total": len(rows),
            "blank": None if self.field.is_fixed else self._shown(name, "__n__", {}),
            "sums": self._sums(value or []),
        }
        return context

    def _rows(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.field.is_fixed:
            given = {row.get(ROW): row for row in value}
            return [{**given.get(each.key, {}), ROW: each.key} for each in self.field.rows]
        blank = sum(1 for row in value if not any(row.get(c.key) for c in self.field.columns))
        spare = max(0, SPARE_ROWS - blank) if len(value) < self.field.most else 0
        return [*value, *[{ROW: ""} for _ in range(spare)]]

    def _shown(self, name: str, place: Any, row: dict[str, Any]) -> dict[str, Any]:
        number = place + 1 if isinstance(place, int) else "__n1__"
        label = next((each.label for each in self.field.rows if each.key == row.get(ROW)), "")
        return {
            "name": f"{name}-{place}",
            "id": row.get(ROW, ""),
            "number": number,
            "label": label,
            "cells": [self._cell(name, place, column, row) for column in self.field.columns],
            "has_error": any(spot[0] == place for spot in self.cell_errors),
        }

    def _cell(self, name: str, place: Any, column: Field, row: dict[str, Any]) -> dict[str, Any]:
        value = row.get(column.key)
        options = self.options[column.key]
        chosen = typed(column, value)
        return {
            "name": f"{name}-{place}-{column.key}",
            "column": column,
            "heading": heading(column),
            "value": chosen,
            "options": [(key, text, str(value) in (key, text) or chosen == text) for key, text in options],
            "attrs": {} if options else attrs_of(column),
            "lines": column.kind == "long_text",
            "error": self.cell_errors.get((place, column.key), ""),
        }

    def _sums(self, value: list[dict[str, Any]]) -> list[str]:
        """Sums below the columns that have one; nothing while some of it cannot be read."""
        if not any(column.sums for column in self.field.columns) or self.cell_errors:
            return []
        said = []
        for column in self.field.columns:
            readable = [
                r
                for r in value
                if not isinstance(r.get(column.key), str) or column.kind in ("decimal", "percent")
            ]
            said.append(_total(column, readable) if column.sums else "")
        return said if any(said) else []

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_


def _total(column: Field, rows: list[dict[str, Any]]) -> str:
    try:
        return total_words(column, [row for row in rows if row.get(column.key) not in (None, "")])
    except ArithmeticError:
        return ""


def _cell_options(column: Field, picks: dict[str, tuple[Picked, ...]]) -> list[tuple[str, str]]:
    """Cells choose from a short list; longer ones and several at once are typed with a list of proposals."""
    if column.kind in PICKED or column.kind == "choices":
        return []
    return options_of(column, picks.get(column.pick_name, ()))


def _column(column: Field) -> dict[str, Any]:
    unit = (
        "%" if column.kind == "percent" else (column.unit or "元") if column.kind == "money" else column.unit
    )
    wide = column.kind in TEXTS | PICKED | {"choices"}
    return {
        "label": column.label,
        "unit": unit,
        "required": column.required,
        "help": column.help,
        "wide": wide,
    }
