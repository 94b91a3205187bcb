"""What comes out of the tables: organisations, tasks with their undertakings, task and target tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..findings import Finding
from ..structure import Place


@dataclass(frozen=True, slots=True)
class TableOrganisation:
    """A unit named in the heading of a matrix. `group` is the county heading above it, if any."""

    name: str
    group: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class TableTask:
    """One line of the undertaking matrix.

    key            code plus a suffix where several lines share it: `4.1`, `18-1`, `18-2`, `6`
    code           the printed number, or the one the line stands under; None if there is none
    title          the task as printed, without its number
    declared       the printed count of undertaking units, None where the document gives none
    undertaken_by  names as printed, in the order of the heading: marks that were seen
    proposed_by    names whose mark is missing in print but follows from it; a person has to accept them
    quantities     name to number, where the cells hold numbers instead of marks
    place          cell of the task
    mark_places    name to the cell of the seen mark
    """

    key: str
    code: str | None
    title: str
    declared: int | None
    undertaken_by: tuple[str, ...]
    proposed_by: tuple[str, ...]
    quantities: Mapping[str, int]
    place: Place
    mark_places: Mapping[str, Place]

    def to_json(self) -> dict[str, object]:
        """The task as in the reading's JSON (design, section 5)."""
        return {
            "key": self.key,
            "code": self.code,
            "title": self.title,
            "declared": self.declared,
            "undertaken_by": list(self.undertaken_by),
            "proposed_by": list(self.proposed_by),
            "quantities": dict(self.quantities),
            "place": self.place.to_json(),
        }


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of a task table: task, measure, owner, due date, each as printed or empty."""

    number: str
    task: str
    measure: str
    owner: str
    due: str
    place: Place


@dataclass(frozen=True, slots=True)
class TargetCell:
    """One goal of a target table: what is measured, until when (the heading of its column), the cell's text.

    bound  the sign in a column of its own (指标性质): ≥, ≤

    Columns of the starting value (基数、现状) are left out: they are not goals.
    """

    subject: str
    unit: str
    due: str
    text: str
    place: Place
    bound: str = ""


@dataclass(frozen=True, slots=True)
class TableReading:
    """Everything read from the tables of one or several files.

    side_rows  measures beside the tasks of a matrix: only their goals are of interest
    """

    organisations: tuple[TableOrganisation, ...] = ()
    tasks: tuple[TableTask, ...] = ()
    task_rows: tuple[TaskRow, ...] = ()
    target_cells: tuple[TargetCell, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    side_rows: tuple[TaskRow, ...] = field(default=())
