"""The steps that the bureau proposes for a task, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.timetable import Line, filled, read_lines
from luoshi.plans.models import Task

from .. import permissions
from ..models import TemplateStep
from ..step_templates import MOST


@acts.act("workplans.set_template", who=permissions.can_propose_steps, on="task")
def set_template(*, task: Task, lines: Sequence[Line], by: Actor) -> Task:
    """None takes the template away. Timetables that took it over before stay as they are."""
    kept = filled(lines)
    if len(kept) > MOST:
        raise RuleBroken(f"一项任务的模板最多 {MOST} 步，请合并或删去一些。")
    read, problems = read_lines(kept)
    if problems:
        raise RuleBroken(str(problems[0]))
    task.template_steps.all().delete()
    rows = [
        TemplateStep(
            task=task,
            order=order,
            title=row.title,
            due=row.due,
            weight=row.weight,
            after="、".join(map(str, row.after)),
            acceptance=row.cells["acceptance"],
            recurring=row.cells["recurring"],
        )
        for order, row in enumerate(read, 1)
    ]
    TemplateStep.objects.bulk_create(rows)
    acts.note_bulk("template", [[row.order, row.title, str(row.due), row.weight] for row in rows])
    return task
