"""The fields of a data form as Django's form machinery wants them: typed text in, canonical values out.

What is required, in range and against the checks is judged once for the whole form (`web.DataForm.clean`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from luoshi.common.ids import new_public_id
from luoshi.common.uploads import KINDS_IN_WORDS
from luoshi.core.fields import ROW, BadValue, Picked, is_blank, parse, shown, typed
from luoshi.core.fields.model import PICKED, Field

from .attached import GONE
from .widgets import FilesWidget, TableWidget, widget_for

ROW_ID = 10
Known = Callable[[list[str]], dict[str, dict[str, Any]]]


class DataField(forms.Field):
    """One field that is not a table."""

    def __init__(self, field: Field, picked: tuple[Picked, ...], help_text: str) -> None:
        self.field, self.picked = field, picked
        super().__init__(
            required=field.required, label=field.label, help_text=help_text, widget=widget_for(field, picked)
        )
        self.section = field.section
        self.unit = _unit_beside(field)

    def validate(self, value: Any) -> None:
        """Judged for the whole form."""

    def to_python(self, value: Any) -> Any:
        return read_cell(self.field, value, self.picked)

    def clean(self, value: Any) -> Any:
        return self.to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return typed(self.field, initial) != typed(self.field, data)

    def as_stored(self, value: Any) -> Any:
        """The canonical value of what stands in the box, stored or typed; None where it cannot be read."""
        return stored_cell(self.field, value, self.picked)

    def in_words(self, value: Any) -> str:
        if isinstance(value, str) and self.field.kind in PICKED:
            value = next(({"id": p.id, "text": p.text} for p in self.picked if p.id == value), value)
        return shown(self.field, value) if not is_blank(value) else ""


def _unit_beside(field: Field) -> str:
    if field.kind == "percent":
        return "%"
    return (field.unit or "元") if field.kind == "money" else field.unit


def read_cell(field: Field, value: Any, picked: tuple[Picked, ...]) -> Any:
    """The canonical value of what stood in a box. Raises ValidationError."""
    text = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
    try:
        return parse(field, text, picked)
    except BadValue as bad:
        raise forms.ValidationError(str(bad)) from bad


def stored_cell(field: Field, value: Any, picked: tuple[Picked, ...]) -> Any:
    try:
        return parse(field, typed(field, value), picked) if not is_blank(value) else None
    except BadValue:
        return None


class FilesField(forms.Field):
    """Files: their ids in, what is known of them out. `known` says it for ids that stand in no stored value."""

    widget: FilesWidget

    def __init__(self, field: Field, known: Known, help_text: str, shelf: tuple[Picked, ...] = ()) -> None:
        """shelf: files that are kept already and can be taken as they are."""
        self.field, self.known = field, known
        self.stored: dict[str, dict[str, Any]] = {}  # what stands, by id
        super().__init__(
            required=field.required or field.least > 0,
            label=field.label,
            help_text=f"{help_text}{KINDS_IN_WORDS}，每个不超过 20 MB，最多 {field.most_files} 个。",
            widget=FilesWidget(field, shelf),
        )
        self.section = field.section
        self.widget.resolve = self.as_stored

    def validate(self, value: Any) -> None:
        """Judged for the whole form."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if self.widget.refused:
            raise forms.ValidationError(self.widget.refused)
        found = self.as_stored(value)
        if len(found) < len(set(value or [])):
            raise forms.ValidationError(GONE)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.in_words(initial) != self.in_words(data)

    def as_stored(self, value: Any) -> list[dict[str, Any]]:
        """The files of these values or ids, each once; what nothing is known of is left out."""
        given = {each["id"]: each for each in value or [] if isinstance(each, dict)}
        ids = list(dict.fromkeys(each["id"] if isinstance(each, dict) else each for each in value or []))
        found = {**self.stored, **given}
        found |= self.known([each for each in ids if each not in found])
        return [found[each] for each in ids if each in found]

    def in_words(self, value: Any) -> str:
        return shown(self.field, self.as_stored(value))


class TableField(forms.Field):
    """A table: rows in, canonical rows out; each cell's error is kept for its place (`cell_errors`)."""

    def __init__(self, field: Field, picks: dict[str, tuple[Picked, ...]], help_text: str) -> None:
        self.field, self.picks = field, picks
        self.numbers: dict[str, int] = {}  # row id → number of the row on the page
        super().__init__(
            required=field.required or field.least > 0,
            label=field.label,
            help_text=help_text,
            widget=TableWidget(field, picks),
            template_name="dataforms/table_field.html",
        )
        self.section = field.section

    def validate(self, value: Any) -> None:
        """Judged for the whole form."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows, messages = [], []
        for place, raw in enumerate(value or []):
            row = self._row(raw, place, messages)
            if row:
                self.numbers[row[ROW]] = place + 1
                rows.append(row)
        if messages:
            raise forms.ValidationError(messages)
        return rows

    def _row(self, raw: dict[str, Any], place: int, messages: list[str]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for column in self.field.columns:
            try:
                value = read_cell(column, raw.get(column.key), self.picks.get(column.pick_name, ()))
            except forms.ValidationError as bad:
                row[ROW] = raw.get(ROW) or ""
                messages.append(self.put_error(place, column.key, bad.messages[0]))
                continue
            if value is not None:
                row[column.key] = value
        if row:
            row[ROW] = raw.get(ROW) or new_public_id()[:ROW_ID]
        return row

    def put_error(self, place: int, column_key: str, message: str) -> str:
        """Keep an error for its cell; the sentence for the list on top of the page."""
        self.widget.cell_errors[place, column_key] = message
        column = self.field.column(column_key)
        return f"第 {place + 1} 行“{column.label}”：{message}" if column else f"第 {place + 1} 行：{message}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.in_words(initial) != self.in_words(data)

    def as_stored(self, value: Any) -> list[dict[str, Any]]:
        columns = self.field.columns
        return [
            {
                ROW: row.get(ROW, ""),
                **{c.key: stored_cell(c, row.get(c.key), self.picks.get(c.pick_name, ())) for c in columns},
            }
            for row in value or []
        ]

    def in_words(self, value: Any) -> str:
        lines = []
        for row in value or []:
            said = [typed(c, row.get(c.key)) for c in self.field.columns if not is_blank(row.get(c.key))]
            if said:
                lines.append(" ".join(said))
        return "；".join(lines)
