"""Days, months and years as they stand in lists, Excel's own numbers among them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from luoshi.core.fields.typed_days import day_from
from luoshi.core.fields.wrong import BadValue
from luoshi.core.reading.formats.cell_values import from_serial

from .outcome import Outcome, doubt, taken
from .sheet import Cell

_SERIAL = re.compile(r"^[2-6]\d{4}$", re.ASCII)
_ENDS_IN_ONE = re.compile(r"^(?:19|20)\d\d\.1$", re.ASCII)
_SIGNS = str.maketrans(
    {"、": ".", "，": ".", ",": ".", "。": ".", "．": ".", "·": ".", "—": "-", "–": "-", "~": "-", "～": "-"}
)
_SPACED = re.compile(r"^(\d{4})\s+(\d{1,2})(?:\s+(\d{1,2}))?$", re.ASCII)
_TIME = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)
_TWO_DIGITS = re.compile(
    r"^['’]?(\d{2})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?月?$", re.ASCII
)
_LAST_YEAR_FIRST = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./]((?:19|20)\d\d)$", re.ASCII)
_INSIDE = re.compile(
    r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}(?!\d)(?:\s*[-./月]\s*\d{1,2}(?!\d)\s*日?|\s*月)?|(?:19|20)\d{4}(?:\d\d)?(?!\d)"
)
_HAN_DIGITS = {**dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)), "○": "0", "Ｏ": "0"}
_HAN = re.compile(
    r"^([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?)?$"
)
NEWEST = 40  # 40 and below as two digits is of this century


def day(kind: str, cell: Cell) -> Outcome:
    """The canonical day of a cell, or a doubt."""
    text = unicodedata.normalize("NFKC", cell.text).strip()
    if cell.is_number and not cell.is_date and kind != "year":
        if _SERIAL.match(text):
            return taken(_cut(kind, from_serial(float(text))))
        if _ENDS_IN_ONE.match(text):
            if cell.places != 2:
                return doubt(
                    "day_zero",
                    "是数字，可能是 1 月，也可能是 10 月（Excel 会去掉末尾的 0），请对照原件填写。",
                )
            text += "0"
    elif _SERIAL.match(text) and kind != "year":
        return taken(_cut(kind, from_serial(float(text))))
    return _written(kind, text)


def _cut(kind: str, moment: object) -> str:
    whole = moment.date() if isinstance(moment, dt.datetime) else moment
    return str(whole)[: {"date": 10, "month": 7, "year": 4}[kind]]


def _written(kind: str, text: str) -> Outcome:
    clean = _TIME.sub("", _from_han(text)).translate(_SIGNS).strip(" .-/")
    clean = _SPACED.sub(lambda m: ".".join(part for part in m.groups() if part), clean)
    try:
        return taken(day_from(kind, clean))
    except BadValue as bad:
        return _unclear(kind, clean, str(bad))


def _from_han(text: str) -> str:
    """二〇二一年九月 is 2021年9月."""
    match = _HAN.match(text)
    if not match:
        return text
    year = "".join(_HAN_DIGITS[sign] for sign in match[1])
    return (
        year
        + "年"
        + "".join(
            f"{small_number(part)}{unit}" for part, unit in ((match[2], "月"), (match[3], "日")) if part
        )
    )


def small_number(text: str) -> int:
    """十二 is 12, 二十 is 20; 1 to 99 written in characters. 0 where it is none."""
    match = re.fullmatch(r"(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?", text.replace("两", "二"))
    if not match or not text:
        return 0
    tens = int(_HAN_DIGITS[match[1] or "一"]) * 10 if match[2] else 0
    return tens + (int(_HAN_DIGITS[match[3]]) if match[3] else 0)


def _unclear(kind: str, text: str, why: str) -> Outcome:
    if kind == "date" and (known := _read("month", text)):
        return doubt("day_missing", "只有年和月，没有日。", f"{known}-01")
    if match := _TWO_DIGITS.match(text):
        year = int(match[1])
        full = f"{year + (2000 if year <= NEWEST else 1900)}-{match[2]}" + (
            f"-{match[3]}" if match[3] else ""
        )
        return doubt("year_short", "年份只写了两位。", _read(kind, full) or None)
    if match := _LAST_YEAR_FIRST.match(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 or second > 12:
            month, day_of = (second, first) if first > 12 else (first, second)
            return doubt(
                "day_order", "日、月、年的顺序倒了。", _read(kind, f"{match[3]}-{month}-{day_of}") or None
            )
        return doubt("day_order", "分不清哪个是月、哪个是日。")
    found = _INSIDE.findall(text)
    if len(found) == 1 and found[0] != text:
        return doubt("day_words", "日期旁边还有别的文字。", _read(kind, found[0]) or None)
    if len(found) > 1:
        return doubt("day_several", "写了几个日期，请只留一个。")
    return doubt("day", why)


def _read(kind: str, text: str) -> str:
    try:
        return day_from(kind, text)
    except BadValue:
        return ""
