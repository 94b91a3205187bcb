"""The 一览表 of a round: tasks down, schools across, as an annex prints it."""

from __future__ import annotations

from luoshi.accounts.models import Organisation
from luoshi.core.matrix import COUNTED_ONCE, LEADS, PrintedRow, PrintedTable, joint_mark, number_parts

from .standing import Line, Standing, TaskLine


def list_of(standing: Standing) -> PrintedTable:
    """Tasks down, schools across, as an annex prints it; only what was accepted."""
    schools = [school.organisation for school in standing.schools]
    rows = tuple(_printed(task, schools) for task in standing.tasks)
    notes = (COUNTED_ONCE,) if any(LEADS in row.marks for row in rows) else ()
    return PrintedTable(
        f"{standing.round.name}任务承接情况一览表",
        tuple(school.short for school in schools),
        rows,
        (*notes, _sums(standing)),
    )


def _printed(task: TaskLine, schools: list[Organisation]) -> PrintedRow:
    given = {line.organisation.pk: line for line in task.lines if line.is_accepted}
    leaders = {
        line.organisation.pk: line.organisation.short
        for line in given.values()
        if line.wish.led_by_id == line.organisation.pk
    }
    marks = tuple(_mark(given.get(school.pk), leaders) for school in schools)
    numbers = number_parts(task.row.task.code)
    return PrintedRow(*numbers, task.row.task.title, str(task.accepted), marks)


def _mark(line: Line | None, leaders: dict[int, str]) -> str:
    return joint_mark(line.organisation.pk, line.wish.led_by_id, leaders) if line is not None else ""


def _sums(standing: Standing) -> str:
    total = sum(task.accepted for task in standing.tasks)
    each = "，".join(
        f"{school.organisation.short} {school.accepted} 项" for school in standing.schools if school.accepted
    )
    return f"合计承接 {total} 项。各校：{each}。" if each else "没有单位承接。"
