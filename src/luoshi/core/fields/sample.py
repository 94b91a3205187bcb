"""Values to try a form with: one that fits each field, so that whoever makes the form sees it filled in."""

from __future__ import annotations

from typing import Any

from .model import DAYS, FILES, NUMBERS, PICKED, ROW, Field, Form, Picks, Values

DAY, WORD, LINES = "2026-09-01", "示例内容", "示例内容第一行\n示例内容第二行"


def sample_of(form: Form, picks: Picks) -> Values:
    """A value for every field that can have one; files are left to whoever tries. Checks of the form may still fail."""
    found: Values = {}
    for field in form.fields:
        value = _rows(field, picks) if field.kind == "table" else _value(field, picks, 0)
        if value is not None:
            found[field.key] = value
    return found


def _rows(table: Field, picks: Picks) -> list[dict[str, Any]]:
    keys = [each.key for each in table.rows] or [f"s{n}" for n in range(min(max(table.least, 2), table.most))]
    rows = []
    for number, key in enumerate(keys):
        cells = {column.key: _value(column, picks, number) for column in table.columns}
        rows.append({ROW: key, **{name: value for name, value in cells.items() if value is not None}})
    return rows


def _value(field: Field, picks: Picks, number: int) -> Any:
    """`number` of the row makes rows differ, for columns that may not repeat."""
    if field.kind in FILES:
        return None
    if field.kind in NUMBERS:
        return _number(field, number)
    if field.kind in DAYS:
        return _day(field, number)
    if field.kind == "yes_no":
        return True
    if field.kind in ("choice", "choices"):
        keys = [each.key for each in field.choices]
        return (keys[:2] if field.kind == "choices" else keys[number % len(keys)]) if keys else None
    if field.kind in PICKED:
        known = picks.get(field.pick_name, ())
        chosen = known[number % len(known)] if known else None
        return {"id": chosen.id, "text": chosen.text} if chosen else None
    text = LINES if field.kind == "long_text" else f"{WORD}{number + 1}"
    return text[-field.length :].strip() if field.length else text


def _number(field: Field, number: int) -> Any:
    """The lowest that is allowed, or a small one."""
    if field.low is not None:
        whole = field.kind in ("integer", "money")
        return field.low + number if whole and field.high is None else field.low
    if field.high is not None:
        return field.high
    return str(10 + number) if field.kind in ("decimal", "percent") else 10 + number


def _day(field: Field, number: int) -> str:
    bound = field.low or field.high
    if bound:
        return str(bound)
    return f"{int(DAY[:4]) + number}{DAY[4:]}"[: {"date": 10, "month": 7, "year": 4}[field.kind]]
