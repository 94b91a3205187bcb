"""The grid on which undertakings are set by hand: what stands, what the person wants, and the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.plans.models import Basis, Plan, Task
from luoshi.plans.queries import leaders_for, tasks_in

from .models import Duty
from .pack import schools_under

CELL_BASES = (Basis.UNDERTAKEN, Basis.REQUIRED)
UNKNOWN = "有的任务或单位已经不在这份计划里。请刷新页面，核对后再选。"


@dataclass(frozen=True, slots=True)
class Cell:
    """One mark that is to stand (`on`) or to go."""

    task: Task
    organisation: Organisation
    on: bool

    @property
    def value(self) -> str:
        """As it stands in a form."""
        return f"{self.task.public_id}.{self.organisation.public_id}"


@dataclass(frozen=True, slots=True)
class Grid:
    """Tasks down, organisations across, the marks that stand, and who carries the bureau's own tasks."""

    tasks: list[Task]
    organisations: list[Organisation]
    marks: frozenset[str]
    owners: dict[int, str]  # own task → public id of the organisation
    offices: list[Organisation]

    def rows(self, marked: frozenset[str]) -> list[dict[str, object]]:
        """Rows of the table; `marked` is what is to be shown as chosen."""
        return [
            {
                "task": task,
                "cells": [
                    {
                        "value": (value := f"{task.public_id}.{organisation.public_id}"),
                        "on": value in marked,
                        "organisation": organisation,
                    }
                    for organisation in self.organisations
                ],
                "count": sum(value.startswith(task.public_id) for value in marked),
            }
            for task in self.tasks
            if task.basis in CELL_BASES
        ]

    def own_rows(self, owners: dict[int, str]) -> list[dict[str, object]]:
        return [
            {"task": task, "owner": owners.get(task.pk, "")} for task in self.tasks if task.basis == Basis.OWN
        ]


def read_grid(plan: Plan, tasks: Iterable[Task]) -> Grid:
    """What stands now for these tasks. Five queries."""
    chosen = list(tasks)
    duties = Duty.objects.filter(task__in=chosen, left_at__isnull=True).select_related("organisation", "task")
    schools = {school.pk: school for school in schools_under(plan)}
    others = {}
    marks, owners = set(), {}
    for duty in duties:
        if duty.basis == Basis.OWN:
            owners[duty.task_id] = duty.organisation.public_id
        elif duty.basis == duty.task.basis:
            marks.add(f"{duty.task.public_id}.{duty.organisation.public_id}")
            if duty.organisation_id not in schools:
                others[duty.organisation_id] = duty.organisation
    has_own = any(task.basis == Basis.OWN for task in chosen)
    offices = list(leaders_for(plan)) if has_own else []
    return Grid(chosen, [*schools.values(), *others.values()], frozenset(marks), owners, offices)


def chosen_in(grid: Grid, typed: QueryDict) -> frozenset[str]:
    """The marks as typed for the tasks of the form; `all` chooses every organisation of a task."""
    asked = set(typed.getlist("task"))
    whole = set(typed.getlist("all"))
    kept = {value for value in grid.marks if value.partition(".")[0] not in asked}
    known = {
        f"{task.public_id}.{organisation.public_id}"
        for task in grid.tasks
        for organisation in grid.organisations
    }
    cells = {value for value in typed.getlist("cell") if value.partition(".")[0] in asked}
    filled = {value for value in known if value.partition(".")[0] in whole & asked}
    return frozenset(kept | (cells & known) | filled)


def owners_in(grid: Grid, typed: QueryDict) -> dict[int, str]:
    """Who is to carry each of the bureau's own tasks, as typed."""
    return {
        task.pk: typed.get(f"own.{task.public_id}", grid.owners.get(task.pk, ""))
        for task in grid.tasks
        if task.basis == Basis.OWN
    }


def wanted_changes(grid: Grid, typed: QueryDict) -> list[Cell]:
    """What the person changed since the form was opened and what does not stand yet, task by task.

    A mark is there or not: when somebody else set the same mark in between, nothing is left to do, and marks the
    person did not touch stay as the other left them.
    """
    opened, wanted = frozenset(typed.getlist("was")), chosen_in(grid, typed)
    touched = opened ^ wanted
    found = []
    for task in grid.tasks:
        for organisation in grid.organisations:
            value = f"{task.public_id}.{organisation.public_id}"
            on = value in wanted
            if task.basis in CELL_BASES and value in touched and on != (value in grid.marks):
                found.append(Cell(task, organisation, on))
    return found + _owner_changes(grid, owners_in(grid, typed))


def _owner_changes(grid: Grid, wanted: dict[int, str]) -> list[Cell]:
    by_id = {office.public_id: office for office in grid.offices}
    found = []
    for task in grid.tasks:
        before, after = grid.owners.get(task.pk, ""), wanted.get(task.pk, "")
        if task.basis != Basis.OWN or before == after:
            continue
        if before in by_id:
            found.append(Cell(task, by_id[before], on=False))
        if after and after not in by_id:
            raise RuleBroken(UNKNOWN)
        if after:
            found.append(Cell(task, by_id[after], on=True))
    return found


def cells_from(plan: Plan, typed: QueryDict) -> list[Cell]:
    """The changes a person confirmed (`on`, `off`). Raises RuleBroken for what is not in the plan any more."""
    pairs = [(value, on) for name, on in (("on", True), ("off", False)) for value in typed.getlist(name)]
    tasks = {task.public_id: task for task in tasks_in(plan)}
    wanted = {value.partition(".")[2] for value, _ in pairs}
    organisations = {row.public_id: row for row in Organisation.objects.filter(public_id__in=wanted)}
    found = []
    for value, on in pairs:
        task, organisation = (
            tasks.get(value.partition(".")[0]),
            organisations.get(value.partition(".")[2]),
        )
        if task is None or organisation is None:
            raise RuleBroken(UNKNOWN)
        found.append(Cell(task, organisation, on))
    return found
