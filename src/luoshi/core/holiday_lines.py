"""Days off and days worked in their place, as offices write them: lines, tables, the sentences of the yearly notice.

    2027-10-01至2027-10-07 休 国庆节        节日 | 放假时间 | 调休上班
    1月1日-3日 放假 元旦                    二、春节：2月15日（农历…）至23日放假调休，共9天。2月14日上班。

Nothing is guessed: a line that names a day and not whether it is worked is a problem that says so, with its place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from .workbooks import tidy
from .workbooks.rows import letter_of

OFF, ON = "holiday", "workday"
LONGEST_RANGE = dt.timedelta(days=60)  # school holidays are long
_OFF_WORDS, _ON_WORDS = ("放假", "休息", "休假", "休", OFF), ("上班", "补班", "上课", "补课", "班", ON)
_FULL = (
    r"(?P<y>\d{4})\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})(?:\s*[日号])?(?:\s+0?0:00(?::00)?)?"
)
_SHORT = r"(?<![\d])(?P<m2>\d{1,2})\s*(?:月\s*(?P<d2>\d{1,2})\s*[日号]?|[./]\s*(?P<d3>\d{1,2})(?!\d))"
_DATE = re.compile(f"{_FULL}|{_SHORT}")
_TO = r"\s*(?:至|到|-{1,2}|—{1,2}|–|~|〜|―)\s*"
_ONLY_DAY = re.compile(rf"{_TO}(?P<d>\d{{1,2}})(?:\s*[日号]|(?!\s*[\d月./年-]))")
_BETWEEN = re.compile(_TO)
_ASIDE = re.compile(r"\([^()]*\)")
_HEADED = re.compile(r"(?:\(?[一二三四五六七八九十\d]+\)?[、.]\s*)?(?P<name>[^\d:]{1,12}):")
_NO_NAME = re.compile(r"(?:放假|调休|休息|上班|补班|共?\d+天|(?:星期|周)[一二三四五六日天]|[、,至到~-])+")
_NOTHING = {"", "-", "—", "无", "/", "不放假", "不调休"}
_COLUMNS = (  # what a heading says of the days below it; the first that fits counts
    (ON, re.compile("上班|补班|调课|补课|上课")),
    ("kind", re.compile("类型|类别|休/?班|安排$")),
    (OFF, re.compile("放假|休息|休假")),
    ("name", re.compile("节日|假日|名称|节假日")),
    ("day", re.compile("日期|时间")),
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day that is not what the week says. place: the line or cell that said so."""

    day: dt.date
    kind: str
    name: str
    place: str = ""


Part = tuple[str, Callable[[], list[Day]]]  # where it stands, and what reads it


class Wrong(ValueError):
    """What is wrong with one line or cell, in words."""


