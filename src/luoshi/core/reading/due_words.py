"""Dates in the words of school plans: 2021.12 · 2022年6月底前 · 第四季度 · 每学期一次 · 每年暑期 · 2021年9月—次年1月.

Nothing is known here of today. The year of a column and the years of the plan come from the caller; a date that needs
them and does not get them stays open, with the reason in words.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .due_forms import TO, YEAR, canonical
from .targets.numerals import parse_chinese

_EVERY = re.compile(
    r"每|逐[年月季]|按[年月季周]|按学[期年]|不?定期|常态化|长期|常年|持续|全程|全过程|贯穿|日常|经常|随时|各学期|年年|上、?下半年各"
    r"|(?<!\d年)(?<!\d)全年"
)
_CLAUSE_END = re.compile(r"[,;。()\n]")
_POINT = re.compile(
    rf"(?:(?P<from>{YEAR})年?{TO}(?P<to>{YEAR}|\d\d)学年度?|(?P<year>{YEAR})(?P<mark>学年度?|年度?)?"
    r"|(?P<next>次年|翌年|明年)|(?P<same>当年|本年度?|今年|同年|(?<![\d每学])年(?=[底末初中内])))?"
    r"(?:第?(?P<quarter>[1-4])季度?|[Qq](?P<q>[1-4])|(?P<half>[上下]半年)|全年"
    r"|(?P<term>[春秋]季?学期|[春秋]季(?=开学)|第?[12]学期|[上下]学期)|(?P<holiday>[暑寒][期假])"
    r"|(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号]?)?|(?P<only_day>\d{1,2})[日号]|(?P<study>学年))?"
    r"(?P<edge>期?开学|结束|[上中下]旬|月?[底末]|初|中(?!旬)|内)?(?:\d{1,2}[:时点]\d{0,2}分?)?(?P<limit>之前|以前|前|止|为止)?"
)
_SHAPES = (
    "from",
    "year",
    "next",
    "same",
    "quarter",
    "q",
    "half",
    "term",
    "holiday",
    "month",
    "only_day",
    "study",
)
_STARTS = re.compile(r"(?:起|开始|启动|以来)")
_BETWEEN = re.compile(rf"[,(]?(?:起|开始|启动)?[,]?{TO}[)]?")
_BEGUN = re.compile(r"[^,;。]{0,12}?(?:起|开始|启动|开工|动工|立项)[^,;。]{0,8}[,;。]")
_WITHIN = re.compile(r"(?P<n>\d|[一二两三四五])年(?:之?内|以内)")
_WHOLE = re.compile(r"(?:建设|规划|计划|项目|实施|本轮|承接)期(?P<end>末|满|结束)?|期末验收")
_FIVE = re.compile(r"[“\"]?(?P<n>十[一二三四五六七八九])五[”\"]?(?P<end>期?末)?")
_AFTER = re.compile(r"后的?(?:\d+|[一二两三四五六七八九十]+|半)个?(?:月|日|天|周|年|工作日)")
_OPEN = re.compile(r"待定|另行|视情|根据上级|按上级|未定")

_HOLIDAYS = {"暑": ((7, 1), (8, 31)), "寒": ((1, 1), (2, 28))}
_AUTUMN, _SPRING = ((9, 1), (1, 31)), ((2, 1), (7, 31))  # a school year ends with July
_TENS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is to be done.

    start, due   first day, where a period is printed, and last day; None where the words do not tell
    recurrence   the words of what comes again and again, as printed (每学期一次), else empty
    text         the words as given
    certain      read whole and nothing assumed; otherwise `doubt` says in one Chinese sentence what to decide
    """

    start: dt.date | None
    due: dt.date | None
    recurrence: str
    text: str
    certain: bool
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Reach:
    """One printed date: its first and last day, and whether it is a stretch of time or the day by which."""

    first: dt.date
    last: dt.date
    stretch: bool
    year: int
    month: int | None
    span: tuple[int, int]
    doubt: str = ""


