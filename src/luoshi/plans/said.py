"""A target typed as a sentence, read like a sentence of a document: a proposal for the fields of its form.

The reader of targets is loaded when a sentence is read: its patterns are a fifth of the start of every process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.core.packs.reading_rows import target_row

from .models import Plan

if TYPE_CHECKING:
    from luoshi.core.reading.targets import FoundTarget, TargetContext

FIELDS = (
    "subject",
    "comparator",
    "quantity",
    "upper",
    "unit",
    "measure",
    "level",
    "and_above",
    "scope",
    "scope_basis",
    "due",
    "period",
    "recurrence",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of a sentence: the values of the form's fields as they would be typed, and what to look at."""

    values: dict[str, str]
    remarks: list[str]


def read_sentence(text: str, plan: Plan) -> Said | None:
    """The first target of the sentence; None where no target can be read from it."""
    from luoshi.core.reading.targets import find_targets

    found = find_targets(text, context_of(plan))
    if not found:
        return None
    row = target_row(found[0].to_json(), "said", None, None)
    values = {name: _typed(row[name]) for name in FIELDS}
    return Said(values, [*_remarks(found[0], row), *_others(found[1:])])


def context_of(plan: Plan) -> TargetContext:
    """What the plan says to all its sentences: its years, and whose numbers they are."""
    from luoshi.core.reading.goals import issuer_level
    from luoshi.core.reading.targets import TargetContext

    years = [int(year.group()) for text in (plan.start, plan.end) if (year := re.match(r"\d{4}", text))]
    issued = re.match(r"\d{4}", plan.document.issued_on if plan.document else "")
    return TargetContext(
        plan_period=(years[0], years[1]) if len(years) == 2 else None,
        year=int(issued.group()) if issued else (years or [None])[0],
        issuer_level=issuer_level(plan.issuer.name),
    )


def _typed(value: Any) -> str:
    if value is True:
        return "on"
    return "" if value in (None, False) else f"{value:g}" if isinstance(value, float) else str(value)


def _remarks(found: FoundTarget, row: dict[str, Any]) -> list[str]:
    """What the sentence leaves open, what is only inferred, and what a target of a plan cannot say."""
    remarks = [found.ask] if found.ask else []
    if row["scope"] and row["scope_basis"] == "inferred" and not found.ask:
        remarks.append("没有写明范围，按推定填写，请核对。")
    if found.scope and not row["scope"]:
        remarks.append("按谁计算（如每班、每名教师）在“范围”里没有对应的选项，请写在“对象”或“目标的说法”里。")
    if found.recurrence and not row["recurrence"]:
        remarks.append(f"“{found.recurrence}”在“频次”里没有对应的选项，请写在“目标的说法”里。")
    return [*remarks, row["to_verify"]] if "to_verify" in row else remarks


def _others(found: list[FoundTarget]) -> list[str]:
    if not found:
        return []
    words = "、".join(f"“{target.text}”" for target in found[:5])
    return [f"这句话里还有 {len(found)} 个目标：{words}。一次填一个，保存后再新建。"]
