"""What became of an answer: each time it was saved, by whom, and what was different then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.core.fields import ROW, Form, Values, settle
from luoshi.core.fields.model import Field

from .answers import Kept, in_version, mask
from .models import Answer, FormVersion
from .showing import in_words


@dataclass(slots=True)
class Saved:
    """One saving: the answer's version after it, and each line that it changed (label, before, after)."""

    version: int
    at: Any
    by: str
    form_number: int
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history_of(
    answer: Answer, version: FormVersion, *, masked: bool, first: int = 0, count: int = 20
) -> list[Saved]:
    """The savings from the `first` newest on, newest first, in terms of `version`. What was changed is judged by the
    true values; `masked` shows of personal ones only that they were changed."""
    past = answer.past.select_related("answer", "form_version").order_by("-version")
    rows: list[Kept] = [answer, *past[:count]] if first == 0 else [*past[first - 1 : first + count]]
    values = [settle(version.form, in_version(row, version)[0]) for row in rows]
    values.append({})
    return [
        _saved(row, version.form, values[place + 1], values[place], masked)
        for place, row in enumerate(rows[:count])
    ]


def _saved(row: Kept, form: Form, before: Values, after: Values, masked: bool) -> Saved:
    found = Saved(row.version, row.saved_at, row.saved_by, row.form_version.number)
    shown = (mask(form, before), mask(form, after)) if masked else (before, after)
    for each in form.fields:
        was, now = before.get(each.key), after.get(each.key)
        if was == now:
            continue
        if each.kind == "table":
            found.changes += _rows_changed(
                each, was or [], now or [], *(say.get(each.key) or [] for say in shown)
            )
        else:
            said = [in_words(each, say.get(each.key)) for say in shown]
            found.changes.append((each.label, said[0], said[1]))
    return found


Rows = list[Mapping[str, Any]]


def _rows_changed(
    table: Field, was: Rows, now: Rows, was_shown: Rows, now_shown: Rows
) -> Iterator[tuple[str, str, str]]:
    """Row by row: what is in words there, and what stands in the row now."""
    true = [{row[ROW]: row for row in rows} for rows in (was, now)]
    shown = [{row[ROW]: _row_words(table, row) for row in rows} for rows in (was_shown, now_shown)]
    labels = {each.key: each.label for each in table.rows}
    for key in dict.fromkeys([*true[0], *true[1]]):
        if true[0].get(key) != true[1].get(key):
            label = f"{table.label}：{labels[key]}" if key in labels else table.label
            yield label, shown[0].get(key, ""), shown[1].get(key, "")


def _row_words(table: Field, row: Mapping[str, Any]) -> str:
    said = [in_words(column, row.get(column.key)) for column in table.columns]
    return "　".join(text for text in said if text)[:200]