def read_due(text: str, *, year: int | None = None, span: tuple[int, int] | None = None) -> Due:
    """Read the words of one cell or bracket. `year`: of the column or heading; `span`: years of the plan."""
    words = canonical(text)
    year = year if year is not None and 1900 <= year <= 2100 else None
    span = (min(span), max(span)) if span and all(1900 <= one <= 2100 for one in span) else None
    if not words or re.fullmatch(r"[-—–/\\、.,]*|无|同上", words):
        return Due(None, None, "", text, False, "没有写完成时间。")
    recurrence, rest = _split_recurrence(words)
    reaches, doubt = _reaches(rest, year, span)
    if recurrence:
        return _recurring(text, rest, recurrence, reaches, doubt, year, span)
    if reaches:
        return _joined(text, rest, reaches, doubt)
    return _by_plan(text, rest, doubt, span)


def find_due(text: str, *, year: int | None = None) -> tuple[int, int] | None:
    """Where in an item the words of a date stand, at its head or in a bracket; None where there are none.

    Positions are of the given text; what lies between them is read with `read_due`.
    """
    for match in re.finditer(r"[（(\[【〔]([^（）()\[\]【】〔〕]{2,40})[）)\]】〕]", text):
        if _tells_a_time(match[1], year):
            return match.span(1)
    head = re.match(
        r"\s*(?:于|在|到|至|力争)?([^：:，,。；;]{3,24}?)(?:[：:，,]|(?<=[前底末])(?=完成))", text
    )
    if head and _tells_a_time(head[1], year) and _is_all_time(head[1]):
        return head.span(1)
    return None


def _tells_a_time(words: str, year: int | None) -> bool:
    due = read_due(words, year=year or 2000)
    return due.due is not None or bool(due.recurrence and re.search(r"每|逐|长期|全年|定期", words))


def _is_all_time(words: str) -> bool:
    """2021年9月起: nothing stands there but the time."""
    rest = _POINT.sub("", re.sub(r"每(?:个?学[期年]|年|月|季度?|周|半年)", "", canonical(words)))
    return len(re.sub(r"[-—–~至到、起前底末内]|各?[一二两三四\d]+次|各?1次", "", rest)) <= 1


def _split_recurrence(words: str) -> tuple[str, str]:
    """The words from 每… to the end of their clause, and the text without them."""
    found = _EVERY.search(words)
    if found is None or re.match(r"每[^年月季周学半日天两]", words[found.start() :]):
        return "", words
    end = _CLAUSE_END.search(words, found.end())
    stop = end.start() if end else len(words)
    return words[found.start() : stop], words[: found.start()] + " " + words[stop:]


def _reaches(words: str, year: int | None, span: tuple[int, int] | None) -> tuple[list[_Reach], str]:
    """All dates in the order of the text; a later one without a year has the year of the one before."""
    found: list[_Reach] = []
    doubt, month = "", None
    for match in _points(words):
        carried = _carried(match, year)
        if carried is None:
            doubt = doubt or f"“{match[0]}”没有写年份。"
            continue
        reach = _resolve(match, carried, month)
        if isinstance(reach, str):
            doubt = doubt or reach
            continue
        year, month = reach.year, reach.month
        found.append(reach)
    return found, doubt


def _points(words: str) -> Iterator[re.Match[str]]:
    for match in _POINT.finditer(words):
        if any(match[name] for name in _SHAPES) and not _is_a_count(match):
            yield match


def _is_a_count(match: re.Match[str]) -> bool:
    """A bare 2000 in 2000人 is no year; 6个月 never matches."""
    alone = match["year"] and match[0] == match["year"]
    after = match.string[match.end() : match.end() + 1]
    before = match.string[match.start() - 1 : match.start()]
    return bool(alone and ((after and after not in "-—–―~至到、,;)") or before.isdigit()))


def _carried(match: re.Match[str], year: int | None) -> int | None:
    if match["from"] or match["year"]:
        return int(match["from"] or match["year"])
    if year is None:
        return None
    return year + (1 if match["next"] else 0)


