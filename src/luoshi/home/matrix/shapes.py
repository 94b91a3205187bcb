"""The shapes of the matrix: rows, columns, marks, and what the page, the workbook and the document are made from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from luoshi.plans.models import Basis, Plan

from .filters import Wanted


class Mark(NamedTuple):
    """One duty in a cell; `id`, `stage`, `health` and `proof` are empty where the viewer may see the mark alone.

    led_by  who leads it where it is carried jointly, itself where it leads
    """

    basis: str
    id: str
    stage: str
    health: str
    led_by: int | None = None
    proof: str = ""


class Fact(NamedTuple):
    """A duty as read: task, organisation, basis; whether the document has it and whether it was left; what is seen."""

    task: int
    organisation: int
    basis: str
    printed: bool
    left_at: object
    led_by: int | None
    id: str
    stage: str
    health: str
    proof: str

    @property
    def takes_part(self) -> bool:
        """Whether another organisation leads it, which is counted in its place."""
        return self.led_by not in (None, self.organisation)


class Column(NamedTuple):
    """An organisation; `heading` stands over it and its neighbours of the same county."""

    key: int
    id: str
    short: str
    name: str
    heading: str
    is_school: bool


class Row(NamedTuple):
    """A task; `outer` and `inner` are its number as the annex prints it."""

    key: int
    id: str
    code: str
    outer: str
    inner: str
    title: str
    source: str
    basis: str
    declared: int | None
    number: str
    area_id: str
    area: str


@dataclass(slots=True)
class Matrix:
    """What the page, the workbook and the document are made from."""

    plan: Plan
    wanted: Wanted
    columns: list[Column] = field(default_factory=list)
    all_columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # all that are wanted
    all_rows: list[Row] = field(default_factory=list)
    block: list[Row] = field(default_factory=list)  # those of this answer
    start: int = 0
    next_start: int | None = None
    facts: list[Fact] | None = None  # every duty of the plan, unless there are too many to read at once
    cells: dict[tuple[int, int], list[Mark]] = field(default_factory=dict)
    row_counts: dict[int, Counter[str]] = field(default_factory=dict)
    column_now: dict[int, Counter[str]] = field(default_factory=dict)
    column_document: dict[int, Counter[str]] = field(default_factory=dict)
    standing: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # basis, stage, health → count
    left: int = 0
    shown: int = 0

    @property
    def total(self) -> int:
        return sum(self.standing.values())

    @property
    def joint(self) -> bool:
        """Whether a mark of this answer is carried jointly: the legend then says what its sign means."""
        return any(mark.led_by is not None for marks in self.cells.values() for mark in marks)

    @property
    def bases(self) -> list[str]:
        """The kinds of duties that the plan has and that are wanted, in the order of the law."""
        present = {basis for counts in self.column_now.values() for basis in counts}
        chosen = self.wanted["basis"] or present
        return [basis for basis in Basis.values if basis in chosen and basis in present]
