"""Which column is which field: by the words over it first, by what stands in it second."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from luoshi.core.fields.model import MONEY_UNITS
from luoshi.core.sheets import labels

from .model import LIKELY, NONE, SURE, Column, Shape, Wanted
from .synonyms import same_meaning

CERTAIN, PLAUSIBLE = 0.88, 0.55
_GENERIC = re.compile(
    r"^(?:名称|名|内容|情况|时间|日期|等级|级别|数量|数|类别|类型|编号|号|号码|年月|人|备注|说明|是否)$"
)
_FOLDED = (
    (re.compile(r"^(?:教师|本人|教职工|人员|学员|现|现任|主要|最高|所|拟)(?=.{2})"), ""),
    (re.compile(r"(?:名称|全称)$"), ""),
    (re.compile(r"起止"), ""),
    (re.compile(r"起始"), "开始"),
    (re.compile(r"(?<=[期间])起$|^起$"), "开始"),
    (re.compile(r"截止|终止"), "结束"),
    (re.compile(r"(?<=[期间])止$|^止$"), "结束"),
    (re.compile(r"处室|科室"), "部门"),
    (re.compile(r"(?:机关|单位)$"), "机构"),
    (re.compile(r"(?:比例|比重)$"), "占比"),
    (re.compile(r"(?:册数|人数)$"), "数"),
    (re.compile(r"号码$"), "号"),
    (re.compile(r"(?:日期|年月日|年月|年份|年度)$"), "时间"),
    (re.compile(r"(?<=开始|结束)时间$"), ""),
    (re.compile(r"(?:级别|层次)$"), "等级"),
    (re.compile(r"(?:数量|总数|个数)$"), "数"),
    (re.compile(r"(?:情况|信息)$"), ""),
    (re.compile(r"[的与和及、/]"), ""),
)
_NOT_COUNTED = ("yes_no", "choice", "text", "person")
_COUNTS = frozenset({"人", "人次", "名", "个", "所", "家", "门", "件", "项", "%", "万元", "元"})
_COUNTED = re.compile(r"^其中(?:[:：]|.{0,4}(?:数|人)$)|(?<!序)(?<!级)(?:人数|占比|比例|比重)(?:[(（].*)?$")
_INNER = re.compile(r"[（(]([^（）()]{2,8})[)）]")
_ID = re.compile(r"^\d{14,17}[\dXx]$|^\d(?:\.\d+)?[eE]\+?16$", re.ASCII)
_MOBILE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)


def matched(columns: Sequence[Column], fields: Sequence[Wanted]) -> float:
    """Give each column its field; the sum of how well they fit. Each field once, the best fit first."""
    repeated = {word for word, count in Counter(_last(each) for each in columns).items() if count > 1}
    fits = sorted(
        (
            (fit, -at, -place)
            for at, column in enumerate(columns)
            for place, wanted in enumerate(fields)
            if (fit := fitness(column, wanted, repeated)) >= PLAUSIBLE
        ),
        reverse=True,
    )
    total, used = 0.0, set[int]()
    for fit, at, place in fits:
        if columns[-at].field or -place in used:
            continue
        column, wanted = columns[-at], fields[-place]
        column.field, column.certainty = wanted.key, SURE if fit >= CERTAIN else LIKELY
        column.note = "" if fit >= CERTAIN else "表头的说法与台账的不完全一样，请核对。"
        used.add(-place)
        total += fit
    total += spread(columns, [each for each in fields if each.kind == "choice"])
    for fit, at, place in fits:
        _note_rival(columns, fields, fit, -at, -place)
    return total


def spread(columns: Sequence[Column], fields: Sequence[Wanted]) -> float:
    """One choice asked by ticks in several columns: 团队级别 over 国家, 省, 市, 校."""
    from .words import near

    groups: dict[tuple[str, ...], list[Column]] = {}
    for column in columns:
        if len(column.path) > 1:
            groups.setdefault(column.path[:-1], []).append(column)
    total = 0.0
    for path, group in groups.items():
        for wanted in fields:
            taken = next((each for each in columns if each.field == wanted.key), None)
            keys = [near(wanted.field, each.path[-1])[0] or _exact(wanted, each.path[-1]) for each in group]
            fit = likeness(bare(path[-1]), bare(wanted.label))
            if len(group) < 2 or not all(keys) or len(set(keys)) < len(keys) or fit < PLAUSIBLE:
                continue
            if taken is None or taken in group:
                for column, key in zip(group, keys, strict=True):
                    column.field, column.tick, column.certainty = wanted.key, key or "", LIKELY
                    column.note = "几列打钩合成一项，请核对。"
                total += fit
                break
    return total


def _exact(wanted: Wanted, text: str) -> str | None:
    return next((each.key for each in wanted.choices if bare(each.label) == bare(text)), None)


def _note_rival(columns: Sequence[Column], fields: Sequence[Wanted], fit: float, at: int, place: int) -> None:
    """Where a field would fit two columns about as well, a person chooses."""
    key = fields[place].key
    holder = next((each for each in columns if each.field == key), None)
    column = columns[at]
    if holder is None or holder.tick or holder is column or column.field or fit < CERTAIN:
        return
    column.note = f"{holder.letter}列也像“{fields[place].label}”，这里先取{holder.letter}列。"
    holder.certainty = LIKELY
    holder.note = f"{column.letter}列也像“{fields[place].label}”，请选定一列。"


def fitness(column: Column, wanted: Wanted, repeated: set[str]) -> float:
    """0 to 1: how well the headings of a column name the field."""
    if wanted.kind in _NOT_COUNTED and is_counted(column) and not labels.unit_of(wanted.label):
        return 0.0
    names = [(name, 1.0) for name in (wanted.label, *wanted.aliases)]
    names += [(inner, 0.95) for inner in _INNER.findall(wanted.label) if not labels.unit_of(wanted.label)]
    return max(
        (
            weight * less * likeness(word, bare(name))
            for word, weight in _words(column, repeated)
            for name, less in names
        ),
        default=0.0,
    )


def is_counted(column: Column) -> bool:
    """双师型教师（人）, 其中：双师型, 双师型教师占比: how many there are, which no 是否双师型 of one person is."""
    own = labels.plain(column.path[-1]) if column.path else ""
    unit = next((unit for text in reversed(column.path) if (unit := labels.unit_of(text))), "")
    return unit in _COUNTS or bool(_COUNTED.search(own))


def _last(column: Column) -> str:
    return bare(column.path[-1]) if column.path else ""


def _words(column: Column, repeated: set[str]) -> list[tuple[str, float]]:
    """What a column may be called: all of its headings, the lowest, the one above a word such as 名称."""
    path = [bare(each) for each in column.path if bare(each) and not labels.is_unit(each)]
    if not path:
        return []
    last = path[-1]
    if len(path) == 1:
        return [(last, 1.0)]
    vague = bool(_GENERIC.match(last))
    words = [("".join(path[-2:]), 1.0), (last, 0.7 if vague or last in repeated else 0.98)]
    if vague and last in ("名称", "名", "内容", "情况", "是否"):
        words.append((path[-2], 0.96))
    if len(path) > 2:
        words.append(("".join(path), 1.0))
    return words


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A heading as it is compared; where brackets are all there is, what stands in them."""
    words = labels.bare(text) or labels.plain(text).strip("()（）")
    if unit := labels.unit_of(text):
        words = re.sub(rf"[,、/]{re.escape(unit)}$", "", words)
    return re.sub(r"[:：*★☆\"'“”‘’]", "", words).casefold()


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    for pattern, instead in _FOLDED:
        text = pattern.sub(instead, text)
    return text


