"""Milestones as bars of a roadmap: grouped, narrowed, each with what it waits for. Bounded questions and rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors, within
from luoshi.common import clock
from luoshi.core.roadmap import Bar
from luoshi.core.standing import SOON
from luoshi.plans.models import Area, Plan
from luoshi.undertakings.models import Duty

from .models import Milestone, MilestoneState, WorkplanPart
from .parts import PLANNED, wording
from .queries import in_force
from .states import StepState, WorkplanState

MOST = 1000  # bars of one picture
GROUPS = {"school": "按学校", "plan": "按计划", "task": "按任务", "owner": "按责任人", "department": "按处室"}
HEALTHS = {
    "late": "逾期",
    "soon": f"{SOON} 天内到期",
    "blocked": "受阻",
    "under_way": "进行中",
    "open": "未开始",
    "done": "已完成",
}
FIELDS = (  # what a bar needs of a milestone: rows of the database, as a thousand objects are slow
    "id", "key", "title", "starts", "due", "weight", "workplan_id", "workplan__public_id", "workplan__plan_id",
    "workplan__plan__short", "workplan__organisation__short", "part__public_id", "part__work_id",
    "owner__user__name", "department__name",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Narrow:
    """What of it is asked for; public ids of school, county, area and plan. `page` counts from 1."""

    school: str = ""
    county: str = ""
    area: str = ""
    plan: str = ""
    health: str = ""
    owner: str = ""
    year: str = ""
    text: str = ""
    page: int = 1

    @property
    def is_any(self) -> bool:
        named = (
            self.school,
            self.county,
            self.area,
            self.plan,
            self.health,
            self.owner,
            self.year,
            self.text,
        )
        return any(named)


@dataclass(slots=True)
class Road:
    """What one picture shows, and of how many; what it can be narrowed to, as (public id, words)."""

    bars: list[Bar]
    count: int
    schools: list[tuple[str, str]] = field(default_factory=list)
    counties: list[tuple[str, str]] = field(default_factory=list)
    areas: list[tuple[str, str]] = field(default_factory=list)
    plans: list[tuple[str, str]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // MOST))


def rows_of_plan(rows: QuerySet[Milestone], plan: Plan) -> QuerySet[Milestone]:
    """Of these rows what is in force for a plan: steps of its workplans, and those of other plans' that its works were
    given in.
    """
    given = WorkplanPart.objects.filter(
        workplan__plan=plan, workplan__state=WorkplanState.FILED, dropped_at__isnull=True, milestones=None
    )
    return rows.filter(in_force()).filter(Q(workplan__plan=plan) | Q(part__work__in=given.values("work")))


def road_of(
    rows: QuerySet[Milestone],
    *,
    group: str,
    narrow: Narrow | None = None,
    alone: bool = False,
    plan: Plan | None = None,
    choices: bool = False,
) -> Road:
    """`alone`: all of one school, which need not be named. `plan`: the one in whose words tasks are named; without one
    in those of each workplan's. `choices`: what it can be narrowed to.
    """
    wanted = narrow or Narrow()
    road = Road([], 0)
    if choices:
        _offer(road, rows, plan)
    rows = narrowed(rows, wanted)
    road.count = rows.count()
    ordered = rows.order_by(
        "workplan__organisation__order", "workplan__organisation_id", "part__order", "order", "id"
    )
    first = (min(max(wanted.page, 1), road.pages) - 1) * MOST
    chosen = list(ordered.values_list(*FIELDS, named=True)[first : first + MOST])
    look = _Look(chosen, group, alone, plan)
    road.bars = [look.bar(row) for row in chosen]
    if group in ("owner", "department"):
        road.bars.sort(key=lambda bar: bar.group)
    if group in ("task", "plan"):
        order = {name: at for at, name in enumerate(dict.fromkeys(bar.group for bar in road.bars))}
        road.bars.sort(key=lambda bar: order[bar.group])
    return road


def _offer(road: Road, rows: QuerySet[Milestone], plan: Plan | None) -> None:
    """Each list in one question."""
    bare = rows.order_by()
    schools = Organisation.objects.filter(pk__in=bare.values("workplan__organisation")).order_by(
        "order", "id"
    )
    found = list(schools.values_list("public_id", "short", "path"))
    road.schools = [(key, short) for key, short, _ in found]
    above = {path for *_, own in found for path in ancestors(own)}
    counties = Organisation.objects.filter(path__in=above, kind=Organisation.Kind.COUNTY_BUREAU)
    road.counties = list(counties.order_by("order", "id").values_list("public_id", "short"))
    plans = Plan.objects.filter(pk__in=bare.values("workplan__plan")).order_by("-start", "-id")
    years: set[int] = set()
    for each in plans:
        road.plans.append((each.public_id, each.short))
        years |= {int(text[:4]) for text in (each.start, each.end) if text[:4].isdigit()}
    areas = (
        Area.objects.filter(plan=plan, withdrawn_at__isnull=True) if plan is not None else Area.objects.none()
    )
    road.areas = list(areas.order_by("order", "id").values_list("public_id", "name"))
    if years:
        first, last = max(min(years), FIRST_YEAR), min(max(years) + 1, LAST_YEAR)
        road.years = list(range(first, max(last, clock.today().year + 1) + 1))


def narrowed(rows: QuerySet[Milestone], wanted: Narrow) -> QuerySet[Milestone]:
    if wanted.school:
        rows = rows.filter(workplan__organisation__public_id=wanted.school)
    if wanted.county:
        county = Organisation.objects.filter(public_id=wanted.county).first()
        rows = rows.filter(within(county.path, "workplan__organisation__")) if county else rows.none()
    if wanted.plan:
        rows = rows.filter(workplan__plan__public_id=wanted.plan)
    if wanted.area:
        of_area = Duty.objects.filter(
            work=OuterRef("part__work"), left_at__isnull=True, task__area__public_id=wanted.area
        )
        rows = rows.filter(Exists(of_area))
    if wanted.owner:
        rows = rows.filter(owner__user__name__icontains=wanted.owner)
    if wanted.text:
        rows = rows.filter(title__icontains=wanted.text)
    if wanted.year:
        first, last = dt.date(int(wanted.year), 1, 1), dt.date(int(wanted.year), 12, 31)
        begins = Q(starts__lte=last) | Q(starts__isnull=True, due__lte=last)
        rows = rows.filter(begins, due__gte=first)
    return _healthy(rows, wanted.health)


def _healthy(rows: QuerySet[Milestone], health: str) -> QuerySet[Milestone]:
    """As bars show it: done and blocked as was said, late and soon by the day."""
    if health not in HEALTHS:
        return rows
    today = clock.today()
    said = MilestoneState.objects.filter(key=OuterRef("key"))
    done = Exists(said.filter(state=StepState.DONE))
    if health == "late":
        return rows.filter(~done, due__lt=today)
    if health == "soon":
        return rows.filter(~done, due__gte=today, due__lte=today + dt.timedelta(days=SOON))
    if health == "open":
        return rows.exclude(Exists(said.exclude(state=StepState.OPEN)))
    return rows.filter(Exists(said.filter(state=health)))


def wordings_of(rows: Sequence[Milestone], plan: Plan | None = None) -> dict[tuple[int, int], str]:
    """(work, plan) → its wording, in one question; in the words of `plan` where it is given."""
    plans = {plan.pk} if plan is not None else {row.workplan.plan_id for row in rows}
    return _wordings({row.part.work_id for row in rows}, plans)


def _wordings(works: set[int], plans: set[int]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], list[Duty]] = {}
    duties = Duty.objects.filter(
        work__in=works, task__plan__in=plans, left_at__isnull=True, basis__in=PLANNED
    )
    for duty in duties.select_related("task").order_by("task__order", "task_id"):
        found.setdefault((duty.work_id, duty.task.plan_id), []).append(duty)
    return {key: wording(duties) for key, duties in found.items()}


def _waits(rows: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    """Key of the row → keys of the milestones it waits for."""
    plans = {row.workplan_id for row in rows}
    keys = {row.id: row.key for row in rows}
    found: dict[int, tuple[str, ...]] = {}
    pairs = Milestone.depends_on.through.objects.filter(from_milestone__workplan__in=plans)
    for row, other in pairs.values_list("from_milestone_id", "to_milestone_id"):
        if other in keys:
            found[row] = (*found.get(row, ()), keys[other])
    return found


class _Look:
    """How rows (of `FIELDS`) become bars: what is asked once for all of them."""

    def __init__(self, rows: Sequence[Any], group: str, alone: bool, plan: Plan | None) -> None:
        self.group, self.alone, self.plan, self.today = group, alone, plan, clock.today()
        plans = {plan.pk} if plan is not None else {row.workplan__plan_id for row in rows}
        self.names, self.waits = _wordings({row.part__work_id for row in rows}, plans), _waits(rows)
        said = MilestoneState.objects.filter(key__in=[row.key for row in rows])
        states = said.values_list("key", "state", "proved")
        self.states = {key: (state, proved) for key, state, proved in states}
        workplans = {row.workplan_id: row.workplan__public_id for row in rows}
        self.hrefs = {key: reverse("workplan", args=[each]) for key, each in workplans.items()}
        self.labels = {state.value: str(state.label) for state in StepState}

    def bar(self, row: Any) -> Bar:
        school = "" if self.alone else row.workplan__organisation__short
        owner = row.owner__user__name or "责任人未定"
        span = "至".join(day.isoformat() for day in (row.starts, row.due) if day)
        state, proved = self.states.get(row.key, (StepState.OPEN.value, False))
        late = state != StepState.DONE and row.due is not None and row.due < self.today
        words = [self.labels[state], *(["逾期"] if late else []), *(["有佐证"] if proved else [])]
        return Bar(
            row.key,
            self._heading(row, school, owner),
            row.title if self.group == "school" or not school else f"{row.title}（{school}）",
            row.starts,
            row.due,
            href=f"{self.hrefs[row.workplan_id]}#part-{row.part__public_id}",
            note=f"{row.title}：{'，'.join(words)}，{span or '日期未定'}，{owner}",
            tone="past" if late and state != StepState.BLOCKED else "",
            state=state,
            proved=proved,
            weight=row.weight,
            after=self.waits.get(row.id, ()),
        )

    def _heading(self, row: Any, school: str, owner: str) -> str:
        if self.group == "owner":
            return f"{owner}（{school}）" if school else owner
        if self.group == "department":
            return row.department__name or "处室未定"
        if self.group == "plan":
            return str(row.workplan__plan__short)
        plan = self.plan.pk if self.plan is not None else row.workplan__plan_id
        task = self.names.get((row.part__work_id, plan), "")
        return f"{school} · {task}" if self.group == "school" else task
