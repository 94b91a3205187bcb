"""All rows of a round in one list, as the bureau filters and exports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors

from .breaking import breaks_of
from .figures import Figures, figures_of
from .models import RoundTask
from .sent import leading_words
from .standing import Line, Standing
from .states import Verdict

BROKEN = "broken"
STATES = [*Verdict.choices, (BROKEN, "不符合条件或超出名额")]


@dataclass(slots=True)
class ListedRow:
    """One row with what a person needs to judge it."""

    line: Line
    task: RoundTask
    county: Organisation | None
    breaks: list[str]

    @property
    def how(self) -> str:
        led_by = self.line.wish.led_by
        return leading_words(self.line.organisation, led_by.short if led_by else "")


@dataclass(slots=True)
class RowList:
    """Every row, and the choices to narrow it by."""

    standing: Standing
    figures: Figures
    rows: list[ListedRow]
    counties: list[Organisation] = field(default_factory=list)

    def narrowed(self, wanted: Mapping[str, str]) -> list[ListedRow]:
        """`wanted`: county, school, task (public ids), state; an unknown one finds nothing."""
        return [row for row in self.rows if all(_fits(row, name, value) for name, value in wanted.items())]

    def budget_of(self, row: ListedRow) -> str:
        return self.figures.budget(self.figures.sums([row.line]))


def _fits(row: ListedRow, name: str, value: str) -> bool:
    if not value:
        return True
    if name == "state":
        return bool(row.breaks) if value == BROKEN else row.line.wish.verdict == value
    found = {"county": row.county, "school": row.line.organisation, "task": row.task}[name]
    return found is not None and found.public_id == value


def row_list_of(standing: Standing) -> RowList:
    """In the order of the list of tasks, within a task of the schools."""
    counties = _counties(standing)
    breaks = breaks_of(standing)
    order = {school.organisation.pk: place for place, school in enumerate(standing.schools)}
    rows = [
        ListedRow(line, task.row, counties.get(line.organisation.pk), breaks.get(line.wish.pk, []))
        for task in standing.tasks
        for line in sorted(task.lines, key=lambda line: order.get(line.organisation.pk, 0))
    ]
    known = {county.pk: county for county in counties.values()}
    return RowList(standing, figures_of(standing), rows, sorted(known.values(), key=lambda row: row.order))


def _counties(standing: Standing) -> dict[int, Organisation]:
    """By key of the school the county bureau above it, where there is one."""
    schools = [school.organisation for school in standing.schools]
    paths = {path for school in schools for path in ancestors(school.path)[:-1]}
    above = Organisation.objects.filter(path__in=paths, kind=Organisation.Kind.COUNTY_BUREAU)
    by_path = {row.path: row for row in above}
    found = {}
    for school in schools:
        county = next((by_path[path] for path in reversed(ancestors(school.path)) if path in by_path), None)
        if county is not None:
            found[school.pk] = county
    return found
