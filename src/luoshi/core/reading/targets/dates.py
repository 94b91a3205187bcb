"""Deadlines, periods and past years: every date of a sentence, as one list of marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .model import TargetContext
from .numerals import parse_number
from .reports import commits

_YEAR = r"(?:19|20)\d{2}"
_TO = r"(?:-|—|~|至|到)+"
_LIMIT = r"(?:之前|以前|前(?![一二三1-3]季度|\d{1,2}个月|半)|之内|以内|内|为止|止)?"
# 9月15日(星期四)下午17:30前
_HOUR = r"(?:\((?:周|星期)[一二三四五六日天]\))?(?:[上下]午)?(?:\d{1,2}(?:时|点|:\d{2})整?)?"
_MONTH = (
    rf"(?P<month>\d{{1,2}})月(?:份)?(?:(?P<day>\d{{1,2}})(?:日|号){_HOUR}|底|末|初|中旬|上旬|下旬)?"
    r"|(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上半年|下半年)"
)
_SEASON = r"年?[底末初]|[暑寒][期假]|全年|度|(?:春季|秋季|秋)(?:学期)?(?:开学|结束)?"
_LEAD = r"(?P<lead>到|至|截至|截止|(?<![低少高多小大])于|在|力争|确保|争取|自|从|由|(?<!占)比|较|与|以|对比)?"

_SPAN = re.compile(
    rf"(?P<lead>在|从|自|于)?(?P<from>{_YEAR})年?{_TO}(?P<to>{_YEAR})(?:学?年度?|学年)(?P<limit>间|期间|内|每年)?"
)
_LISTED = re.compile(rf"(?P<from>{_YEAR})年?(?:、{_YEAR}年?)*(?:、|和|及|以及)(?P<to>{_YEAR})年(?!底|末|前)")
_SINGLE = re.compile(
    rf"{_LEAD}(?P<year>{_YEAR}|今|本|当|明|次)(?:年度|学年度|学年|年)(?:{_MONTH}|{_SEASON})?(?P<limit>{_LIMIT})"
    r"(?:[”\"]?(?P<tail>起|以来|的|基础上|相比|为基[数准期]|开始))?"
)
# 2025届毕业生: who left in a year that is over
_CLASS_OF = re.compile(rf"(?P<year>{_YEAR})届(?=[^,;。]{{0,6}}毕业|学生)")
_PART = re.compile(
    rf"{_LEAD}(?:{_MONTH}|年[底末]|(?<![\d一二两三四五六七八九十])年(?=内))(?P<limit>{_LIMIT})(?![-—~至到\d])(?=.)"
)
_SO_FAR = re.compile(
    rf"(?:(?P<year>{_YEAR})年)?前(?:[一二三1-3]季度|(?:\d{{1,2}}|[一二三四五六七八九十]+)个月)"
)
_FIVE_YEAR = re.compile(
    r"(?P<lead>到|至)?[“\"「]?(?P<n>十[一二三四五六七八九]?|二十)五[”\"」]?(?P<when>期间|时期|末|期末|期内|以来|中期)"
)
_WITHIN = re.compile(
    r"(?P<lead>力争|争取|用|在|经过|通过|未来|今后|今后的)?(?P<n>\d{1,2}|[一二两三四五六七八九十])(?P<range>[-—~至到]\d{1,2})?年(?:左右)?(?:的?时间(?:内)?|之内|以内|内)"
)
_PLAN = re.compile(
    r"(?P<gone>上一?[轮期个届]|首轮|前一?[轮期]|第[一二三四]期)?(?:行动计划|规划|计划|方案|建设|创建|实施|本轮)(?:期内|期间|期末|周期内)"
)
_BASE_LEADS = frozenset({"比", "较", "与", "以", "对比", "由", "从"})
_BASE_TAILS = frozenset({"以来", "的", "基础上", "相比", "为基数", "为基准", "为基期"})
_SINCE_WHEN = re.compile(r"[^,;。了已]{1,10}的(?!\d)")  # 2021年以来入职的教师: which teachers
_FOUNDED = re.compile(r"(?:始建|创办|创建|成立|组建|兴办|升格|建校|筹建)于\Z")  # 学校始建于1965年
_IS_BASE = re.compile(r"[^,;。]{0,16}基础上")  # 在2020年6.2万人次的基础上
# 10月动工, 9月1日必须开学: the deed itself says that the date binds
DEED = re.compile(
    r"[^,;。年月日已期利式]{0,8}(?:动工|开工|完工|竣工|投[用产]|交付|建成|启用|开学|挂牌|上线)(?:使用)?(?:[,;。]|\Z)"
    r"|(?:必须|务必|一定要)"
)
_DEMANDS = re.compile(r"[^,;。]{0,2}(?:应|须|要|达到|完成)(?!了)")
_MONTH_OF = {"上半年": "06", "下半年": "12"}
_QUARTER_OF = {"一": "03", "二": "06", "三": "09", "四": "12", "1": "03", "2": "06", "3": "09", "4": "12"}


@dataclass(frozen=True, slots=True)
class DateMark:
    """One date of a sentence. A `past` year tells of what was, a `base` year is compared with (比2020年)."""

    start: int
    end: int
    kind: Literal["due", "period", "past", "base", "other"]
    due: str | None = None
    period: str | None = None
    firm: bool = False  # 前, 底, 内, 到: it closes, it does not merely name a year


def find_dates(text: str, context: TargetContext) -> list[DateMark]:
    """All dates of one sentence in their order, none overlapping another."""
    marks: list[DateMark] = []
    for mark in _candidates(text, context):
        if not any(mark.start < other.end and other.start < mark.end for other in marks):
            marks.append(mark)
    return sorted(marks, key=lambda mark: mark.start)


def _candidates(text: str, context: TargetContext) -> Iterator[DateMark]:
    """The longer forms first: whoever comes first keeps the place."""
    for match in _SPAN.finditer(text):
        yield _period(match, context)
    for match in _LISTED.finditer(text):
        if _are_neighbours(match[0]):
            yield _period(match, context)
    for match in _SO_FAR.finditer(text):  # 2022年前三季度: reports count so, aims do not
        if context.year is None or int(match["year"] or 0) <= context.year:
            yield DateMark(*match.span(), "past")
    for match in _FIVE_YEAR.finditer(text):
        yield _five_year(match, context)
    for match in _CLASS_OF.finditer(text):
        if context.year is not None and int(match["year"]) < context.year + bool(context.report):
            yield DateMark(*match.span(), "past")
    for match in _SINGLE.finditer(text):
        yield _single(match, context)
    for match in _PART.finditer(text):
        yield _part(match, context)
    for match in _WITHIN.finditer(text):
        yield _within(match, context)
    for match in _PLAN.finditer(text):
        if match["gone"]:
            yield DateMark(*match.span(), "past")
            continue
        period = "{}-{}".format(*context.plan_period) if context.plan_period else None
        yield DateMark(match.start(), match.end(), "period", period=period)


def _period(match: re.Match[str], context: TargetContext) -> DateMark:
    first, last = match["from"], match["to"]
    if int(last) <= int(first):
        return DateMark(*match.span(), "other")
    if context.year is not None and int(last) < context.year:
        return DateMark(*match.span(), "past")
    return DateMark(*match.span(), "period", period=f"{first}-{last}")


def _are_neighbours(printed: str) -> bool:
    """2022、2023年 is one period; 2025年和2030年 are two dates."""
    years = [int(year) for year in re.findall(_YEAR, printed)]
    return all(later == earlier + 1 for earlier, later in pairwise(years))


def _five_year(match: re.Match[str], context: TargetContext) -> DateMark:
    """The N-th five-year plan began in 1951 + 5 N: 十四五 is 2021—2025."""
    number = parse_number(match["n"])
    first = 1951 + 5 * int(number or 0)
    told = context.year is None and context.reported  # 一、发展基础: “十三五”期间…
    if match["when"] == "以来" or told or (context.year is not None and first + 4 < context.year):
        return DateMark(*match.span(), "past")
    if match["when"].endswith("末") or match["lead"]:
        return DateMark(*match.span(), "due", due=str(first + 4), firm=True)
    return DateMark(*match.span(), "period", period=f"{first}-{first + 4}")


def _single(match: re.Match[str], context: TargetContext) -> DateMark:
    closes = match["lead"] in ("到", "至")
    if match["tail"] == "以来" and _SINCE_WHEN.match(match.string, match.end()):
        return DateMark(*match.span(), "other")
    if match["lead"] in _BASE_LEADS or (match["tail"] in _BASE_TAILS and not closes):
        return DateMark(*match.span(), "past" if match["tail"] == "以来" else "base")
    if _IS_BASE.match(match.string, match.end()):
        return DateMark(*match.span(), "base")
    if _FOUNDED.search(match.string, 0, match.start("year")):
        return DateMark(*match.span(), "past")
    start = match.start()
    if match["tail"] in ("起", "开始") or match["lead"] == "自":
        return DateMark(start, match.end(), "other")
    year = _year_of(match["year"], context)
    if year is None:
        binds = bool(match["limit"]) or DEED.match(match.string, match.end()) is not None
        return DateMark(start, match.end(), "due" if binds else "other", firm=_is_firm(match))
    # in the report on 2025 the year 2025 is over
    if context.report and context.year in (None, year) and not (_is_firm(match) or commits(match.string)):
        return DateMark(start, match.end(), "past")
    so_far = context.year is None and match["lead"] == "截至" and not match["limit"]
    if so_far and not commits(match.string):
        return DateMark(start, match.end(), "past")  # 据统计,截至2026年底,…
    undated = context.year is None and context.reported and match["lead"] != "截至"
    if undated and not (_is_firm(match) or commits(match.string)):
        return DateMark(
            start, match.end(), "past"
        )  # 近年来…。2026年全市有…: an answer without a date of its own
    if context.year is not None and (year < context.year or _tells_of_now(match, year, context.year)):
        return DateMark(start, match.end(), "past")
    return DateMark(start, match.end(), "due", due=_with_part(year, match), firm=_is_firm(match))


def _part(match: re.Match[str], context: TargetContext) -> DateMark:
    """6月底前, 年底前: the year is the document's."""
    if match["lead"] == "截至":
        return DateMark(*match.span(), "past")
    if match["lead"] in ("到", "至") and match.string[match.start() - 1 : match.start()] in tuple("日月年号"):
        return DateMark(*match.span(), "other")  # 6月1日至9月10日
    # 于6月3日送达: an appointment, where 于6月3日前 is a deadline
    by_then = match["lead"] == "于" and not match["day"]
    deed = not context.reported and DEED.match(match.string, match.end()) is not None
    closes = bool(match["limit"]) or match["lead"] in ("到", "至") or by_then or deed or _is_demanded(match)
    if not closes or match["lead"] in ("自", "从", "由"):
        return DateMark(*match.span(), "other")
    due = _with_part(context.year, match) if context.year is not None else None
    return DateMark(*match.span(), "due", due=due, firm=True)


