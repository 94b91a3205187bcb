"""A target in the words of an office: how much, for whom, until when."""

from __future__ import annotations

from luoshi.plans.models import Target
from luoshi.plans.wording import how_many

FIGURE = ("comparator", "quantity", "upper", "unit", "measure")
SCOPES = {
    "national": "全国总量",
    "province": "全省",
    "city": "全市",
    "each_school": "每校",
    "each_specialty": "每个专业",
    "each_teacher": "每名教师",
}


def quantity_words(target: Target) -> str:
    """超过 50%, 1 至 3 个, 全部, 一批（数量待定）."""
    return how_many({name: getattr(target, name) for name in FIGURE})


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
