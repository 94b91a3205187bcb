"""Every number with a unit in a sentence: value, unit, and the words that say how it binds.

Whether it is a target is decided in `exclusions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from . import comparators
from .model import Comparator, Measure
from .numerals import ARABIC, CHINESE, NUMBER, SCALE, parse_chinese, parse_neighbours, parse_number, scale_of
from .script import HIDDEN
from .units import DURATIONS, UNIT, base_unit

_DASH = r"(?:[-—~]{1,2}|至|到)"
_COUNT = re.compile(
    rf"(?<![^A-Za-z][A-Za-z])(?<!\d)(?P<low>{NUMBER})(?:(?P<low_unit>{UNIT})?{_DASH}(?P<high>{NUMBER}))?(?:(?P<more>余|多|几)(?P<scale>[十百千万亿]{{1,2}})?)?(?P<unit>{UNIT})(?P<more2>多|余)?"
)
_PERCENT = re.compile(
    rf"(?P<base>百|千)分之(?P<low>{NUMBER}|百)(?:{_DASH}(?:(?:百|千)分之)?(?P<high>{NUMBER}))?"
)
_FRACTION = re.compile(
    rf"(?P<bottom>{CHINESE}|万)分之(?P<top>{CHINESE})|(?P<top2>\d)/(?P<bottom2>\d)(?![\d/])"
)
_TENTHS = re.compile(
    r"(?P<tenths>[一二两三四五六七八九])成(?P<rest>[半一二三四五六七八九])?(?=以上|以下|左右|以内|的|[,。;、)\n]|\Z)"
)
_HALF = re.compile(r"(?P<over>过半|超过半数|超半数)(?!年)|(?P<half>(?<!上)(?<!下)(?:一半|半数)(?!年))")
_ZERO = re.compile(r"(?:率|数|数量|发生数|事故)(?P<words>降?[为至到]|保持|归)(?P<zero>[零0])(?=[,;。、)]|\Z)")
_DOUBLING = re.compile(r"翻(?P<times>[一两二三四]|\d)番|(?P<once>翻番)")
_TIMES_OLD = re.compile(rf"(?:是|为|相当于|达到?).{{0,12}}[的\x00](?P<times>{NUMBER})倍")
# 进入全省前五, 稳居全省前10%: the rank to be reached; 前10名的学校 is a condition and does not end here.
_ROUND = re.compile(
    rf"(?<![以年月日])(?P<word>近|上|逾|超|超过|突破)(?P<n>百万|千万|百|千|万|亿)(?:余|多)?(?P<unit>{UNIT})"
)
_HALF_A_TIME = re.compile(
    r"(?<![两一二三四五六七八九十\d])半(?P<unit>个?学年|个?学期|年|个月|天|个?小时)(?!以?[来后])"
)
_PEOPLE = re.compile(
    rf"(?P<n>{ARABIC}[万亿]|[一二两三四五六七八九十百千]+万)(?!余|多|{UNIT}|[年月日以左])[一-鿿、]{{0,14}}?"
    r"(?:劳动力|劳动者|带头人|职工|农民工?|学生|学员|老年人|退役军人|青年|技能人才|人才|员工|从业人员|失业人员)(?!的|[一-鿿]{0,4}(?:总量|总数|比例|占比|需[要求]))"
)
_RANK = re.compile(
    r"(?:进入|跻身|挺进|冲进|迈入|居|列|排名|排在|保持在|稳定在)[^,;:。、\d]{0,14}?"
    rf"(?P<rank>前(?P<n>{NUMBER})(?P<unit>[名位强%])?)(?=以内|之列|行列|方阵|[,;:。、)\n]|\Z)"
)
_RATE = re.compile(rf"(?P<n>{NUMBER})(?P<unit>/(?:10|百|十)?[万千])(?!兆)")
# 容积率不大于0.8, 总学时数不低于3000: a figure without a unit, bound by a word; 指数达到95 is named as a figure.
_FIGURE = re.compile(rf"(?<![\d.:A-Za-z—~-])(?P<n>{ARABIC}(?:{SCALE})?)(?=[,;。、)]|\Z)")
_NAMED_FIGURE = re.compile(r"(?:率|系数|指数|比值)(?:应|须|要)?[^\d,;:。、\x00]{2,4}\Z")
_OF_PERCENTS = re.compile(r"\d[\d.]*%")  # 实现三个100%, but 1个200平方米以上的站点
# 参训人数突破6万: the name says what is counted
_HEADCOUNT = re.compile(
    rf"(?P<what>人数|人次|户数)(?:应|要|须|为|总数|每年|{HIDDEN})*"
    rf"(?:不[少低]于|不超过|至少|超过|突破|达到?|增至|(?:增加|扩大|提高|发展)[到至]|稳定在|保持在|控制在|约)?"
    rf"(?P<n>{ARABIC}(?:{SCALE})?)(?=以上|以内|以下|左右|[,;。、)]|\Z)"
)
_COUNTED_AS = {"人数": "人", "人次": "人次", "户数": "户"}
_RATIO = re.compile(r"(?P<left>\d{1,4}(?:\.\d+)?)(?::|比)(?P<right>\d{1,5}(?:\.\d+)?)(?!\d|:)")
_RATIO_RANGE = re.compile(
    r"(?<![\d:])1:(?P<low>\d{1,4}(?:\.\d+)?)(?:至|到|[-—~]{1,2})1:(?P<high>\d{1,4}(?:\.\d+)?)"
)  # 1:7至1:9
_OF_TEACHERS = re.compile(r"师生比|生师比|教师|教职工|辅导员|班主任|教练|保育|师(?!机)")
_MANY = 5  # 1:1.2 is how many more than one may be chosen, not a share
_REVERSED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
}
_FIRM = (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.MORE_THAN, Comparator.LESS_THAN)
_PER_YEAR = re.compile(r"(?:年均|年平均|平均每年|每年平均)(?!浓度|气温|值|水平)[^,;:。、\d]*\Z")
_RANKED = ("名", "位", "%")
_JUST = r"(?:了|为|约|近|:|\x00)*\Z"
_RISES = re.compile(
    rf"(?:增长|提高|提升|增加|上升|增幅|扩大|高出|增速|增长率|新增|增){_JUST}|(?:新增|增加|净增)[^,;、到至]{{0,8}}\Z"
)
_FALLS = re.compile(rf"(?:下降|降低|减少|压减|压缩|缩减|减幅|降幅|精简|降|低){_JUST}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; [start, end) covers it and its comparators, [core_start, core_end) the bare number."""

    start: int
    end: int
    core_start: int
    core_end: int
    value: int | float
    upper: int | float | None
    unit: str
    comparator: Comparator
    measure: Measure
    signed: bool  # comparator words stand beside the number


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of one sentence, in order, none overlapping another."""
    found: list[Quantity] = []
    for quantity in _candidates(text):
        if not any(
            quantity.core_start < other.core_end and other.core_start < quantity.core_end for other in found
        ):
            found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.start)


def _candidates(text: str) -> Iterator[Quantity]:
    """Special forms first, they hold plain numbers inside them."""
    for match in _ZERO.finditer(text):  # 违纪率为零
        yield _build(text, match.span("zero"), Decimal(0), "%" if match[0][0] == "率" else "")
    yield from _doublings(text)
    yield from _ranks(text)
    yield from _rates(text)
    yield from _ratios(text)
    yield from _headcounts(text)
    yield from _figures(text)
    yield from _percents(text)
    yield from _fractions(text)
    yield from _halves(text)
    yield from _round_numbers(text)
    yield from _people(text)
    for match in _COUNT.finditer(text):
        quantity = _count(text, match)
        if quantity is not None:
            yield quantity


def _build(
    text: str,
    span: tuple[int, int],
    value: Decimal,
    unit: str,
    upper: Decimal | None = None,
    comparator: Comparator | None = None,
    measure: Measure | None = None,
) -> Quantity:
    before, start = comparators.before_number(text, span[0])
    if before is None and unit in ("%", "‰", "倍"):
        before, start = comparators.of_a_whole(text, span[0])
    after, end = comparators.after_number(text, span[1])
    if before is None and after is None and comparator is None:
        before, start = comparators.from_afar(text, span[0])
    if after is None and unit in DURATIONS and unit != "年" and comparators.within(text, span[1]):
        after, end = Comparator.AT_MOST, span[1] + 1
    bound = (
        comparator if comparator and before is None and after is None else comparators.combine(before, after)
    )
    if upper is not None:
        bound = Comparator.RANGE
    return Quantity(
        start,
        end,
        *span,
        _plain(value),
        None if upper is None else _plain(upper),
        unit,
        bound,
        measure or _measure(text, start, unit),
        before is not None or after is not None or comparator is not None,
    )


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(round(value, 4))


def _measure(text: str, start: int, unit: str) -> Measure:
    if _PER_YEAR.search(text, max(0, start - 30), start):
        return "per_year"
    before = text[max(0, start - 10) : start]
    if _FALLS.search(before):
        return "decrease"
    if _RISES.search(before):
        return "increase"
    return "multiple" if unit == "倍" else "level"


def _doublings(text: str) -> Iterator[Quantity]:
    """翻一番 is twice, 翻两番 four times; 是2020年的2倍 is twice."""
    for match in _DOUBLING.finditer(text):
        times = parse_number(match["times"]) if match["times"] else Decimal(1)
        yield _build(text, match.span(), Decimal(2) ** int(times or 1), "倍", measure="multiple")
    for match in _TIMES_OLD.finditer(text):
        times = parse_number(match["times"])
        if times is not None:
            yield _build(text, (match.start("times"), match.end()), times, "倍", measure="multiple")


def _ranks(text: str) -> Iterator[Quantity]:
    """前五, 前5名, 前10%: at most that place; without a measure word the unit is 位."""
    for match in _RANK.finditer(text):
        number = parse_number(match["n"])
        if number is not None:
            unit = match["unit"] or "位"
            bare = _build(text, match.span("rank"), number, unit)
            yield _with(bare, Comparator.AT_MOST)


def _figures(text: str) -> Iterator[Quantity]:
    for match in _FIGURE.finditer(text):
        number = parse_number(match["n"])
        bare = _build(text, match.span("n"), number, "") if number is not None else None
        named = _NAMED_FIGURE.search(text, max(0, match.start() - 10), match.start())
        if bare and (bare.comparator in _FIRM or (named and bare.comparator is not Comparator.EXACT)):
            yield bare


def _headcounts(text: str) -> Iterator[Quantity]:
    """Counted without a measure word, where a word bounds the number: 在园人数6万以上."""
    for match in _HEADCOUNT.finditer(text):
        number = parse_number(match["n"])
        bare = (
            _build(text, match.span("n"), number, _COUNTED_AS[match["what"]]) if number is not None else None
        )
        if bare and bare.comparator is not Comparator.EXACT:
            yield bare


def _rates(text: str) -> Iterator[Quantity]:
    """10/10万: so many in a hundred thousand; the unit keeps the whole, /10万."""
    for match in _RATE.finditer(text):
        number = parse_number(match["n"])
        if number is not None:
            yield _build(text, match.span(), number, match["unit"])


def _ratios(text: str) -> Iterator[Quantity]:
    """师生比1:20 and 生师比20:1 are both 20 pupils to a teacher; more pupils is worse, so 达到 is at_most."""
    for match in _RATIO_RANGE.finditer(text):
        if _OF_TEACHERS.search(text, max(0, match.start() - 24), match.start()):
            low, high = Decimal(match["low"]), Decimal(match["high"])
            yield _build(text, match.span(), min(low, high), "生/师", max(low, high))
    for match in _RATIO.finditer(text):
        left, right = Decimal(match["left"]), Decimal(match["right"])
        if 1 not in (left, right):
            continue
        teacher_first = left == 1
        if right == 1 and text.endswith("优于", 0, match.start()):  # fewer to one is better
            yield _with(_build(text, match.span(), left, "比一"), Comparator.AT_MOST)
            continue
        nearby = text[max(0, match.start() - 24) : match.start()] + text[match.end() : match.end() + 14]
        of_teachers = _OF_TEACHERS.search(nearby)
        if not of_teachers and not re.search("比例|比", nearby):
            continue
        bare = _build(
            text, match.span(), right if teacher_first else left, "生/师" if of_teachers else "比一"
        )
        yield _turned(
            bare,
            of_teachers is not None,
            reversed_=left == 1 and (right >= _MANY or (right != 1 and of_teachers is not None)),
        )


def _turned(ratio: Quantity, of_teachers: bool, reversed_: bool) -> Quantity:
    """In 1:n of teachers, or of one for many, the share is compared, n is its reverse: not below 1:20 is at most 20."""
    comparator = ratio.comparator
    if comparator is Comparator.REACH:
        return _with(ratio, Comparator.AT_MOST if of_teachers else comparator)
    if of_teachers and comparator is Comparator.AT_MOST:
        return ratio  # 控制在1:20以内: nobody asks for fewer teachers
    return _with(ratio, _REVERSED.get(comparator, comparator)) if reversed_ else ratio


def _with(quantity: Quantity, comparator: Comparator) -> Quantity:
    return replace(quantity, comparator=comparator)


def _percents(text: str) -> Iterator[Quantity]:
    for match in _PERCENT.finditer(text):
        low = Decimal(100) if match["low"] == "百" else parse_number(match["low"])
        high = parse_number(match["high"]) if match["high"] else None
        if low is not None:
            yield _build(text, match.span(), low, "%" if match["base"] == "百" else "‰", high)


def _fractions(text: str) -> Iterator[Quantity]:
    """三分之一 33.33 %, 八成 80 %, 一半 50 %; 过半 says more than."""
    for match in _FRACTION.finditer(text):
        top = parse_chinese(match["top"] or match["top2"]) if match["top"] else int(match["top2"])
        bottom = (
            10_000
            if match["bottom"] == "万"
            else parse_chinese(match["bottom"])
            if match["bottom"]
            else int(match["bottom2"])
        )
        if top and bottom and top < bottom:
            yield _build(text, match.span(), round(Decimal(100 * top) / bottom, 2), "%")
    for match in _TENTHS.finditer(text):
        tenths = Decimal(10 * (parse_chinese(match["tenths"]) or 0) + _rest_of_tenths(match["rest"]))
        yield _build(text, match.span(), tenths, "%")
    for match in _HALF.finditer(text):
        over = Comparator.MORE_THAN if match["over"] else None
        yield _build(text, match.span(), Decimal(50), "%", comparator=over)


def _halves(text: str) -> Iterator[Quantity]:
    """不少于半年: half of a time is a number where a word bounds it."""
    for match in _HALF_A_TIME.finditer(text):
        value, unit = (Decimal(6), "月") if match["unit"] == "年" else (Decimal("0.5"), match["unit"])
        bare = _build(text, match.span(), value, base_unit(unit)[0])
        if bare.comparator in _FIRM:
            yield bare


def _rest_of_tenths(printed: str | None) -> int:
    """八成半 and 八成五 are 85 %."""
    return 5 if printed == "半" else (parse_chinese(printed) or 0) if printed else 0


def _people(text: str) -> Iterator[Quantity]:
    """培训500万农村劳动力: people are counted without a measure word."""
    for match in _PEOPLE.finditer(text):
        number = parse_number(match["n"])
        if number is not None:
            yield _build(text, match.span("n"), number, "人")


def _round_numbers(text: str) -> Iterator[Quantity]:
    """近万册, 上百家, 逾千人: a round number without a figure before it."""
    for match in _ROUND.finditer(text):
        unit, factor = base_unit(match["unit"])
        worth = Decimal(scale_of("1" + match["n"]) * factor)
        comparator = Comparator.ABOUT if match["word"] in ("近", "上") else Comparator.MORE_THAN
        yield _build(text, match.span(), worth, unit, comparator=comparator)


def _count(text: str, match: re.Match[str]) -> Quantity | None:
    unit, factor = base_unit(match["unit"])
    if text[match.start() - 1 : match.start()] in ("前", "后") and unit in _RANKED:
        return None
    if unit == "个" and _OF_PERCENTS.match(text, match.end()):
        return None
    low, high = parse_number(match["low"]), None
    if match["high"]:
        high = parse_number(match["high"])
        if low is not None and high is not None and low < high:
            low = low * scale_of(match["high"]) if scale_of(match["low"]) == 1 else low
    elif low is None and parse_neighbours(match["low"]):
        pair = parse_neighbours(match["low"]) or (0, 0)
        low, high = Decimal(pair[0]), Decimal(pair[1])
    if low is None or (match["high"] and high is None):
        return None
    vague = Comparator.ABOUT if match["more"] or match["more2"] else None
    if match["scale"] and scale_of(match["low"]) == 1:  # 20余万名
        factor *= scale_of("1" + match["scale"])
    upper = high * factor if high is not None else None
    return _build(text, match.span(), low * factor, unit, upper, comparator=vague)
