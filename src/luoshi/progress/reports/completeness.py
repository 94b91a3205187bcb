"""What a report still lacks, a sentence each: hint on the page and refusal alike."""

from __future__ import annotations

from typing import Any

from luoshi.core.reporting import falls_short

from ..models import PeriodicReport, ReportRow
from .content import standing_rows, taken
from .facts import WorkFacts, facts_of, works_of


def missing_to_submit(report: PeriodicReport, facts: dict[int, WorkFacts] | None = None) -> list[str]:
    """By row: numbers, gaps, what is late without a word, what nobody said anything of."""
    rows = standing_rows(report)
    wanted, there = set(works_of(report)), {row.work_id for row in rows if row.work_id is not None}
    if wanted != there or any(row.work_id is None for row in rows):
        return ["实施方案里的任务有变化，请先点“更新任务”。"]
    if not rows:
        return ["实施方案里没有任务，不能报告。"]
    known = facts_of(report) if facts is None else facts
    read = {row["row"]: row for row in taken(report, known)}
    return [
        f"“{read[row.public_id]['title']}”：{lack}" for row in rows for lack in _of(row, read[row.public_id])
    ]


def _of(row: ReportRow, read: dict[str, Any]) -> list[str]:
    lacks = []
    for number in row.numbers.all():
        if number.actual is None:
            lacks.append(f"目标“{number.target.words}”还没有填完成数。")
        elif falls_short(number.goal, number.actual, number.target.comparator) and not number.reason:
            lacks.append(f"目标“{number.target.words}”没有达到年度目标，请写一句差距说明。")
    if read["unexplained"] and not row.words:
        lacks.append("有逾期的里程碑，过期以后没有填过进展，请写原因和安排。")
    elif read["silent"] and not row.words:
        lacks.append("本期没有填过进展，请写一句这项任务的情况。")
    return lacks
