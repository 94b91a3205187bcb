"""The numbers the bureau sets its schools, target by target and year by year: what counts for whom, and the grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.core.sums import NO_SUMS
from luoshi.plans.models import Plan, Target
from luoshi.undertakings.models import Duty

from . import parts as works
from .models import CityNumber, Goal
from .queries import workplans_visible_to
from .states import WorkplanState

Numbers = dict[tuple[int, int], Decimal]  # (key of the target, year)
Key = tuple[int, int, int]  # (key of the target, key of the school, year)
MOST = 300  # rows of one page; of more, one target at a time


def set_for(organisation: Organisation, plan: Plan) -> Numbers:
    """What the bureau has set one school."""
    rows = CityNumber.objects.filter(organisation=organisation, target__plan=plan)
    return {(row.target_id, row.year): row.value for row in rows}


def of_school(targets: Iterable[Target], years: list[int], own: Numbers) -> Numbers:
    """What counts for a school: what was set, else the number that the policy itself gives each school."""
    found: Numbers = {}
    for target in targets:
        stated = stated_number(target, years)
        for year in years:
            value = own.get((target.pk, year), stated.get(year))
            if value is not None:
                found[target.pk, year] = value
    return found


def stated_number(target: Target, years: list[int]) -> dict[int, Decimal]:
    """The policy's own number for each school, in the year it is due."""
    if target.scope != "each_school" or target.quantity is None:
        return {}
    year = works.due_year(target) or years[-1]
    return {year: target.quantity} if year in years else {}


@dataclass(slots=True)
class Cell:
    """One school in one year. `school`: its proposal, where it has come to the reader; `agreed`: as filed."""

    key: Key
    city: Decimal | None = None
    stated: Decimal | None = None
    school: Decimal | None = None
    agreed: Decimal | None = None


@dataclass(slots=True)
class Row:
    target: Target
    organisation: Organisation
    cells: list[Cell] = field(default_factory=list)

    @property
    def id(self) -> str:
        """As workbooks name the row."""
        return f"{self.target.public_id}.{self.organisation.public_id}"


@dataclass(slots=True)
class Grid:
    """`target`: the only one that is shown, where one was chosen or there are too many for one page."""

    plan: Plan
    years: list[int]
    targets: list[Target]
    target: Target | None = None
    rows: list[Row] = field(default_factory=list)
    is_narrowed: bool = False  # because there are too many


def grid_of(actor: Actor, plan: Plan, chosen: str = "") -> Grid:
    """Every target with a number to set × the schools that carry its task."""
    by_task = works.targets_by_task(plan)
    carriers: dict[int, dict[int, Organisation]] = {}
    rows = Duty.objects.filter(
        task__in=by_task, task__withdrawn_at__isnull=True, left_at__isnull=True, basis__in=works.PLANNED,
        organisation__withdrawn_at__isnull=True,
    )  # fmt: skip
    ordered = rows.select_related("organisation", "task").order_by(
        "task__order", "task_id", "organisation__order", "organisation_id"
    )
    for duty in ordered:
        carriers.setdefault(duty.task_id, {})[duty.organisation_id] = duty.organisation
        for target in by_task[duty.task_id]:
            target.task = duty.task  # shown above its rows
    targets = [target for task in carriers for target in by_task[task]]
    grid = Grid(plan, works.years_of(plan), targets)
    grid.target = next((each for each in targets if each.public_id == chosen), None)
    many = sum(len(carriers[task]) * len(by_task[task]) for task in carriers) > MOST
    if grid.target is None and many and targets:
        grid.target, grid.is_narrowed = targets[0], True
    shown = targets if grid.target is None else [grid.target]
    grid.rows = [
        Row(target, school) for target in shown for school in carriers[target.task_id or 0].values()
    ][: MOST * 4]
    _fill(actor, grid)
    return grid


def _fill(actor: Actor, grid: Grid) -> None:
    targets = {row.target.pk for row in grid.rows}
    set_ = {
        (row.target_id, row.organisation_id, row.year): row.value
        for row in CityNumber.objects.filter(target__in=targets)
    }
    said = _said(actor, grid.plan, targets)
    for row in grid.rows:
        stated = stated_number(row.target, grid.years)
        for year in grid.years:
            key = (row.target.pk, row.organisation.pk, year)
            school, agreed = said.get(key, (None, None))
            row.cells.append(Cell(key, set_.get(key), stated.get(year), school, agreed))


def _said(actor: Actor, plan: Plan, targets: set[int]) -> dict[Key, tuple[Decimal | None, Decimal | None]]:
    """What the schools proposed and what was agreed. Of what is under way the rows stand as they were sent."""
    states = (WorkplanState.RUNNING, WorkplanState.FILED)
    seen = workplans_visible_to(actor).filter(plan=plan, state__in=states).order_by().values("pk")
    goals = Goal.objects.filter(
        part__workplan__in=seen, part__dropped_at__isnull=True, target__in=targets
    ).select_related("part__workplan")
    found: dict[Key, tuple[Decimal | None, Decimal | None]] = {}
    for goal in goals.order_by(F("part__workplan__filed_at").asc(nulls_last=True), "id"):
        key = (goal.target_id, goal.part.workplan.organisation_id, goal.year)
        _, agreed = found.get(key, (None, None))
        found[key] = (goal.school, goal.agreed if goal.agreed is not None else agreed)
    return found


def sums_of(grid: Grid) -> dict[int, list[Decimal | None]]:
    """By target, what is set for all schools together, a number a year; None where a sum would say nothing."""
    found: dict[int, list[Decimal | None]] = {}
    for row in grid.rows:
        nothing: list[Decimal | None] = [None] * len(grid.years)
        sums = found.setdefault(row.target.pk, nothing)
        if NO_SUMS.search(row.target.unit) or row.target.comparator in ("at_most", "less_than"):
            continue
        for at, cell in enumerate(row.cells):
            value = cell.city if cell.city is not None else cell.stated
            if value is not None:
                sums[at] = (sums[at] or Decimal(0)) + value
    return found
