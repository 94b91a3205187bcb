"""Numbers as they stand in lists: as text, with a unit behind, with 约 before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from luoshi.core.fields.checking import range_problem
from luoshi.core.fields.model import Field
from luoshi.core.fields.shown import plain
from luoshi.core.fields.typed_numbers import number_from
from luoshi.core.fields.wrong import BadValue
from luoshi.core.sheets import labels

from .columns import times_of
from .days import small_number
from .outcome import Outcome, doubt, taken
from .sheet import Cell

_BEFORE = re.compile(r"^(?:约|近|大约|大概|超过|不足|共计?|计|>=?|<=?|≥|≤|¥|￥|人民币)+")
_BEHIND = re.compile(r"(?:左右|以上|以下|余|多|\+|余人)$")
_PARTS = re.compile(r"^([+-]?[\d,]+(?:\.\d+)?)((?:\D.*)?)$", re.ASCII)
_APART = re.compile(r"\d\s+\d")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?$")
_COUNTED = frozenset(
    [
        "人",
        "名",
        "个",
        "项",
        "次",
        "人次",
        "本",
        "册",
        "台",
        "套",
        "台套",
        "门",
        "所",
        "家",
        "场",
        "件",
        "班",
        "间",
        "张",
        "篇",
        "部",
        "种",
        "学时",
        "课时",
        "节",
        "支",
        "期",
        "份",
    ]
)


def number(field: Field, cell: Cell, unit: str, *, all_small: bool = False) -> Outcome:
    """unit: of the column. all_small: no number of a percent column is above 1."""
    text = cell.text
    if field.kind == "percent" and "%" not in text and "％" not in text:
        outcome = _share(field, text, all_small)
        if outcome is not None:
            return outcome
    if _APART.search(text.strip()) and not _GROUPED.match(text.strip()):
        joined = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        return _proposed(field, "number_apart", "数字中间有空格，请看是不是一个数。", joined, 1)
    asked = replace(field, unit=unit) if field.kind == "money" and unit else field
    times = times_of(unit, field.unit) if unit and field.unit and field.kind != "money" else 1
    try:
        value = number_from(asked, text)
    except BadValue as bad:
        return _unclear(asked, cell, str(bad), times or 1)
    return _ranged(field, _multiplied(field, value, times or 1))


def _multiplied(field: Field, value: int | str, times: int) -> int | str:
    if times == 1:
        return value
    product = Decimal(value) * times
    return int(product) if field.kind == "integer" else plain(product)


def _ranged(field: Field, value: int | str) -> Outcome:
    problem = range_problem(field, value)
    return doubt("range", problem) if problem else taken(value)


def _share(field: Field, text: str, all_small: bool) -> Outcome | None:
    """0.5 in a percent column is half or half a percent: a person says which."""
    try:
        value = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation:
        return None
    if not (value.is_finite() and 0 < value <= 1 and all_small):
        return None
    whole = plain((value * 100).quantize(Decimal(1).scaleb(-field.places), ROUND_HALF_UP))
    return doubt("share", f"没有百分号，可能是 {whole}%，也可能是 {plain(value)}%。", whole)


def _unclear(field: Field, cell: Cell, why: str, times: int) -> Outcome:
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.text))
    if counted := _in_words(clean, field):
        return _sure(field, str(counted), f"“{cell.text}”按 {counted} 读入", why, times)
    core = _BEHIND.sub("", _BEFORE.sub("", clean))
    match = _PARTS.match(core)
    if match is None:
        return doubt("number", why)
    digits, behind = match[1].replace(",", ""), match[2]
    about = core != clean
    if not behind and not about:
        return _too_exact(field, digits, why, times)
    if not about and _is_sure(field, behind):
        return _sure(field, digits, f"数字后面写着“{behind}”，只读入数字", why, times)
    known = not behind or behind in _COUNTED or bool(labels.unit_of(f"数（{behind}）")) or "/" in behind
    same = not behind or not field.unit or _same_measure(behind, field)
    if known and same:
        words = "不是确切的数。" if about else f"数字后面写着“{behind}”。"
        return _proposed(field, "number_about" if about else "number_unit", words, digits, times)
    return doubt("number", why)


def _same_measure(behind: str, field: Field) -> bool:
    """元/人 for 元, 个月 for 月: the measure with a word more."""
    unit = field.unit or "元"
    return behind == unit or behind.startswith(f"{unit}/") or behind.removeprefix("个") == unit


def _in_words(clean: str, field: Field) -> int:
    """三 and, under 年, 三年."""
    return small_number(clean) or small_number(clean.removesuffix(field.unit) if field.unit else "")


def _is_sure(field: Field, behind: str) -> bool:
    """Behind the number stands what is counted: 名 for 人, 课时 for 学时; anything counted where no unit is asked."""
    if field.unit and field.kind != "money":
        return times_of(behind, field.unit) == 1
    return field.kind == "integer" and behind in _COUNTED


def _sure(field: Field, digits: str, remark: str, why: str, times: int) -> Outcome:
    try:
        outcome = _ranged(field, _multiplied(field, number_from(field, digits), times))
    except BadValue:
        return doubt("number", why)
    return outcome if outcome.is_doubt else taken(outcome.value, remark)


def _too_exact(field: Field, digits: str, why: str, times: int) -> Outcome:
    """More decimals than are kept: the rounded number is proposed."""
    if field.kind in ("decimal", "percent", "money") and "." in digits:
        places = 2 if field.kind == "money" else field.places
        try:
            rounded = plain(Decimal(digits).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
        except InvalidOperation:  # more digits than any number of a list
            return doubt("number", why)
        return _proposed(field, "number_places", why, rounded, times)
    return doubt("number", why)


def _proposed(field: Field, code: str, words: str, digits: str, times: int) -> Outcome:
    try:
        value = _multiplied(field, number_from(field, digits), times)
    except (BadValue, InvalidOperation):
        return doubt(code, words)
    return doubt(code, words, None if range_problem(field, value) else value)
