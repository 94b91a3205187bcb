"""Numbers as policies print them: 10,000 · 1.5万 · 一百二十 · 两千 · 百分之八十五 · 三分之一."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = {"百": 100, "千": 1000} | _MYRIADS | {"十万": 10**5, "百万": 10**6, "千万": 10**7, "万亿": 10**12}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,15})(?:\.\d{1,6})?"
# 5千名 is 5000, but 5千瓦, 5千克, 5千米 are units of their own.
SCALE = r"(?:万亿|千万|百万|十万|万|亿|千(?![瓦克米字伏])|百(?!分))"
# Never in the middle of a longer run of numerals.
CHINESE = (
    r"(?<![零〇一二两三四五六七八九十百千])"
    r"[一二两三四五六七八九十](?:[零〇一二两三四五六七八九十百千万亿]{0,14}[一二两三四五六七八九十百千万亿])?"
    r"(?:点[零〇一二三四五六七八九]{1,4}(?![十百半刻])[万亿]?)?"
)
NUMBER = rf"(?:{ARABIC}(?:{SCALE})?|{CHINESE})"

_ARABIC_PARTS = re.compile(rf"({ARABIC})({SCALE})?\Z")


def parse_number(printed: str) -> Decimal | None:
    """Value of one printed number; None if the signs make no number (一一, 万千)."""
    arabic = _ARABIC_PARTS.match(printed)
    if arabic:
        return Decimal(arabic[1].replace(",", "")) * _SCALES.get(arabic[2] or "", 1)
    if "点" in printed:
        return _parse_decimal(printed)
    value = parse_chinese(printed)
    return None if value is None else Decimal(value)


def _parse_decimal(printed: str) -> Decimal | None:
    """二点八万: the digits behind 点 one by one, then the scale."""
    whole, _, rest = printed.partition("点")
    digits = rest.rstrip("万亿")
    value = parse_chinese(whole)
    if value is None or not digits or any(sign not in _DIGITS for sign in digits):
        return None
    fraction = "".join(str(_DIGITS[sign]) for sign in digits)
    return Decimal(f"{value}.{fraction}") * _SCALES.get(rest[len(digits) :], 1)


def scale_of(printed: str) -> int:
    """The 万 or 亿 that ends a printed number, else 1; in 1-2万 the first number shares it."""
    arabic = _ARABIC_PARTS.match(printed)
    scale = (arabic[2] or "") if arabic else printed[-1:] if printed[-1:] in _MYRIADS else ""
    return _SCALES.get(scale, 1)


def parse_chinese(printed: str) -> int | None:
    """Value of a number in Chinese signs, 万 and 亿 included; None if it is not well formed."""
    total = 0
    rest = printed
    for sign, worth in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.partition(sign)
        if not found:
            continue
        section = _parse_section(head)
        if not section:
            return None
        total += section * worth
        if _DIGITS.get(tail):  # 一万五 is 15000
            return total + _DIGITS[tail] * worth // 10
        rest = tail
    if not rest and total:
        return total
    section = _parse_section(rest)
    return None if section is None else total + section


def _parse_section(printed: str) -> int | None:
    """A number below ten thousand; units must fall, digits may not meet."""
    total, digit, last = 0, None, 10**4
    for index, char in enumerate(printed):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        worth = _TENS.get(char)
        opens_with_ten = char == "十" and index == 0
        if worth is None or worth >= last or (not digit and not opens_with_ten):
            return None
        total, digit, last = total + (digit or 1) * worth, None, worth
    if digit and total and last > 10 and printed[-2] in _TENS:  # 一百二 is 120
        return total + digit * last // 10
    return total + (digit or 0) if printed else None


def parse_neighbours(printed: str) -> tuple[int, int] | None:
    """两三 and 三五 said of a few: the lower and the upper number; None if it is not such a pair."""
    if len(printed) != 2 or not all(char in _DIGITS for char in printed):
        return None
    low, high = (_DIGITS[char] for char in printed)
    return (low, high) if 0 < low < high <= low + 2 else None


def plain(value: Decimal) -> int | float:
    """For JSON: an int where the value is whole, else a float of at most four places."""
    return int(value) if value == value.to_integral_value() else float(round(value, 4))