@lru_cache(maxsize=16384)
def likeness(one: str, other: str) -> float:
    """How near two bare headings are."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if same_meaning(one, other):
        return 0.93
    a, b = folded(one), folded(other)
    if a == b or same_meaning(a, b):
        return 0.92 if len(a) > 1 else 0.7
    short, long_ = sorted((a, b), key=len)
    if len(short) > 1 and short in long_:
        return 0.5 + 0.35 * len(short) / len(long_)
    if len(short) > 2 and len(short) * 2 >= len(long_) and short[0] == long_[0] and is_inside(short, long_):
        return 0.5 + 0.3 * len(short) / len(long_)
    pairs = ({x[i : i + 2] for i in range(len(x) - 1)} for x in (a, b))
    first, second = pairs
    shared = len(first & second)
    return 0.8 * 2 * shared / (len(first) + len(second)) if shared > 1 else 0.0


def is_inside(short: str, long_: str) -> bool:
    """Whether the signs of one stand in the other in their order: 双师占比 in 双师型教师占比."""
    rest = iter(long_)
    return all(sign in rest for sign in short)


def by_content(column: Column, fields: Sequence[Wanted], texts: Sequence[str]) -> None:
    """A column without a field whose cells say what they are: identity and mobile numbers."""
    if column.field or len(texts) < 3:
        return
    for shape, pattern in ((Shape.ID_NUMBER, _ID), (Shape.MOBILE, _MOBILE)):
        free = [each for each in fields if each.shape == shape]
        if len(free) == 1 and sum(bool(pattern.match(text)) for text in texts) * 10 >= len(texts) * 7:
            column.field, column.certainty = free[0].key, LIKELY
            column.note = f"表头看不出，按内容判断是“{free[0].label}”，请核对。"


def settle_unit(column: Column, wanted: Wanted, general: str) -> None:
    """The unit that counts in this column; a unit that is not the field's and cannot be converted takes it out."""
    field = wanted.field
    named = next((unit for text in reversed(column.path) if (unit := labels.unit_of(text))), "")
    if field.kind == "money":
        unit = named or (general if general in MONEY_UNITS else "")
        column.unit = unit if unit in MONEY_UNITS else ""
        if named and named not in MONEY_UNITS and named not in ("千元",):
            _take_out(column, named, wanted)
        return
    if field.kind not in ("integer", "decimal") or not named or named == field.unit:
        return
    if field.unit and times_of(named, field.unit) is None:
        _take_out(column, named, wanted)
    else:
        column.unit = named


