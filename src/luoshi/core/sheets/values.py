"""Values in their canonical form, from it to what a cell stores, and back from what people typed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from luoshi.core.workbooks import tidy

from .model import Kind, Value

LONGEST = 32_767  # signs that a cell holds
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,20})?", re.ASCII)
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_YES, _NO = (
    {"是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true"},
    {"否", "无", "×", "✗", "x", "n", "no", "false"},
)


class Wrong(Exception):
    """A text that cannot be taken; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What goes into a cell: a number as written in XML, or a text."""

    text: str
    is_number: bool = False


def canonical(kind: Kind, value: Value) -> Value:
    """The value as data forms store it (see `model`); raises Wrong for what is none of its kind. Empty is None."""
    if value is None or value == "":
        return None
    if kind is Kind.YES_NO:
        return value if isinstance(value, bool) else _yes(str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if kind in NUMBERS:
        number = _decimal(value)
        return _whole(number, str(value)) if kind is Kind.INTEGER else plain(number)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if kind is Kind.DATE:
        return _day(str(value))
    text = clean(str(value))
    if len(text) > LONGEST:
        raise Wrong(f"内容超过 {LONGEST} 字，一格放不下，请精简。")
    return text or None


def parsed(kind: Kind, text: str, choices: tuple[str, ...] = ()) -> Value:
    """The value of what a cell shows. Raises Wrong."""
    given = clean(text)
    if not given:
        return None
    if kind in NUMBERS:
        return _number(kind, given)
    if kind is Kind.YES_NO:
        return _yes(given)
    if kind is Kind.DATE:
        return _day(given)
    if kind is Kind.CHOICE and choices:
        return _chosen(given, choices)
    return given


def stored(
    kind: Kind, value: Value, *, shown: Kind | None = None, unit: str = "", from_1904: bool = False
) -> Stored:
    """What a cell stores for a value. `shown`: what the cell's own format shows.

    A percent goes as 0.625 into a cell with a percent format, as 62.5 under a heading with (%), else as the text
    62.5%, which nobody can misread. A date goes as a day number only into a cell with a date format.
    """
    known = canonical(kind, value)
    if isinstance(known, bool):
        return Stored("是" if known else "否")
    text = str(known)
    if kind is Kind.PERCENT and shown is Kind.PERCENT:
        return Stored(plain(Decimal(text) / 100), True)
    if kind is Kind.PERCENT and unit != "%":
        return Stored(f"{text}%")
    if kind in NUMBERS and kind is not Kind.PERCENT and shown is Kind.PERCENT:
        raise Wrong("这一格按百分比显示，填进去会变成一百倍，")
    if kind in NUMBERS:
        return Stored(text, True)
    if kind is Kind.DATE and shown is Kind.DATE:
        return Stored(str(serial(dt.date.fromisoformat(text), from_1904=from_1904)), True)
    return Stored(text)


def serial(day: dt.date, *, from_1904: bool = False) -> int:
    """A spreadsheet's number of a day; it counts a 29 February 1900 that never was."""
    days = (day - (dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30))).days
    return days if from_1904 or days > 60 else days - 1


def plain(number: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def clean(text: str) -> str:
    """Without signs that nobody sees or that XML cannot hold; lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", lines).strip(" \t\n\u3000\xa0")


def _decimal(value: Value) -> Decimal:
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip().replace("，", ",")
        if not _NUMBER.fullmatch(text):
            raise Wrong(f"“{value[:20]}”不是数字。")
        return Decimal(text.replace(",", ""))
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value))
    except InvalidOperation:
        raise Wrong(f"“{str(value)[:20]}”不是数字。") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 20:
        raise Wrong("数字太大，请核对。")
    return number


def _number(kind: Kind, text: str) -> Value:
    words = unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",")
    number = _decimal(words.removesuffix("%") if kind is Kind.PERCENT else words)
    return _whole(number, text) if kind is Kind.INTEGER else plain(number)


def _whole(number: Decimal, text: str) -> int:
    """A fraction is never cut off."""
    if number != number.to_integral_value():
        raise Wrong(f"“{text[:20]}”有小数，这里要填整数。")
    return int(number)


def _yes(text: str) -> bool:
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Wrong(f"“{text[:20]}”看不懂，请填“是”或“否”。")


def _day(text: str) -> str:
    found = tidy.day(text)
    if found is None:
        raise Wrong(f"“{text[:20]}”不是日期，请按 2026-03-31 的样子填写。")
    return found.isoformat()


def _chosen(text: str, choices: tuple[str, ...]) -> str:
    wanted = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for choice in choices:
        if re.sub(r"\s+", "", unicodedata.normalize("NFKC", choice)) == wanted:
            return choice
    raise Wrong(
        f"没有“{text[:20]}”这个选项，可以填：{'、'.join(choices[:8])}{'等' if len(choices) > 8 else ''}。"
    )
