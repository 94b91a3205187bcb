"""The same step in several filed workplans of a school, of the whole period and of a year, or of two plans that share
the work: said once, it stands in each. The same are steps of one work alike in words, day and owner.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import milestones_in_force


def step_of(row: Milestone) -> Hashable:
    return (row.workplan.organisation_id, row.part.work_id, row.title, row.due, row.owner_id)


def twins_of(rows: Sequence[Milestone]) -> dict[str, list[Milestone]]:
    """By key of the row, the same step in other workplans that are in force. One question, whatever their number."""
    by_step: dict[Hashable, list[Milestone]] = {}
    for other in milestones_in_force().filter(
        owner__isnull=False,
        workplan__organisation__in={row.workplan.organisation_id for row in rows},
        part__work__in={row.part.work_id for row in rows},
        title__in={row.title for row in rows},
    ):
        by_step.setdefault(step_of(other), []).append(other)
    return {
        row.key: [
            other
            for other in by_step.get(step_of(row), ())
            if other.workplan_id != row.workplan_id and other.key != row.key
        ]
        for row in rows
    }


def plan_words(row: Milestone) -> str:
    """Which of the school's workplans it stands in, without the school's name."""
    year = row.workplan.round
    return f"{row.workplan.plan.short}{f'{year}年度' if year.isdigit() else year}方案"


def once_each(rows: Iterable[Milestone]) -> Iterable[Milestone]:
    """Of the same step in several workplans the first."""
    seen: dict[Hashable, int] = {}
    return [row for row in rows if seen.setdefault(step_of(row), row.workplan_id) == row.workplan_id]