def _resolve(match: re.Match[str], year: int, month: int | None) -> _Reach | str:
    """First and last day of one printed date, or a sentence about why there is none."""
    parts = _month_or_day(match, year, month)
    if isinstance(parts, str):
        return parts
    if parts is None:
        parts = _season(match, year)
    first, last, stretch, said_month = parts
    return _with_edges(match, first, last, stretch, year, said_month)


_Parts = tuple[dt.date, dt.date, bool, int | None]


def _month_or_day(match: re.Match[str], year: int, month: int | None) -> _Parts | str | None:
    if match["only_day"] and month is None:
        return f"“{match[0]}”没有写月份。"
    number = int(match["month"]) if match["month"] else month if match["only_day"] else None
    if number is None:
        return None
    if not 1 <= number <= 12:
        return f"“{match[0]}”里没有{number}月。"
    last = _end_of(year, number)
    printed_day = match["day"] or match["only_day"]
    if not printed_day:
        return dt.date(year, number, 1), last, False, number
    if not 1 <= int(printed_day) <= last.day:
        return f"{year}年{number}月没有{int(printed_day)}日。"
    day = dt.date(year, number, int(printed_day))
    return day, day, False, number


def _season(match: re.Match[str], year: int) -> _Parts:
    quarter = match["quarter"] or match["q"]
    if quarter:
        begin = 3 * int(quarter) - 2
        return dt.date(year, begin, 1), _end_of(year, begin + 2), True, None
    if match["half"]:
        first = match["half"] == "上半年"
        return (
            dt.date(year, 1 if first else 7, 1),
            dt.date(year, 6 if first else 12, 30 if first else 31),
            True,
            None,
        )
    if match["holiday"]:
        (m1, d1), (m2, _) = _HOLIDAYS[match["holiday"][0]]
        return dt.date(year, m1, d1), _end_of(year, m2), True, None
    if match["term"]:
        return (*_term(match, year), True, None)
    if match["from"] or (match["mark"] or "").startswith("学年"):
        return dt.date(year, 9, 1), dt.date(min(year + 1, 9999), 7, 31), True, None
    if match["study"]:
        return dt.date(max(year - 1, 1), 9, 1), dt.date(year, 7, 31), True, None
    return dt.date(year, 1, 1), dt.date(year, 12, 31), True, None


def _term(match: re.Match[str], year: int) -> tuple[dt.date, dt.date]:
    """The second term of the school year 2021—2022 lies in 2022; 2022年春季学期 too."""
    spring = match["term"][0] == "春" or match["term"] in ("第2学期", "2学期", "下学期")
    of_school_year = bool(match["from"]) or (match["mark"] or "").startswith("学年")
    if spring:
        year = year + 1 if of_school_year else year
        return dt.date(year, 2, 1), dt.date(year, 7, 31)
    return dt.date(year, 9, 1), dt.date(year + 1, 1, 31)


def _with_edges(
    match: re.Match[str], first: dt.date, last: dt.date, stretch: bool, year: int, month: int | None
) -> _Reach:
    """底 末 上旬 初 前 …: which day of the stretch is meant, and where the words leave it open."""
    edge, limit = (match["edge"] or "").replace("期开", "开"), match["limit"] or ""
    doubt = _ambiguous_term(match)
    before = limit in ("前", "之前", "以前")
    if edge == "开学" or (before and not edge and (match["holiday"] or match["term"])):
        last = first - dt.timedelta(days=1) if before else first
        stretch = False
    elif month and not (match["day"] or match["only_day"]) and edge in _TENS:
        last = dt.date(first.year, first.month, _TENS[edge])
    elif month and edge == "中旬":
        last = dt.date(first.year, first.month, 20)
    elif not month and edge == "中":
        last, stretch = dt.date(first.year, 6, 30), False
    elif not month and edge == "初":
        last, stretch = _end_of(first.year, first.month), False
        doubt = doubt or f"“{match[0]}”没有写明是哪一天。"
    elif edge:
        stretch = False
    elif before and not (match["day"] or match["only_day"]):
        stretch = False
        doubt = doubt or f"“{match[0]}”可以指开始之前，也可以指月底（年底）之前。"
    elif limit:
        stretch = False
    start = min(first, last)
    return _Reach(
        start, last, stretch, year + (1 if match["from"] and match["term"] else 0), month, match.span(), doubt
    )


