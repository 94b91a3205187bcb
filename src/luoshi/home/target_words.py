"""A target in the words of an office: how much, for whom, until when."""

from __future__ import annotations

from decimal import Decimal

from luoshi.plans.models import Target

SCOPES = {
    "national": "全国总量",
    "province": "全省",
    "city": "全市",
    "each_school": "每校",
    "each_specialty": "每个专业",
    "each_teacher": "每名教师",
}
BEFORE = {
    "at_least": "不少于 ",
    "more_than": "超过 ",
    "reach": "达到 ",
    "at_most": "不超过 ",
    "less_than": "低于 ",
}
AFTER = {"about": "左右"}


def quantity_words(target: Target) -> str:
    """超过 50%, 1 至 3 个, 全部, 一批（尚未定数）; empty when there is no number and none is needed."""
    if target.quantity is None:
        return {"some": "一批（尚未定数）", "all": "全部", "by_date": "按期完成"}.get(
            target.comparator, "尚未定数"
        )
    unit = target.unit if target.unit == "%" else f" {target.unit}".rstrip()
    number = _number(target.quantity)
    if target.upper is not None:
        number = f"{number} 至 {_number(target.upper)}"
    kind = {"increase": "增加 ", "multiple": "增长倍数 ", "per_year": "每年 "}.get(target.measure, "")
    return f"{kind}{BEFORE.get(target.comparator, '')}{number}{unit}{AFTER.get(target.comparator, '')}"


def _number(value: Decimal) -> str:
    """10000.0000 → 10,000; 2.5000 → 2.5."""
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def range_words(target: Target) -> str:
    """每校 · 市级及以上; a scope that was inferred says so."""
    level = f"{target.level}级" if target.level in ("校", "县", "市", "省") else target.level
    if level and target.and_above:
        level += "及以上"
    scope = SCOPES.get(target.scope, "")
    if scope and target.scope_basis == "inferred":
        scope += "（推定）"
    return " · ".join(part for part in (scope, level) if part)


def time_words(target: Target) -> str:
    """2023 年底前 as the document's date, the period, how often."""
    parts = [f"期限 {target.due}" if target.due else "", target.period, target.recurrence]
    return "，".join(part for part in parts if part)
