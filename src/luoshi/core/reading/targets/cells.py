"""What the heading of a column says about the text of its cells: baseline, year, unit."""

from __future__ import annotations

import re

from .model import Comparator
from .numerals import NUMBER, SCALE
from .script import to_half_width
from .units import UNIT

_BASELINE = re.compile(
    r"现状|基期|基线|基数|现有|上年|去年|已有|完成(?:情况|值|数)|实际|起点|原值|备注|序号|编号|电话|联系|责任人|责任单位|负责人|牵头|姓名|页码|权重|分值|得分"
)
_UNIT = re.compile(rf"[(\[](?:单位[::]?)?((?:{SCALE})?{UNIT})[)\]]")  # 年招生规模(万人)
# 培训人次, 毕业生人数, 开课门数: the name ends in what is counted
_NAMED_UNIT = re.compile(
    r"(?:(?P<unit>人次|学时|课时)|人数|(?P<counted>[个所门项本件篇家册部套名])数)(?=[\s(（]|\Z)"
)
_BARE = re.compile(
    rf"\s*(?:不少于|不低于|至少|不超过|约|达到|≥|>=|≤|<=|>|<)?\s*{NUMBER}(?:\s*[-—~至]+\s*{NUMBER})?(?P<bound>\s*(?:左右|以上|以内|以下)?)\s*\Z"
)
_RATIO = re.compile(r"\s*[≥≤<>=不低高于超过达到]*\s*\d+(?:\.\d+)?\s*:\s*\d+(?:\.\d+)?\s*\Z")
_AT_MOST = re.compile(r"(?<![年期时权界局])限[额报]|上限|不超过|最多|≤|<=")
_AT_LEAST = re.compile(r"下限|不少于|不低于|至少|≥|>=")
_BEYOND = re.compile(r"[<>＜＞]")
_SAYS_NOTHING = frozenset(
    ["", "数量", "占比", "比例", "年度", "绩效", "预期成效", "完成时限", "数值", "内容", "建设内容", "要求"]
)


def is_baseline_column(header: str) -> bool:
    """现状值, 基期, 2020年实际: the numbers below are old values."""
    return bool(_BASELINE.search(header))


def unit_of(header: str) -> str:
    """The unit a heading lends to bare numbers: 校园占地面积(平方米), 占比(%); empty if it lends none."""
    found = _UNIT.search(to_half_width(header))
    if found:
        return found[1]
    if "%" in to_half_width(header):
        return "%"
    named = _NAMED_UNIT.search(to_half_width(header))
    return (named["unit"] or named["counted"] or "人") if named else ""


def lent_by(header: str, text: str) -> tuple[int, str]:
    """What to read in the text of a cell, and where: the unit of a bare number, the name of a bare ratio.

    The unit stands before 左右 and 以下: 1.5左右 under 万人 is read as 1.5万人左右.
    """
    bare = _BARE.match(to_half_width(text))
    if bare:
        return bare.start("bound"), unit_of(header)
    ratio = _RATIO.match(to_half_width(text))
    return len(text), "师生比" if ratio and re.search("师生比|生师比", header) else ""


def bound_by(header: str, comparator: Comparator) -> Comparator:
    """限额 over a column bounds the bare numbers below it, 下限 likewise."""
    if comparator is not Comparator.EXACT:
        return comparator
    if _AT_MOST.search(header):
        return Comparator.AT_MOST
    if _AT_LEAST.search(header):
        return Comparator.AT_LEAST
    beyond = _BEYOND.search(header)
    return (Comparator.MORE_THAN if beyond[0] in ">＞" else Comparator.LESS_THAN) if beyond else comparator


def name_of(header: str) -> str | None:
    """The heading as a subject: without brackets, years and words for target."""
    name = re.sub(
        r"[(（\[].*?[)）\]]|(?:19|20)\d{2}(?:年度?)?|目标值?|任务数?|计划|指标|[%％≥≤<>＜＞=＝\s]", "", header
    )
    return None if name in _SAYS_NOTHING else name