def _ambiguous_term(match: re.Match[str]) -> str:
    """2022年上学期: the autumn term in most places, the spring term in some."""
    named = match["term"] and match["term"][0] not in "春秋"
    of_school_year = bool(match["from"]) or (match["mark"] or "").startswith("学年")
    return f"“{match[0]}”没有写明是春季还是秋季学期。" if named and not of_school_year else ""


def _end_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _joined(text: str, words: str, reaches: list[_Reach], doubt: str) -> Due:
    """One date, a range from the first to the last, or several dates of which the last closes."""
    first, last = reaches[0], reaches[-1]
    doubt = doubt or next((reach.doubt for reach in reaches if reach.doubt), "")
    if len(reaches) == 1:
        if _STARTS.match(words, first.span[1]):
            return Due(first.first, None, "", text, False, "只写了从什么时候开始，没有写到什么时候完成。")
        return Due(first.first if first.stretch else None, first.last, "", text, not doubt, doubt)
    if last.last < first.first:
        return Due(None, None, "", text, False, "写的结束时间早于开始时间。")
    joins = words[first.span[1] : reaches[1].span[0]]
    is_range = len(reaches) == 2 and (
        _BETWEEN.fullmatch(joins) is not None or _BEGUN.fullmatch(joins) is not None
    )
    if not is_range and not doubt and not _all_neighbours(reaches):
        doubt = f"写了{len(reaches)}个时间，按最后一个作为完成时间。"
    latest = max(reach.last for reach in reaches)
    return Due(min(reach.first for reach in reaches), latest, "", text, not doubt, doubt)


def _all_neighbours(reaches: list[_Reach]) -> bool:
    """2021、2022年 and 三、四季度 are one stretch."""
    return all(
        one.stretch and two.stretch and two.first == one.last + dt.timedelta(days=1)
        for one, two in pairwise(reaches)
    )


def _recurring(
    text: str,
    words: str,
    recurrence: str,
    reaches: list[_Reach],
    doubt: str,
    year: int | None,
    span: tuple[int, int] | None,
) -> Due:
    """What comes again lasts as long as its own dates say, else as long as its year or the plan."""
    if reaches:
        start = min(reach.first for reach in reaches)
        due = max(reach.last for reach in reaches)
        begins = len(reaches) == 1 and (_STARTS.match(words, reaches[0].span[1]) or not reaches[0].stretch)
        if begins and span:
            due = max(dt.date(span[1], 12, 31), start)
        return Due(start, due, recurrence, text, not doubt, doubt)
    years = (year, year) if year is not None else span
    start_day = dt.date(years[0], 1, 1) if years else None
    last_day = dt.date(max(years), 12, 31) if years else None
    return Due(start_day, last_day, recurrence, text, not doubt, doubt)


def _by_plan(text: str, words: str, doubt: str, span: tuple[int, int] | None) -> Due:
    """建设期末, 三年内, 十四五期间: dates that hang on the plan or on the five-year plans."""
    five = _FIVE.search(words)
    if five:
        first = 1951 + 5 * (parse_chinese(five["n"]) or 0)
        start = None if five["end"] else dt.date(first, 1, 1)
        return Due(start, dt.date(first + 4, 12, 31), "", text, True)
    within, whole = _WITHIN.search(words), _WHOLE.search(words)
    if span and within:
        years = int(parse_chinese(within["n"]) or 0) if not within["n"].isdigit() else int(within["n"])
        last = dt.date(span[0] + max(years, 1) - 1, 12, 31)
        return Due(dt.date(span[0], 1, 1), last, "", text, True)
    if span and whole:
        start = None if whole["end"] else dt.date(span[0], 1, 1)
        return Due(start, dt.date(max(span), 12, 31), "", text, True)
    if not doubt and _AFTER.search(words):
        doubt = "时间要从另一件事的完成算起，没有写成日期。"
    if not doubt and _OPEN.search(words):
        doubt = "时间还没有定。"
    return Due(None, None, "", text, False, doubt or "看不出是什么时间。")
