"""Whether values may be saved: what is missing, out of range, doubled, or against a check of the form.

`settle` first brings values into their canonical shape and leaves out what is not asked; `problems_of` then says what
is wrong. Both are told nothing of how the values were typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from luoshi.core.conditions import evaluate
from luoshi.core.masking import holds_id_number

from .lookup import comparable, lookup_in
from .model import FILES, NUMBERS, RANGED, ROW, TEXTS, Field, Form, Problem, Values
from .shown import shown


def settle(form: Form, values: Mapping[str, Any]) -> Values:
    """Values of this form only, in its order: nothing empty, no blank rows, nothing that is not asked."""
    kept: Values = {}
    for field in form.fields:
        value = values.get(field.key)
        if field.kind == "table":
            value = _rows(field, value or [])
        if not is_blank(value):
            kept[field.key] = value
    for _ in range(len(form.fields)):  # what is not asked may be what another condition looks at
        hidden = [key for key in kept if not is_asked(form, form.field(key), kept)]
        if not hidden:
            break
        for key in hidden:
            del kept[key]
    return kept


def _rows(table: Field, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    columns = [column.key for column in table.columns]
    known = [each.key for each in table.rows]
    found = []
    for row in rows:
        filled = {key: row[key] for key in columns if not is_blank(row.get(key))}
        if filled and (not known or row.get(ROW) in known):
            found.append({ROW: str(row.get(ROW, "")), **filled})
    return sorted(found, key=lambda row: known.index(row[ROW])) if known else found


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict | tuple) and not value)


def is_asked(form: Form, field: Field | None, values: Mapping[str, Any]) -> bool:
    """Whether the field is shown to who fills the form in: its condition is met, or it has none."""
    if field is None or field.shown_if is None:
        return field is not None
    return evaluate(field.shown_if, lookup_in(form, values)) is True


def problems_of(form: Form, values: Mapping[str, Any], *, complete: bool = True) -> list[Problem]:
    """What is wrong with settled values; without `complete` missing ones are not (a draft, a part)."""
    found: list[Problem] = []
    for field in form.fields:
        if not is_asked(form, field, values):
            continue
        value = values.get(field.key)
        if complete and value is None and _is_required(form, field, values):
            found.append(Problem((field.key,), _missing(field)))
        elif value is not None:
            found += _of_value(form, field, values)
    return found + list(_of_checks(form, values))


def _is_required(form: Form, field: Field, values: Mapping[str, Any]) -> bool:
    if field.required or (field.kind == "table" and field.least > 0 and not field.is_fixed):
        return True
    return field.required_if is not None and evaluate(field.required_if, lookup_in(form, values)) is True


def _missing(field: Field) -> str:
    if field.kind == "table":
        return f"“{field.label}”请至少填写 {max(field.least, 1)} 行。"
    if field.kind in FILES:
        return f"请上传“{field.label}”。"
    verb = "选择" if field.kind in ("choice", "choices", "yes_no", "organisation", "person") else "填写"
    return f"请{verb}“{field.label}”。"


def _of_value(form: Form, field: Field, values: Mapping[str, Any]) -> Iterator[Problem]:
    if field.kind == "table":
        yield from _of_table(form, field, values)
    elif field.kind in FILES and len(values[field.key]) > field.most_files:
        count = len(values[field.key])
        yield Problem((field.key,), f"最多附 {field.most_files} 个文件，现在是 {count} 个，请去掉几个。")
    elif message := range_problem(field, values[field.key]) or exposure(field, values[field.key]):
        yield Problem((field.key,), message)


def exposure(field: Field, value: Any) -> str:
    """What to say of a personal number in a field that everybody reads; "" where there is none (controls PD-01)."""
    if field.personal or field.kind not in TEXTS or not isinstance(value, str) or not holds_id_number(value):
        return ""
    return "里面像是有身份证号。这一栏大家都看得到，证件号只填在填证件号的栏里，请改正。"


def range_problem(field: Field, value: Any) -> str:
    """What to say of a value outside its range; "" where it is inside."""
    if field.kind not in RANGED:
        return ""
    given: Any = comparable(field, value)
    low: Any = comparable(field, field.low)
    high: Any = comparable(field, field.high)
    if given is not None and low is not None and given < low:
        word = "不能小于" if field.kind in NUMBERS else "不能早于"
        return f"{word} {shown(field, field.low)}，请核对。"
    if given is not None and high is not None and given > high:
        word = "不能大于" if field.kind in NUMBERS else "不能晚于"
        return f"{word} {shown(field, field.high)}，请核对。"
    return ""


def _of_table(form: Form, table: Field, values: Mapping[str, Any]) -> Iterator[Problem]:
    rows: list[Mapping[str, Any]] = values[table.key]
    if table.is_fixed:
        if table.required and len(rows) < len(table.rows):
            missing = [each.label for each in table.rows if each.key not in {row[ROW] for row in rows}]
            yield Problem(
                (table.key,), f"还没有填：{'、'.join(missing[:5])}{'等' if len(missing) > 5 else ''}。"
            )
    elif len(rows) < table.least:
        yield Problem((table.key,), f"至少要填 {table.least} 行，现在是 {len(rows)} 行。")
    elif len(rows) > table.most:
        yield Problem((table.key,), f"最多填 {table.most} 行，现在是 {len(rows)} 行。")
    doubles = {column.key: _doubled(column, rows) for column in table.columns if column.unique}
    for row in rows:
        yield from _of_row(form, table, row, values, doubles)


def _doubled(column: Field, rows: list[Mapping[str, Any]]) -> set[Any]:
    counts = Counter(comparable(column, row.get(column.key)) for row in rows)
    return {value for value, count in counts.items() if count > 1 and value is not None}


def _of_row(
    form: Form, table: Field, row: Mapping[str, Any], values: Mapping[str, Any], doubles: dict[str, set[Any]]
) -> Iterator[Problem]:
    lookup = lookup_in(form, values, (table.key, row))
    for column in table.columns:
        path = (table.key, row[ROW], column.key)
        value = row.get(column.key)
        asked = column.required_if is not None and evaluate(column.required_if, lookup) is True
        if value is None:
            if column.required or asked:
                yield Problem(path, f"请填写“{column.label}”。")
        elif message := range_problem(column, value) or exposure(column, value):
            yield Problem(path, message)
        elif comparable(column, value) in doubles.get(column.key, ()):
            yield Problem(path, f"“{shown(column, value)[:30]}”填了不止一行，请核对。")


def _of_checks(form: Form, values: Mapping[str, Any]) -> Iterator[Problem]:
    for check in form.checks:
        if not check.table:
            if evaluate(check.must, lookup_in(form, values)) is False:
                yield Problem((), check.message)
            continue
        for row in values.get(check.table) or []:
            if evaluate(check.must, lookup_in(form, values, (check.table, row))) is False:
                yield Problem((check.table, row[ROW]), check.message)


def total_words(column: Field, rows: list[Mapping[str, Any]]) -> str:
    """A column's sum as it stands below the table."""
    found = [Decimal(row[column.key]) for row in rows if row.get(column.key) is not None]
    if not found:
        return ""
    number = sum(found, Decimal(0))
    return shown(
        column, int(number) if column.kind in ("integer", "money") else format(number.normalize(), "f")
    )