def _is_demanded(match: re.Match[str]) -> bool:
    """6月底应达到50%: no 前, but what follows asks for it."""
    return match[0][-1] in "底末" and _DEMANDS.match(match.string, match.end()) is not None


def _within(match: re.Match[str], context: TargetContext) -> DateMark:
    if match["range"] or match.string.endswith(("控制在", "不超过", "缩短至"), 0, match.start()):
        return DateMark(*match.span(), "other")
    years = int(parse_number(match["n"]) or 0)
    first, last = context.plan_period or (0, 0)
    if years and years == last - first + 1:  # 三年内 in a plan of three years: to its end
        return DateMark(*match.span(), "due", due=str(last), firm=True)
    due = str(context.year + years) if context.year is not None and years else None
    return DateMark(*match.span(), "due", due=due, firm=True)


def _tells_of_now(match: re.Match[str], year: int, now: int) -> bool:
    """截至2022年10月底 in a text of 2022: how things stand, unless 前 makes it a deadline."""
    return match["lead"] == "截至" and year == now and not match["limit"]


def _year_of(printed: str, context: TargetContext) -> int | None:
    if printed.isdigit():
        return int(printed)
    if context.year is None:
        return None
    return context.year + (printed in "明次")


def _is_firm(match: re.Match[str]) -> bool:
    ends_it = bool(match["limit"]) or bool(re.search("[底末]", match[0]))
    return ends_it or match["lead"] in ("到", "至")


def _with_part(year: int, match: re.Match[str]) -> str:
    """Year, with month and day where they are printed; 年底 stays the year."""
    if match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            return str(year)
        day = int(match["day"] or 0)
        return f"{year}-{month:02}" + (f"-{day:02}" if 1 <= day <= 31 else "")
    if match["quarter"]:
        return f"{year}-{_QUARTER_OF[match['quarter']]}"
    return f"{year}-{_MONTH_OF[match['half']]}" if match["half"] else str(year)
