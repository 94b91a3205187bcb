"""A spreadsheet's stored value as the text a person sees in the cell."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_PARTS = re.compile(r"[ymdhs]|[年月日]", re.I)
_ZEROS_ONLY = re.compile(r"^0{2,}$")
_WITH_UNIT = re.compile(r'^[#,0.]+(?:_ )?"([^"]*)"$')
# Formats that a file names by number only (ECMA-376 part 1, 18.8.30, with the Chinese ones).
_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_IDS = {9, 10}
_LAST_SERIAL = 2958465  # 9999-12-31


def is_date(format_id: int, code: str) -> bool:
    """Whether a number in this format is shown as a date or a time."""
    if format_id in _DATE_IDS:
        return True
    shown = _NOT_SHOWN.sub("", code.split(";")[0])
    return "general" not in shown.lower() and bool(_DATE_PARTS.search(shown))


def is_percent(format_id: int, code: str) -> bool:
    return format_id in _PERCENT_IDS or "%" in _NOT_SHOWN.sub("", code)


def number_text(value: float) -> str:
    """5.0 as 5, 0.1 as 0.1; at most the 15 digits that a spreadsheet keeps."""
    if not math.isfinite(value):  # 1e999 in a damaged file
        return "#NUM!"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    return text if "e" not in text else format(value, ".15f").rstrip("0").rstrip(".")


def formatted(value: float, format_id: int, code: str, *, from_1904: bool = False) -> str:
    """A number as its cell shows it: percent, date (ISO), leading zeros, a unit written by the format."""
    if not math.isfinite(value):
        return number_text(value)
    if is_date(format_id, code) and 0 <= value <= _LAST_SERIAL:
        return moment_text(from_serial(value, from_1904=from_1904))
    if is_percent(format_id, code):
        return number_text(round(value * 100, 10)) + "%"
    text = number_text(value)
    if _ZEROS_ONLY.match(code) and value >= 0 and text.isdigit():
        return text.zfill(len(code))
    unit = _WITH_UNIT.match(code)
    return text + unit[1] if unit else text


def from_serial(value: float, *, from_1904: bool = False) -> date | datetime | time:
    """A spreadsheet's day number; the year 1900 counts a 29 February that never was."""
    days, seconds = divmod(round(value * 86400), 86400)
    if days == 0 and not from_1904:
        return (datetime.min + timedelta(seconds=seconds)).time()
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30) if days > 59 else date(1899, 12, 31)
    moment = datetime.combine(first, time()) + timedelta(days=days, seconds=seconds)
    return moment if seconds else moment.date()


def moment_text(moment: date | datetime | time) -> str:
    """ISO date; with the time only where there is one."""
    if isinstance(moment, datetime):
        return moment.isoformat(" ", "minutes") if moment.time() != time() else moment.date().isoformat()
    return moment.isoformat("minutes") if isinstance(moment, time) else moment.isoformat()
