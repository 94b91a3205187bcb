"""Definitions, rules and figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.core import targets
from luoshi.core.plausibility import FALL, RISE, shown

from ..models import IndicatorVersion
from ..queries import Shown
from ..states import Kind
from .definitions import rules_of, unscaled

NONE = "—"


def with_unit(number: Any, unit: str) -> str:
    text = shown(Decimal(str(number)))
    return f"{text}%" if unit == "%" else f"{text} {unit}".rstrip()


def rules_in_words(version: IndicatorVersion, titles: Mapping[str, str]) -> list[str]:
    """Hard rules first: what refuses, what asks for a sentence."""
    rules, unit = rules_of(version), version.unit
    found = []
    if rules.low is not None:
        found.append(f"不能小于 {with_unit(rules.low, unit)}")
    if rules.high is not None:
        found.append(f"不能大于 {with_unit(rules.high, unit)}")
    if rules.part_of:
        found.append(f"不能大于“{titles.get(rules.part_of, rules.part_of)}”")
    if rules.usual_low is not None:
        found.append(f"低于 {with_unit(rules.usual_low, unit)} 要说明")
    if rules.usual_high is not None:
        found.append(f"高于 {with_unit(rules.usual_high, unit)} 要说明")
    if rules.jump is not None:
        what = "个百分点" if unit == "%" else "%"
        found.append(f"与上期相差超过 {shown(rules.jump)}{what} 要说明")
    if rules.peers is not None:
        found.append("与其他单位相差太多要说明")
    if rules.direction in (RISE, FALL):
        found.append("比上期低要说明" if rules.direction == RISE else "比上期高要说明")
    return found


def standard_in_words(standard: Mapping[str, Any] | None, unit: str) -> str:
    if not standard:
        return ""
    low, high = (
        shown(Decimal(str(standard[name]))) if standard.get(name) is not None else ""
        for name in ("quantity", "upper")
    )
    whose = "每个学校" if standard.get("level") == "each" else "全市合计"
    words = targets.in_words(standard["comparator"], low, high, unit)
    return f"{whose}{words}（{standard.get('basis', '')}）"


def rounded(number: Fraction | None, places: int) -> str:
    """Half up, as people round; a dash for none."""
    if number is None:
        return NONE
    scaled = abs(number) * 10**places
    whole = int(scaled + Fraction(1, 2))
    text = shown_places(whole, places)
    return f"-{text}" if number < 0 and whole else text


def shown_places(whole: int, places: int) -> str:
    head, tail = divmod(whole, 10**places)
    return f"{head:,}.{tail:0{places}d}" if places else f"{head:,}"


def value_words(figure: Shown) -> str:
    """62.5%, 1,234 人, 是; a dash where there is none."""
    version = figure.definition
    if version.kind == Kind.TEXT:
        return (figure.observation.text if figure.observation else "") or NONE
    if figure.numerator is None:
        return NONE
    if version.kind == Kind.YES_NO and not figure.is_rolled_up:
        return "是" if figure.numerator else "否"
    if version.kind == Kind.YES_NO:
        return f"{figure.numerator:,} 所"
    text = rounded(figure.exact, version.scale)
    if text == NONE:
        return NONE
    return f"{text}%" if version.unit == "%" else f"{text} {version.unit}".rstrip()


def plain_words(number: int | None, version: IndicatorVersion) -> str:
    """A stored numerator or denominator as people write it."""
    return NONE if number is None else shown(unscaled(number, version.scale))
