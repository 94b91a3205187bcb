"""School × area: how far the work has come as shade, what is wrong as sign and word. No colour is needed to read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode

from luoshi.accounts.models import Organisation
from luoshi.core.shares import percent_of, shown
from luoshi.undertakings.states import DutyStage, Health

from .scope import Carried, Scope, Stood

WORST = (Health.BLOCKED, Health.OVERDUE, Health.DUE_SOON)
SIGNS = {Health.BLOCKED: "✕", Health.OVERDUE: "!", Health.DUE_SOON: "◷"}
SHADES = 5


@dataclass(slots=True)
class Cell:
    """The duties of one school in one area. counts: by health, the worst first."""

    duties: int = 0
    done: int = 0
    steps: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    href: str = ""

    @property
    def percent(self) -> float | None:
        return percent_of(self.done, self.steps)

    @property
    def shown(self) -> str:
        return "" if self.percent is None else f"{shown(self.percent)}%"

    @property
    def shade(self) -> int:
        """0 for nothing known, 1 … 5 by fifths."""
        return 0 if self.percent is None else min(int(self.percent) * SHADES // 100 + 1, SHADES)

    @property
    def wrong(self) -> list[tuple[str, str, int]]:
        """(sign, word, how many) of what is not normal."""
        return [
            (SIGNS[health], str(health.label), self.counts[health])
            for health in WORST
            if self.counts.get(health)
        ]

    @property
    def words(self) -> str:
        """Read out and shown on hover."""
        far = "还没有里程碑" if self.percent is None else f"完成 {self.shown}"
        wrong = "，".join(f"{word} {count} 项" for _, word, count in self.wrong)
        return f"{self.duties} 项任务，{far}{'，' if wrong else ''}{wrong}"

    @property
    def csv(self) -> str:
        return self.words if self.duties else ""


@dataclass(frozen=True, slots=True)
class Row:
    school: Organisation
    cells: list[Cell]
    whole: Cell


@dataclass(frozen=True, slots=True)
class Heat:
    """foot: all schools together; stages: how many duties in each, in the order of the process."""

    areas: list[str]
    rows: list[Row]
    foot: list[Cell]
    stages: list[tuple[str, int, str]]


def heat_of(scope: Scope) -> Heat:
    steps = _steps_by_work(scope.steps)
    keys = [area.pk for area in scope.areas]
    ids = {area.pk: area.public_id for area in scope.areas}
    rows = []
    for school in scope.schools:
        own = [duty for duty in scope.duties if duty.school == school.pk]
        cells = []
        for key in keys:
            cell = _cell([duty for duty in own if duty.area == key], steps)
            cell.href = _href(scope, school=school.public_id, area=ids[key]) if cell.duties else ""
            cells.append(cell)
        whole = _cell(own, steps)
        whole.href = _href(scope, school=school.public_id)
        rows.append(Row(school, cells, whole))
    foot = [_cell([duty for duty in scope.duties if duty.area == key], steps) for key in keys]
    foot.append(_cell(scope.duties, steps))
    return Heat([area.name for area in scope.areas], rows, foot, _stages(scope))


def _steps_by_work(steps: Iterable[Stood]) -> dict[int, tuple[int, int]]:
    """Milestones done, milestones in all."""
    found: dict[int, tuple[int, int]] = {}
    for row in steps:
        done, whole = found.get(row.work, (0, 0))
        found[row.work] = (done + (row.state == "done"), whole + 1)
    return found


def _cell(duties: Iterable[Carried], steps: dict[int, tuple[int, int]]) -> Cell:
    """A work that two of these duties share counts once."""
    cell, works = Cell(), set()
    for duty in duties:
        cell.duties += 1
        cell.counts[duty.health] = cell.counts.get(duty.health, 0) + 1
        works.add(duty.work)
    for work in works:
        done, whole = steps.get(work, (0, 0))
        cell.done, cell.steps = cell.done + done, cell.steps + whole
    return cell


def _href(scope: Scope, **chosen: str) -> str:
    return f"{reverse('matrix', args=[scope.plan.public_id])}?{urlencode(chosen)}"


def _stages(scope: Scope) -> list[tuple[str, int, str]]:
    """(word, count, address of the matrix)."""
    found = []
    for stage in DutyStage:
        count = sum(duty.stage == stage for duty in scope.duties)
        if count:
            found.append((str(stage.label), count, _href(scope, stage=stage.value)))
    return found
