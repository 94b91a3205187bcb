"""What is taken from a school's own plan: every part with its place, nothing decided for the person who checks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..due_words import Due
from ..findings import Finding
from ..structure import Paragraph, Place
from ..targets import FoundTarget
from .texts import TaskText


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task the school answers for. `code` is printed in the plan above (4.3), several tasks may share one."""

    key: str
    code: str | None
    title: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows: tasks, people and departments of the school, years of the plan, names of sources."""

    tasks: tuple[KnownTask, ...] = ()
    people: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    period: tuple[int, int] | None = None
    organisation: str = ""

    @property
    def ends(self) -> dt.date | None:
        return dt.date(self.period[1], 12, 31) if self.period else None

    @property
    def begins(self) -> dt.date | None:
        return dt.date(self.period[0], 1, 1) if self.period else None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timetable. `number` counts the steps of the whole reading from 1.

    owner        the first of the persons who answer for it, empty where none is named
    owners       all persons named as 责任人; `leaders` as 责任领导
    unclear      words in their place that name nobody exactly (陈校长, 外聘专家)
    departments  bodies named as responsible (牵头处室, or a body in the column of persons); `helpers` as 配合单位
    """

    number: int
    task_key: str | None
    task_text: str
    title: str
    due: Due
    owner: str
    owners: tuple[str, ...]
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    helpers: tuple[str, ...]
    result: str
    note: str
    place: Place
    due_place: Place | None = None
    owner_place: Place | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One amount in 万元. `source` and `year` as printed, empty or None where the table does not part by them."""

    task_key: str | None
    task_text: str
    source: str
    year: int | None
    amount: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the indicators: ≥95 of 学生满意度（%）. `words` where the aim is no number (健全)."""

    group: tuple[str, ...]
    number: str
    name: str
    unit: str
    comparator: str
    quantity: Decimal | None
    upper: Decimal | None
    words: str
    year: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """One aim said in the text of the plan."""

    task_key: str | None
    target: FoundTarget
    place: Place


@dataclass(frozen=True, slots=True)
class WorkplanReading:
    """`texts`: paragraphs by what they are about: baseline, goals, measures, mechanism, deliverables, risks, other;
    `of_tasks`: those that stand below the heading of a task."""

    steps: tuple[Step, ...] = ()
    goals: tuple[PlanGoal, ...] = ()
    money: tuple[MoneyRow, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    texts: Mapping[str, Sequence[Paragraph]] = field(default_factory=dict)
    of_tasks: tuple[TaskText, ...] = ()
    doubts: tuple[Finding, ...] = ()
