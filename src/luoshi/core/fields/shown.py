"""Canonical values as people see them (`shown`, with units) and as they stand in a box (`typed`, without)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .model import FILES, MONEY_UNITS, PICKED, Field

YES, NO = "是", "否"


def shown(field: Field, value: Any) -> str:
    """For pages, prints and messages: 1,234 个, 3.5 万元, 62.5%, 2026年11月25日."""
    if value is None or value in ("", []):
        return ""
    if field.kind == "table":
        return f"{len(value)} 行"
    if field.kind in FILES:
        return "、".join(f"{each['text']}（{size_words(each['size'])}）" for each in value)
    text = _grouped(typed(field, value)) if field.kind in ("integer", "decimal", "money") else ""
    if text:
        unit = money_unit(field) if field.kind == "money" else field.unit
        return f"{text} {unit}" if unit else text
    if field.kind == "percent":
        return f"{value}%"
    if field.kind in ("date", "month", "year"):
        return _day_in_words(str(value))
    return typed(field, value)


def typed(field: Field, value: Any) -> str:
    """What stands in the box; what somebody typed and could not be read stays as it was typed."""
    if value is None:
        return ""
    if field.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return plain(Decimal(value) / MONEY_UNITS[money_unit(field)])
    if field.kind == "yes_no" and isinstance(value, bool):
        return YES if value else NO
    if field.kind == "choice":
        return field.choice_label(str(value))
    if field.kind == "choices" and isinstance(value, list | tuple):
        return "、".join(field.choice_label(str(each)) for each in value)
    if field.kind in PICKED and isinstance(value, dict):
        return str(value.get("text", ""))
    if field.kind in FILES and isinstance(value, list):
        return "、".join(str(each["text"]) for each in value if isinstance(each, dict))
    return str(value)


def size_words(size: int) -> str:
    """How large a file is, as people say it."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{plain(round(Decimal(size) / (1024 * 1024), 1))} MB"


def money_unit(field: Field) -> str:
    return field.unit if field.unit in MONEY_UNITS else "元"


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros; -0 is 0."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _grouped(text: str) -> str:
    """1234567.5 → 1,234,567.5; what is no number stays."""
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = body.partition(".")
    if not whole.isdigit():
        return text
    return f"{sign}{int(whole):,}{dot}{rest}"


def _day_in_words(value: str) -> str:
    parts = value.split("-")
    if not all(part.isdigit() for part in parts):
        return value
    return "".join(f"{int(part)}{name}" for part, name in zip(parts, "年月日", strict=False))
