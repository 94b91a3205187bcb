"""Steps that the bureau proposes for a task, as rows of a form, and as lines that a school takes into its timetable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from luoshi.core.timetable import (
    LABELS,
    MOST_TITLE,
    MOST_WORDS,
    Line,
    Problem,
    filled,
    read_lines,
    renumbered,
)
from luoshi.plans.models import Task

from . import parts as works
from .models import TemplateStep, Workplan
from .timetable import Names

COLUMNS = ("title", "due", "weight", "after", "acceptance", "recurring")
MOST, BLANK = 40, 5


def lines_of_steps(steps: Iterable[TemplateStep]) -> list[Line]:
    return [
        Line(
            "",
            {
                "title": step.title,
                "due": step.due.isoformat() if step.due else "",
                "weight": str(step.weight),
                "after": step.after,
                "acceptance": step.acceptance,
                "recurring": step.recurring,
            },
        )
        for step in steps
    ]


def proposed(workplan: Workplan, names: Names, lines: Sequence[Line], closed: set[int]) -> list[Line]:
    """The templates of the tasks that no line is about yet, as lines to add behind these."""
    taken = {part.pk for line in lines if (part := names.part(line.cells.get("part", "").strip()))}
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    tasks = [duty.task_id for rows in duties.values() for duty in rows]
    steps: dict[int, list[TemplateStep]] = {}
    for step in TemplateStep.objects.filter(task__in=tasks).order_by("order", "id"):
        steps.setdefault(step.task_id, []).append(step)
    found: list[Line] = []
    for part, wording in names.parts.values():
        if part.pk in taken or part.pk in closed:
            continue
        for duty in duties.get(part.work_id, []):
            first = len(lines) + len(found)
            moved = {str(at): str(at + first) for at in range(1, MOST + 1)}
            own = [renumbered(line, moved) for line in lines_of_steps(steps.get(duty.task_id, ()))]
            found += [Line("", {**line.cells, "part": wording}) for line in own]
    return found


class TemplateForm(forms.Form):
    """A row a step; empty rows are none."""

    def __init__(self, *args: Any, task: Task, **given: Any) -> None:
        super().__init__(*args, **given)
        self.count = min(max(_rows_in(self.data), _rows_in(self.initial)) + BLANK, MOST)
        for number in range(1, self.count + 1):
            for column in COLUMNS:
                most = MOST_TITLE if column == "title" else MOST_WORDS
                label = f"{LABELS[column]}，第 {number} 行"
                box = forms.TextInput(attrs={"aria-label": label, "autocomplete": "off"})
                self.fields[f"{column}-{number}"] = forms.CharField(
                    label=label, required=False, max_length=most, widget=box
                )

    def rows(self) -> list[tuple[int, list[tuple[str, Any]]]]:
        return [
            (number, [(column, self[f"{column}-{number}"]) for column in COLUMNS])
            for number in range(1, self.count + 1)
        ]

    def typed(self) -> list[Line]:
        said = self.cleaned_data
        return [
            Line("", {column: said.get(f"{column}-{number}", "") for column in COLUMNS})
            for number in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        kept = [number for number, line in enumerate(self.typed(), 1) if not line.is_blank]
        for problem in problems_of(filled(self.typed())):
            self.add_error(f"{problem.column}-{kept[problem.row - 1]}", problem.message)
        return cleaned


def _rows_in(given: Any) -> int:
    """The last row that says something."""
    numbers = [
        int(name[6:])
        for name, value in given.items()
        if name.startswith("title-")
        and name[6:].isascii()
        and name[6:].isdigit()
        and len(name) < 10
        and value
    ]
    return max(numbers, default=0)


def stored(task: Task) -> dict[str, str]:
    return {
        f"{column}-{number}": text
        for number, line in enumerate(lines_of_steps(task.template_steps.order_by("order", "id")), 1)
        for column, text in line.cells.items()
    }


def problems_of(lines: Sequence[Line]) -> list[Problem]:
    return read_lines(lines)[1]
