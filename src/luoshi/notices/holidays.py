"""The table of working days as the site keeps it, and its lines as an administrator types or pastes them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from luoshi.common.models import Holiday
from luoshi.common.workdays import workdays
from luoshi.core.reminder_days import covers, published_until

OFF, ON = {"休", "放假", "休息", "休息日", "holiday"}, {"班", "上班", "调休", "上班日", "workday"}
KIND_WORDS = {Holiday.Kind.HOLIDAY: "休", Holiday.Kind.WORKDAY: "班"}
DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
LONGEST_RANGE = 20
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Day:
    """One day that is not what the week says."""

    day: dt.date
    kind: str
    name: str


def warning(today: dt.date) -> str:
    """What to say where the table ends; empty while it reaches 60 days on."""
    table = workdays()
    if covers(table, today, today + dt.timedelta(days=60)):
        return ""
    end = published_until(table)
    if end is None:
        return "节假日表是空的，工作日暂按周一至周五计算。请系统管理员导入国务院办公厅公布的放假安排。"
    return (
        f"节假日表只到 {end:%Y-%m-%d}，之后的工作日暂按周一至周五计算。"
        "国务院办公厅公布新的安排后，请系统管理员及时导入。"
    )


def lines_of(year: int) -> str:
    """The year as lines that can be changed and sent back."""
    rows = Holiday.objects.filter(day__year=year).order_by("day")
    return "\n".join(
        f"{row.day:%Y-%m-%d} {KIND_WORDS[Holiday.Kind(row.kind)]} {row.name}".rstrip() for row in rows
    )


def parse(text: str, year: int) -> tuple[list[Day], list[str]]:
    """The days in pasted lines, and what is wrong, line by line. Columns by blanks, tabs or commas; a cell copied
    from Excel, a range of days (2027-02-05至2027-02-11) and 放假, 上班 in words are understood."""
    found: dict[dt.date, Day] = {}
    problems: list[str] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [f"一年最多 {MOST_LINES} 行，现在有 {len(lines)} 行。请只粘贴这一年的安排。"]
    for number, line in lines:
        try:
            for day in _line(line, year):
                if day.day in found:
                    raise ValueError(f"{day.day:%Y-%m-%d} 前面已经写过")
                found[day.day] = day
        except ValueError as wrong:
            problems.append(f"第 {number} 行：{wrong}。")
    return sorted(found.values(), key=lambda day: day.day), problems


def _line(line: str, year: int) -> list[Day]:
    dates = [_date(match) for match in DATE.finditer(line)]
    words = [word for word in re.split(r"[\s,，、;；]+", DATE.sub(" ", line)) if word.strip("至到-—~–")]
    if not dates or len(dates) > 2:
        raise ValueError("开头要写日期，例如 2027-01-01 休 元旦")
    if not words or words[0] not in OFF | ON:
        raise ValueError("日期后面要写“休”或“班”")
    first, last = dates[0], dates[-1]
    if first.year != year or last.year != year:
        raise ValueError(f"日期不在 {year} 年")
    if not dt.timedelta() <= last - first <= dt.timedelta(days=LONGEST_RANGE):
        raise ValueError("起止日期不对，一段最多 20 天")
    kind = Holiday.Kind.HOLIDAY if words[0] in OFF else Holiday.Kind.WORKDAY
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [Day(day, kind, " ".join(words[1:])[:40]) for day in days]


def _date(match: re.Match[str]) -> dt.date:
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        raise ValueError(f"没有 {match[0]} 这一天") from None


def differences(days: list[Day], year: int) -> list[tuple[dt.date, str, str]]:
    """(day, what stands now, what is new) for each day that differs."""
    now = {row.day: _in_words(row.kind, row.name) for row in Holiday.objects.filter(day__year=year)}
    new = {day.day: _in_words(day.kind, day.name) for day in days}
    return [
        (day, now.get(day, "—"), new.get(day, "—"))
        for day in sorted(now.keys() | new.keys())
        if now.get(day) != new.get(day)
    ]


def _in_words(kind: str, name: str) -> str:
    return f"{KIND_WORDS[Holiday.Kind(kind)]} {name}".strip()