def read_lines(text: str, year: int) -> tuple[list[Day], list[str]]:
    """The days in pasted lines, and what is wrong, line by line. A notice may be pasted whole."""
    parts = [(f"第 {number} 行", line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return _collect((place, partial(_days, line, year)) for place, line in parts)


def read_rows(sheet: str, rows: Sequence[Sequence[str]], year: int) -> tuple[list[Day], list[str]]:
    """The same from a worksheet: by its headings where it has them, otherwise each row as a line."""
    return _collect(_cells(sheet, rows, year))


def _collect(parts: Iterable[Part]) -> tuple[list[Day], list[str]]:
    found: dict[dt.date, Day] = {}
    problems: list[str] = []
    for place, read in parts:
        try:
            days = read()
        except Wrong as wrong:
            problems.append(f"{place}：{wrong}。")
            continue
        for day in days:
            before = found.get(day.day)
            if before is not None:
                problems.append(f"{place}：{day.day:%Y-%m-%d} 前面已经写过（{before.place}）。")
            else:
                found[day.day] = Day(day.day, day.kind, day.name[:40], place)
    return sorted(found.values(), key=lambda day: day.day), problems


# ---- a worksheet


def _cells(sheet: str, rows: Sequence[Sequence[str]], year: int) -> Iterator[Part]:
    columns: dict[int, str] = {}
    for number, row in enumerate(rows, 1):
        texts = [_even(cell) for cell in row]
        if not any(texts):
            continue
        if headings := _headings(texts):
            columns = headings
        elif {ON, OFF} & set(columns.values()):
            yield from _by_columns(sheet, number, texts, columns, year)
        elif _DATE.search(" ".join(texts)) or (columns and not _is_note(texts)):
            first = next(at for at, text in enumerate(texts) if text)
            line = _in_order(texts, columns)
            yield f"{sheet}!{letter_of(first)}{number}", partial(_days, line, year)


def _headings(texts: list[str]) -> dict[int, str]:
    """Column → what it holds, where this row is a row of headings: at least two, and no date in it."""
    if _DATE.search(" ".join(texts)) or sum(map(bool, texts)) < 2:
        return {}
    found: dict[int, str] = {}
    for at, text in enumerate(texts):
        kind = (
            next((kind for kind, words in _COLUMNS if words.search(text)), None) if len(text) < 16 else None
        )
        if kind is not None and kind not in found.values():
            found[at] = kind
    return found if {ON, OFF, "day"} & set(found.values()) else {}


def _by_columns(
    sheet: str, number: int, texts: list[str], columns: dict[int, str], year: int
) -> Iterator[Part]:
    """A table with a column of days off and one of days worked: the heading says which."""
    name = next((texts[at] for at, kind in columns.items() if kind == "name" and at < len(texts)), "")
    for at, kind in columns.items():
        text = texts[at] if at < len(texts) else ""
        if kind in (ON, OFF) and text not in _NOTHING and not re.fullmatch(r"共?\d+天?", text):
            called = f"{name}调休" if kind == ON and name else name
            yield f"{sheet}!{letter_of(at)}{number}", partial(_of_kind, text, kind, called, year)


def _of_kind(text: str, kind: str, name: str, year: int) -> list[Day]:
    spans, _ = _dates(text, year)
    if not spans:
        raise Wrong(f"“{text[:20]}”不是日期，写成 1月1日 或 1月1日至3日 这样；没有的写“无”")
    return [Day(day, kind, name) for first, last in spans for day in _each(first, last)]


def _in_order(texts: list[str], columns: dict[int, str]) -> str:
    """Days first, then worked or not, then the name, whatever the order of the columns."""
    ranks = {"day": 0, "kind": 1, "name": 2}
    order = sorted(
        range(len(texts)), key=lambda at: (ranks.get(columns.get(at, ""), 3 if columns else 0), at)
    )
    return " ".join(texts[at] for at in order if texts[at])


def _is_note(texts: list[str]) -> bool:
    return sum(map(bool, texts)) < 2


# ---- a line


def _even(text: str) -> str:
    return tidy.plain(text)


def _days(line: str, year: int) -> list[Day]:
    """The days of one line or paragraph; sentence by sentence, each with its own word for worked or not."""
    plain = _ASIDE.sub("", _even(line))
    headed = _HEADED.match(plain)
    name = headed["name"].strip() if headed else ""
    made: list[Day] = []
    waiting = ""
    for piece in re.split(r"[。;；,，]", plain[headed.end() :] if headed else plain):
        text = f"{waiting} {piece}".strip()
        spans, rest = _dates(text, year)
        kind = _kind(rest) if spans else None
        if spans and kind:
            called = name or _name(rest)
            if headed and kind == ON:
                called = f"{name}调休"
            made += [Day(day, kind, called) for first, last in spans for day in _each(first, last)]
            waiting = ""
        elif spans:
            waiting = text
        elif made and not made[-1].name and _name(piece) and len(piece) < 13:
            made = [Day(day.day, day.kind, day.name or _name(piece)) for day in made]
    if waiting:
        raise Wrong("日期后面要写“休”或“班”")
    if not made:
        raise Wrong("开头要写日期，例如 2027-01-01 休 元旦，并写明“休”或“班”")
    return made


def _dates(text: str, year: int) -> tuple[list[tuple[dt.date, dt.date]], str]:
    """The spans of days in a text, and the text without them. Raises Wrong for a day that is none."""
    spans: list[tuple[dt.date, dt.date]] = []
    rest, at = "", 0
    while match := _DATE.search(text, at):
        rest += text[at : match.start()]
        first = last = _day(match, year)
        at = match.end()
        if only := _ONLY_DAY.match(text, at):
            last, at = _made(first.year, first.month, int(only["d"]), only[0]), only.end()
        elif (to := _BETWEEN.match(text, at)) and (until := _DATE.match(text, to.end())):
            last, at = _day(until, year), until.end()
        spans.append(_checked(first, last, year))
    return spans, rest + text[at:]


def _day(match: re.Match[str], year: int) -> dt.date:
    part = match.groupdict()
    of = int(part["y"] or year)
    return _made(of, int(part["m"] or part["m2"]), int(part["d"] or part["d2"] or part["d3"]), match[0])


def _made(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Wrong(f"没有 {text.strip()} 这一天") from None


def _checked(first: dt.date, last: dt.date, year: int) -> tuple[dt.date, dt.date]:
    if first.year != year or last.year != year:
        raise Wrong(f"日期不在 {year} 年")
    if not dt.timedelta() <= last - first <= LONGEST_RANGE:
        raise Wrong(f"起止日期不对，后一天要晚于前一天，一段最多 {LONGEST_RANGE.days} 天")
    return first, last


def _each(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _kind(rest: str) -> str | None:
    """Worked or not, by the words beside the dates; a word standing alone counts before one inside another."""
    words = re.split(r"[\s、]+", rest)
    for word in words:
        if word.lower() in _ON_WORDS:
            return ON
        if word.lower() in _OFF_WORDS:
            return OFF
    if any(word in rest for word in _ON_WORDS):
        return ON
    return OFF if any(word in rest for word in _OFF_WORDS) or rest.strip() == "调休" else None


def _name(rest: str) -> str:
    words = re.split(r"[\s、]+", rest)
    kinds = {*_OFF_WORDS, *_ON_WORDS}
    return " ".join(
        word for word in words if word and word.lower() not in kinds and not _NO_NAME.fullmatch(word)
    )
