"""Numbers of targets on pages: the bureau's grid over its schools, and what a school asks to change."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from luoshi.plans.models import Plan, Task

from . import parts as works
from .forms import number_box
from .goal_changes import held_numbers, number_of
from .models import Goal, Workplan
from .numbers import Cell, Grid, Key, Row, of_school, set_for, sums_of


class CityNumbersForm(forms.Form):
    """A box for each school and year of each target shown."""

    use_required_attribute = False

    def __init__(self, *args: Any, grid: Grid, **given: Any) -> None:
        super().__init__(*args, **given)
        self.grid = grid
        self.names: dict[Key, str] = {}
        for row in grid.rows:
            for cell in row.cells:
                name = name_of(row, cell.key[2])
                self.names[cell.key] = name
                label = f"{row.organisation.short}“{row.target.words}”{cell.key[2]} 年"
                self.fields[name] = number_box(label, 4)

    def blocks(self) -> Iterator[dict[str, Any]]:
        """For the page: one target after the other, its schools below."""
        sums, rows = sums_of(self.grid), self.grid.rows
        for target in dict.fromkeys(row.target for row in rows):
            own = [row for row in rows if row.target == target]
            lines = [(row.organisation, [(self[self.names[c.key]], c) for c in row.cells]) for row in own]
            total = sums[target.pk]
            yield {"target": target, "rows": lines, "sums": total if any(map(_is, total)) else []}

    def said(self) -> dict[Key, Decimal | None]:
        return {key: self.cleaned_data[name] for key, name in self.names.items()}


def _is(value: Decimal | None) -> bool:
    return value is not None


def name_of(row: Row, year: int) -> str:
    return f"n-{row.target.public_id}-{row.organisation.public_id}-{year}"


def stored_numbers(grid: Grid) -> dict[str, str]:
    def said(cell: Cell) -> str:
        return works.number_words(cell.city)

    return {name_of(row, cell.key[2]): said(cell) for row in grid.rows for cell in row.cells if said(cell)}


class GoalChangeForm(forms.Form):
    """What was agreed, a box for each number that is asked for instead; and why."""

    use_required_attribute = False

    def __init__(self, *args: Any, workplan: Workplan, going: Workplan | None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.goals = goals_to_ask(workplan)
        self.set_ = numbers_now(workplan)
        held = held_numbers(going) if going is not None else {}
        self.now = {goal.pk: held.get((goal.target_id, goal.year), number_of(goal)) for goal in self.goals}
        for goal in self.goals:
            label = f"“{goal.target.words}”{goal.year} 年"
            self.fields[goal.public_id] = number_box(label, 4)
            self.initial.setdefault(goal.public_id, works.number_words(self.now[goal.pk]))
        self.fields["reason"] = forms.CharField(
            label="为什么调整",
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="县局、市局据此审核。新数备案以前，现在的备案数照旧有效。",
            error_messages={"required": "请写明为什么要调整。"},
        )

    def rows(self) -> Iterator[tuple[Goal, Any, Any]]:
        for goal in self.goals:
            yield goal, self[goal.public_id], self.set_.get((goal.target_id, goal.year))

    def asked(self) -> dict[tuple[int, int], Decimal | None]:
        """Only what is to be another number."""
        said = {(goal.target_id, goal.year): self.cleaned_data[goal.public_id] for goal in self.goals}
        same = {(goal.target_id, goal.year): self.now[goal.pk] for goal in self.goals}
        return {key: value for key, value in said.items() if value != same[key]}


def goals_to_ask(workplan: Workplan) -> list[Goal]:
    """Those of the version in force that a next one can have too: of tasks still carried, targets not withdrawn,
    years of the plan."""
    carried = works.duties_by_work(workplan.organisation, workplan.plan)
    open_ = {work: {each.pk for each in works.targets_of(duties)} for work, duties in carried.items()}
    rows = Goal.objects.filter(
        part__workplan=workplan,
        part__dropped_at__isnull=True,
        year__in=works.years_of(workplan.plan, workplan.round),
    )
    ordered = rows.select_related("target", "part").order_by("target__order", "target_id", "year")
    return [goal for goal in ordered if goal.target_id in open_.get(goal.part.work_id, ())]


def numbers_now(workplan: Workplan) -> dict[tuple[int, int], Decimal]:
    """What the bureau has set this school by today."""
    targets = [each for rows in works.targets_by_task(workplan.plan).values() for each in rows]
    years = works.years_of(workplan.plan, workplan.round)
    return of_school(targets, years, set_for(workplan.organisation, workplan.plan))


class TermsForm(forms.Form):
    asks_stamp = forms.BooleanField(
        label="备案前要有盖章件",
        required=False,
        help_text="勾选的，市局最后一个环节同意以前，学校要交回盖章扫描件，或由收到纸质件的单位登记“纸质已收”。",
    )
    separate = forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label="要单独报送的任务",
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text="一般不勾：学校全部任务写在一份方案里，盖一次章。勾选的任务，学校另打印一份单独盖章，交回来才能备案。",
    )

    def __init__(self, *args: Any, plan: Plan, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = Task.objects.filter(plan=plan, withdrawn_at__isnull=True, basis__in=works.PLANNED)
        self.fields["separate"].queryset = rows  # type: ignore[attr-defined]
