"""The table of working days: the whole site's and, over it, what a bureau adds for itself and those below."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from luoshi.common.errors import RuleBroken
from luoshi.common.models import Holiday
from luoshi.common.workbooks import NotOurs, open_workbook
from luoshi.common.workdays import workdays
from luoshi.core.days import day_in_words
from luoshi.core.holiday_lines import Day, read_lines, read_rows
from luoshi.core.reading.structure import Unreadable
from luoshi.core.reminder_days import covers, published_until
from luoshi.core.workdays import Workdays

KIND_WORDS = {Holiday.Kind.HOLIDAY: "休", Holiday.Kind.WORKDAY: "班"}
MOST_LINES = 400
LARGEST = 2_000_000  # bytes of a workbook


def warning(today: dt.date) -> str:
    """What to say where the table ends; empty while it reaches 60 days on."""
    table = workdays()
    if covers(table, today, today + dt.timedelta(days=60)):
        return ""
    end = published_until(table)
    if end is None:
        return "节假日表是空的，工作日暂按周一至周五计算。请系统管理员导入国务院办公厅公布的放假安排。"
    return (
        f"节假日表只到 {day_in_words(end)}，之后的工作日暂按周一至周五计算。"
        "国务院办公厅公布新的安排后，请系统管理员及时导入。"
    )


def rows_of(year: int, place: str = "") -> Any:
    """place: public id of the bureau whose own days they are; empty: the whole site's."""
    return Holiday.objects.filter(organisation=place, day__year=year).order_by("day")


def lines_of(year: int, place: str = "") -> str:
    """The year as lines that can be changed and sent back."""
    return as_lines([Day(row.day, row.kind, row.name) for row in rows_of(year, place)])


def as_lines(days: list[Day]) -> str:
    return "\n".join(f"{day.day:%Y-%m-%d} {_in_words(day.kind, day.name)}" for day in days)


def seen(year: int, place: str = "") -> str:
    """A mark of the year as it stands, so that nobody overwrites what was saved in between."""
    return hashlib.sha256(lines_of(year, place).encode()).hexdigest()[:16]


def parse(text: str, year: int) -> tuple[list[Day], list[str]]:
    """The days in pasted lines, and what is wrong, line by line."""
    count = sum(1 for line in text.splitlines() if line.strip())
    if count > MOST_LINES:
        return [], [f"一年最多 {MOST_LINES} 行，现在有 {count} 行。请只粘贴这一年的安排。"]
    return read_lines(text, year)


def read_file(name: str, data: bytes, year: int) -> tuple[list[Day], list[str]]:
    """The days in a workbook, and what is wrong, cell by cell. Raises RuleBroken when it is no such file."""
    if len(data) > LARGEST:
        raise RuleBroken("文件超过 2 MB。放假安排不会这么大，请只保留那一张表再上传。")
    try:
        book = open_workbook(name, data, form="notices.holidays")
    except (Unreadable, NotOurs) as reason:
        raise RuleBroken(str(reason)) from None
    for sheet, rows in book.sheets:
        days, problems = read_rows(sheet, rows[: MOST_LINES * 2], year)
        if days or problems:
            return days, problems
    raise RuleBroken("没有找到日期。表里要写明日期和“休”或“班”，或者有“放假时间”“调休上班”这样的列。")


def differences(days: list[Day], year: int, place: str = "") -> list[tuple[dt.date, str, str]]:
    """(day, what stands now, what is new) for each day that differs."""
    now = {row.day: _in_words(row.kind, row.name) for row in rows_of(year, place)}
    new = {day.day: _in_words(day.kind, day.name) for day in days}
    return [
        (day, now.get(day, "—"), new.get(day, "—"))
        for day in sorted(now.keys() | new.keys())
        if now.get(day) != new.get(day)
    ]


def _in_words(kind: str, name: str) -> str:
    return f"{KIND_WORDS[Holiday.Kind(kind)]} {name}".strip()


# ---- the year as a calendar


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the year's page. mark: 休, 班 or nothing; off: nobody works."""

    day: dt.date
    mark: str
    name: str
    off: bool


def months(year: int, table: Workdays, names: dict[dt.date, str]) -> list[dict[str, Any]]:
    """Twelve months of weeks from Monday; None stands for a day of another month."""

    def cell(day: dt.date, month: int) -> Cell | None:
        if day.month != month:
            return None
        mark = "班" if day in table.on else "休" if day in table.off else ""
        return Cell(day, mark, names.get(day, ""), not table.is_workday(day))

    weeks = calendar.Calendar().monthdatescalendar
    return [
        {"number": month, "weeks": [[cell(day, month) for day in week] for week in weeks(year, month)]}
        for month in range(1, 13)
    ]


def names_of(year: int, places: list[str]) -> dict[dt.date, str]:
    """What each day is called, by the nearest that says so; `places` from the site down."""
    order = {place: rank for rank, place in enumerate(places)}
    rows = Holiday.objects.filter(organisation__in=places, day__year=year)
    return {row.day: row.name for row in sorted(rows, key=lambda row: order[row.organisation])}