def _take_out(column: Column, unit: str, wanted: Wanted) -> None:
    expected = wanted.field.unit or "元"
    column.field, column.certainty = "", NONE
    column.note = f"像“{wanted.label}”，但表头的单位是“{unit}”，台账要“{expected}”。请在表里换算后重新上传。"


_TIMES = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000}
_EQUAL = (
    {"㎡", "m2", "m²", "平方米"},
    {"学时", "课时", "节"},
    {"人", "人数", "名"},
    {"个", "项"},
    {"月", "个月"},
    {"套", "台套"},
    {"册", "本"},
)


def times_of(unit: str, wanted: str) -> int | None:
    """万平方米 for 平方米 is 10,000; None where they are not the same measure."""
    if unit == wanted or any(unit in each and wanted in each for each in _EQUAL):
        return 1
    rest = unit[1:]
    if unit[:1] in _TIMES and (rest == wanted or any(rest in each and wanted in each for each in _EQUAL)):
        return _TIMES[unit[0]]
    return None


def apply_choice(columns: Sequence[Column], chosen: Mapping[int, str], fields: Sequence[Wanted]) -> None:
    """What a person chose, now or for the same headings before, instead of what was found."""
    known = {each.key for each in fields}
    for column in columns:
        key = chosen.get(column.at, "")
        if column.tick and key == column.field:
            continue
        column.field, column.tick = key if key in known else "", ""
        column.certainty, column.note = SURE, ""
