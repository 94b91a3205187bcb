"""Money in use of many schools: sums by school, task and source, and who is missing. Rates are Σ/Σ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.core.money import QUARTERS, Sums, total
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty
from luoshi.workplans import parts as works

from .models import MoneyReport, MoneyUse
from .planned import planned_of, wordings
from .queries import reports_visible_to, schools_for
from .states import MoneyState

WAYS = {"school": "按学校", "task": "按任务", "source": "按来源"}
CORRECTING = "更正中"
NONE = "未填报"


@dataclass(frozen=True, slots=True)
class One:
    """One line of one school with all its names."""

    school: int
    school_name: str
    work: int
    task: str
    source: str
    document: str
    quarter: int
    sums: Sums
    reason: str


@dataclass(slots=True)
class Group:
    """One row of the overview: this quarter, and the year up to its end."""

    label: str
    quarter: Sums = field(default_factory=Sums)
    year: Sums = field(default_factory=Sums)
    href: str = ""
    state: str = ""
    confirmed: int = 0
    note: str = ""
    until: int = 0  # the last quarter of the year that is confirmed: the sums of the year end there


class Overview:
    """What an actor sees of one plan in one quarter."""

    def __init__(self, actor: Actor, plan: Plan, year: int, quarter: int) -> None:
        self.plan, self.year, self.quarter = plan, year, quarter
        carrying = Duty.objects.filter(
            task__plan=plan, task__withdrawn_at__isnull=True, left_at__isnull=True, basis__in=works.PLANNED
        )
        self.schools = list(schools_for(actor).filter(pk__in=carrying.values("organisation")))
        reports = reports_visible_to(actor).filter(plan=plan, year=year, quarter__lte=quarter)
        self.reports = list(reports.order_by("organisation_id", "quarter"))
        self.states = self._states(actor)
        names: dict[int, Organisation] = {each.organisation_id: each.organisation for each in self.reports}
        self.names = {key: each.short for key, each in {**names, **{s.pk: s for s in self.schools}}.items()}
        self.planned = planned_of(plan, year, self.names)
        self.sources = works.source_names(plan)
        confirmed = [
            each for each in self.reports if each.state == MoneyState.CONFIRMED
        ]  # the others count nowhere
        rows = MoneyUse.objects.filter(report__in=confirmed).select_related("report").order_by("id")
        lines = list(rows)
        ids = {row.work_id for row in lines} | {work for each in self.planned.values() for work, _ in each}
        self.tasks = wordings(plan, ids)
        self.lines = [self._one(row) for row in lines]

    def _states(self, actor: Actor) -> dict[int, str]:
        """Of this quarter, in words: also of what is not shown yet. Nothing but the state is read."""
        rows = MoneyReport.objects.filter(
            plan=self.plan, year=self.year, quarter=self.quarter, organisation__in=self.schools
        )
        found = {school.pk: NONE for school in self.schools}
        for owner, state, at in rows.values_list("organisation_id", "state", "confirmed_at"):
            again = state == MoneyState.FILLING and at is not None
            found[owner] = CORRECTING if again else str(MoneyState(state).label)
        return found

    def _one(self, row: MoneyUse) -> One:
        school = row.report.organisation_id
        source = self.sources.get(row.source, "其他来源")
        sums = Sums(arrived=row.arrived, spent=row.spent)
        return One(
            school, self.names[school], row.work_id, self.tasks[row.work_id], source, row.document,
            row.report.quarter, sums, row.reason,
        )  # fmt: skip

    def groups(self, way: str) -> list[Group]:
        """Rows of one way of adding up."""
        label: Callable[[int, int, str], Any] = {
            "school": lambda school, work, source: school,
            "task": lambda school, work, source: self.tasks[work],
            "source": lambda school, work, source: source,
        }[way]
        found: dict[Any, Group] = {}
        if way == "school":
            found = {school.pk: Group(school.short) for school in self.schools}
        for school, planned in self.planned.items():
            for (work, source), amount in planned.items():
                key = label(school, work, self.sources.get(source, "其他来源"))
                self._group(found, key, way).year += Sums(planned=amount)
        for line in self.lines:
            group = self._group(found, label(line.school, line.work, line.source), way)
            group.year += line.sums
            if line.quarter == self.quarter:
                group.quarter += line.sums
        if way == "school":
            self._mark_schools(found)
        return list(found.values()) if way == "school" else sorted(found.values(), key=_in_order)

    def _group(self, found: dict[Any, Group], key: Any, way: str) -> Group:
        return found.setdefault(key, Group(self.names.get(key, "") if way == "school" else key))

    def _mark_schools(self, found: dict[Any, Group]) -> None:
        for report in self.reports:
            group = found.setdefault(report.organisation_id, Group(report.organisation.short))
            if report.state == MoneyState.CONFIRMED:
                group.confirmed += 1
                group.until = max(group.until, report.quarter)
            if report.quarter == self.quarter:
                group.href = report.public_id
        for key, group in found.items():
            group.state = self.states.get(key, "")
            if 0 < group.until < self.quarter:
                group.note = f"本年累计只到{QUARTERS[group.until]}"

    def missing(self) -> list[tuple[Organisation, str]]:
        """Schools whose quarter is not confirmed, and how far it is."""
        done = str(MoneyState.CONFIRMED.label)
        return [(each, self.states[each.pk]) for each in self.schools if self.states[each.pk] != done]

    def sums(self, groups: Iterable[Group]) -> Group:
        rows = list(groups)
        return Group("合计", total(each.quarter for each in rows), total(each.year for each in rows))


def _in_order(group: Group) -> list[tuple[int, str]]:
    """4.2 comes before 36.1."""
    return [
        (int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]{1,9})", group.label)
    ]
