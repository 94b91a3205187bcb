"""Numbers as people type them: full-width digits, thousands, 万 and 亿, a percent sign, the unit behind."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from .model import LARGEST, MONEY_UNITS, Field
from .shown import money_unit, plain
from .wrong import BadValue

_NUMBER = re.compile(r"^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,24})(?:\.(\d{1,12}))?(.*)$", re.ASCII)
_SPACES = re.compile(r"[\s\u3000]+")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "，": ",", "．": ".", "。": "."})
_TIMES = {"万": 10_000, "亿": 100_000_000}


def number_from(field: Field, text: str) -> int | str:
    """The canonical number. Raises BadValue with what to do."""
    number, times, unit = _taken_apart(field, text)
    if field.kind == "money":
        return _money(field, number, times, unit)
    number *= times
    if abs(number) >= LARGEST:
        raise BadValue("数字太大，请核对。")
    if field.kind == "percent":
        return _places(field, number)
    if field.kind == "integer":
        if number != number.to_integral_value():
            raise BadValue("要填整数，不能有小数。")
        return int(number)
    return _places(field, number)


def _taken_apart(field: Field, text: str) -> tuple[Decimal, int, str]:
    """Number, 万 or 亿 behind it, and the unit behind that. An unknown unit is refused."""
    clean = _SPACES.sub("", unicodedata.normalize("NFKC", text)).translate(_MINUS)
    match = _NUMBER.match(clean.removeprefix("¥"))
    if match is None:
        raise BadValue(f"“{text.strip()[:20]}”不是数字，请填数字，例如 {_example(field)}。")
    sign, whole, fraction, rest = match.groups()
    number = Decimal(f"{sign}{whole.replace(',', '')}.{fraction or '0'}")
    times, unit = _rest(field, rest, text)
    return number, times, unit


def _rest(field: Field, rest: str, text: str) -> tuple[int, str]:
    if field.kind == "money":
        known = {"": (1, ""), "元": (1, "元"), "万": (1, "万元"), "亿": (1, "亿元")} | {
            unit: (1, unit) for unit in MONEY_UNITS
        }
        if rest in known:
            return known[rest]
    elif field.kind == "percent":
        if rest in ("", "%"):
            return 1, rest
    else:
        unit = unicodedata.normalize("NFKC", _SPACES.sub("", field.unit))
        bare = rest.removesuffix(unit) if unit else rest
        if bare in _TIMES or bare == "":
            return _TIMES.get(bare, 1), ""
    raise BadValue(
        f"“{text.strip()[:20]}”里数字后面的“{rest[:10]}”看不懂，请只填数字，例如 {_example(field)}。"
    )


def _money(field: Field, number: Decimal, times: int, unit: str) -> int:
    """In fen. In a box headed 万元 a bare 3.5 is 3.5 万元, and 35000元 says its own unit."""
    fen = number * times * MONEY_UNITS[unit or money_unit(field)]
    if fen != fen.to_integral_value():
        raise BadValue("金额最多精确到分，请核对小数位。")
    if abs(fen) >= LARGEST * 100:
        raise BadValue("金额太大，请核对单位。")
    return int(fen)


def _places(field: Field, number: Decimal) -> str:
    text = plain(number)
    if len(text.partition(".")[2]) > field.places:
        kept = f"最多 {field.places} 位小数" if field.places else "不能有小数"
        raise BadValue(f"{kept}，请核对。")
    return text


def _example(field: Field) -> str:
    if field.kind == "percent":
        return "62.5 或 62.5%"
    return "3" if field.kind == "integer" else "3.5"
