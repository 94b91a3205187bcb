"""What a report still lacks, a sentence each: hint on the page and refusal alike."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from luoshi.core.quoting import quoted
from luoshi.core.reporting import falls_short

from ..models import PeriodicReport, ReportNumber, ReportRow
from .content import standing_rows, taken
from .facts import WorkFacts, facts_of, goals_of, works_of

Said = tuple[ReportNumber, Decimal | None, str]  # a number, how far it is, why it is behind


def is_short(number: ReportNumber, actual: Decimal | None) -> bool:
    return falls_short(number.goal, actual, number.target.comparator)


def missing_to_submit(report: PeriodicReport, facts: dict[int, WorkFacts] | None = None) -> list[str]:
    """By row: numbers, gaps, what is late without a word, what nobody said anything of."""
    return [words for _, words in lacking(report, facts)]


def lacking(report: PeriodicReport, facts: dict[int, WorkFacts] | None = None) -> list[tuple[str, str]]:
    """(the box of the form it is written in, empty where it is none, what is lacking)."""
    rows = standing_rows(report)
    wanted, there = set(works_of(report)), {row.work_id for row in rows if row.work_id is not None}
    if wanted != there or any(row.work_id is None for row in rows):
        return [("", "实施方案里的任务有变化，请先点“更新任务”。")]
    if not rows:
        return [("", "实施方案里没有任务，不能报告。")]
    if _agreed(report) != {
        (row.work_id, each.target_id, each.goal) for row in rows for each in row.numbers.all()
    }:
        return [("", "实施方案里的年度目标有变化，请先点“更新任务”。")]
    return [lack for lacks in _by_row(report, rows, facts).values() for lack in lacks]


def _agreed(report: PeriodicReport) -> set[tuple[int | None, int, Decimal]]:
    """What the workplan in force asks for: work, target, goal."""
    return {(work, target.pk, goal) for work, goals in goals_of(report).items() for target, goal in goals}


def lacks_by_row(
    report: PeriodicReport, rows: list[ReportRow], facts: dict[int, WorkFacts] | None = None
) -> dict[int, list[str]]:
    """By key of the row, of those that lack something."""
    found = _by_row(report, rows, facts)
    return {key: [words for _, words in lacks] for key, lacks in found.items()}


def _by_row(
    report: PeriodicReport, rows: list[ReportRow], facts: dict[int, WorkFacts] | None
) -> dict[int, list[tuple[str, str]]]:
    known = facts_of(report) if facts is None else facts
    read = {row["row"]: row for row in taken(report, known)}
    found = {}
    for row in rows:
        if lacks := _of(row, read[row.public_id]):
            found[row.pk] = [(box, f"{quoted(read[row.public_id]['title'])}：{lack}") for box, lack in lacks]
    return found


def _of(row: ReportRow, read: dict[str, Any]) -> list[tuple[str, str]]:
    return lacks_of(read, row.words, [(each, each.actual, each.reason) for each in row.numbers.all()])


def lacks_of(read: dict[str, Any], words: str, said: Iterable[Said]) -> list[tuple[str, str]]:
    """Of one task, with its sentence and its numbers as they are stored, or as they stand on the form."""
    lacks = []
    box = f"words_{read['row']}"
    for number, actual, reason in said:
        if actual is None:
            lacks.append((f"actual_{number.public_id}", f"目标{quoted(number.target.words)}还没有填完成数。"))
        elif is_short(number, actual) and not reason:
            short = f"目标{quoted(number.target.words)}没有达到年度目标，请写一句差距说明。"
            lacks.append((f"reason_{number.public_id}", short))
    if read["unexplained"] and not words:
        lacks.append((box, "有逾期的里程碑，过期以后没有填过进展，请写原因和安排。"))
    elif read["owes"] and not words:
        lacks.append((box, "本期没有填过进展，请写一句这项任务的情况。"))
    return lacks
