"""A target as one sentence, the way an office would say it: 不少于 3 个，市级及以上，每校，到 2025 年底."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .models import Target

C = Target.Comparator
LEVELS = (("校", "校级"), ("县", "县级"), ("市", "市级"), ("省", "省级"), ("国家", "国家级"))
SCOPES = (
    ("national", "全国（仅作背景）"),
    ("province", "全省"),
    ("city", "全市"),
    ("each_school", "每校"),
    ("each_specialty", "每个专业"),
)
RECURRENCES = (("每年", "每年"), ("定期", "定期"), ("分批", "分批"))
WORDS_BEFORE = {  # as the documents say them: 左右 alone stands behind
    C.AT_LEAST: "不少于 ",
    C.MORE_THAN: "超过 ",
    C.REACH: "达到 ",
    C.AT_MOST: "不超过 ",
    C.LESS_THAN: "低于 ",
}
WITHOUT_NUMBER = {each.value: str(each.label) for each in (C.SOME, C.ALL, C.BY_DATE)}
MEASURES = {Target.Measure.INCREASE: "增加", Target.Measure.PER_YEAR: "每年"}


def target_sentence(said: Mapping[str, Any]) -> str:
    """The sentence of a target's fields; parts that are missing are left out, a missing number shows as …."""
    parts = [
        f"{said.get('subject') or ''}{how_many(said)}",
        _level(said),
        dict(SCOPES).get(said.get("scope") or "", ""),
        said.get("recurrence") or "",
        _years(said.get("period") or ""),
        _until(said.get("due") or ""),
    ]
    return "，".join(part for part in parts if part)


def how_many(said: Mapping[str, Any]) -> str:
    """The figure alone, the same on every page: 超过 50%, 1 至 3 个, 10,000 名左右, 一批（数量待定）."""
    comparator = said.get("comparator") or ""
    if comparator in WITHOUT_NUMBER:
        return WITHOUT_NUMBER[comparator]
    unit = said.get("unit") or ""
    amount = _number(said.get("quantity"))
    if comparator == C.RANGE:
        amount = f"{amount} 至 {_number(said.get('upper'))}"
    amount += "倍" if said.get("measure") == Target.Measure.MULTIPLE and not unit else ""
    space = "" if unit in ("", "%") else " "
    measure = MEASURES.get(said.get("measure") or "", "")
    behind = "左右" if comparator == C.ABOUT else ""
    return f"{measure}{WORDS_BEFORE.get(comparator, '' if not measure else ' ')}{amount}{space}{unit}{behind}"


def _number(value: Decimal | float | None) -> str:
    """10000.0000 → 10,000; 2.5000 → 2.5."""
    if value is None:
        return "…"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _level(said: Mapping[str, Any]) -> str:
    level = dict(LEVELS).get(said.get("level") or "", "")
    return f"{level}及以上" if level and said.get("and_above") else level


def _years(period: str) -> str:
    first, dash, last = period.partition("-")
    return f"{first} 年至 {last} 年" if dash else ""


def _until(due: str) -> str:
    """2025 → 到 2025 年底; 2025-06 → 到 2025 年 6 月底; 2025-06-30 → 到 2025 年 6 月 30 日."""
    numbers = [part.lstrip("0") for part in due.split("-") if part.isdigit()]
    ends = {1: " 年底", 2: " 月底", 3: " 日"}
    names = [" 年 ", " 月 "]
    if not numbers or len(numbers) > 3:
        return ""
    head = "".join(number + name for number, name in zip(numbers[:-1], names, strict=False))
    return f"到 {head}{numbers[-1]}{ends[len(numbers)]}"
