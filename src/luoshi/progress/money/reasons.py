"""Reasons for what differs from the plan: of which lines one is asked as they are typed, and one for many lines."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.core import money as rules
from luoshi.core.money import Sums

from .lines import MOST_REASON, Line, Quarter, read


def asked_of(quarter: Quarter, lines: Sequence[Line]) -> dict[str, list[str]]:
    """By line, as typed and not saved yet: why a reason is asked. A line that cannot be read asks for nothing."""
    rows = {row.key: row for row in quarter.rows(line.key for line in lines)}
    found = {}
    for line in lines:
        said, problems = read([line])
        if line.key not in rows or problems or said[0].is_blank:
            continue
        row, typed = rows[line.key], Sums(arrived=said[0].arrived, spent=said[0].spent)
        year = Sums(planned=row.planned) + row.earlier + typed
        found[line.key] = rules.deviations(year, quarter.report.quarter, quarter.rule.limits)
    return found


def lacking(quarter: Quarter, lines: Sequence[Line]) -> set[str]:
    """Lines of which a reason is asked and that say none."""
    asked = asked_of(quarter, lines)
    return {line.key for line in lines if asked.get(line.key) and not line.cells.get("reason", "").strip()}


def with_reason(quarter: Quarter, lines: Sequence[Line], words: str) -> tuple[list[Line], int]:
    """The lines with these words wherever a reason lacks, and how many those are; what was said stays."""
    empty, said = lacking(quarter, lines), " ".join(words.split())[:MOST_REASON]
    filled = [Line(line.key, {**line.cells, "reason": said}) if line.key in empty else line for line in lines]
    return filled, len(empty)
