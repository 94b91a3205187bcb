"""Milestones as bars of a roadmap: grouped, narrowed, each with what it waits for. Bounded questions and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.common import clock
from luoshi.core.roadmap import Bar
from luoshi.undertakings.models import Duty

from .models import Milestone, MilestoneState
from .parts import PLANNED, wording
from .queries import states_of
from .states import StepState

MOST = 1000  # bars of one picture
GROUPS = {"school": "按学校", "task": "按任务", "owner": "按责任人", "department": "按处室"}


@dataclass(slots=True)
class Road:
    """What one picture shows, and of how many."""

    bars: list[Bar]
    count: int
    schools: list[tuple[str, str]]


def road_of(
    rows: QuerySet[Milestone],
    *,
    group: str,
    alone: bool = False,
    school: str = "",
    text: str = "",
) -> Road:
    """`alone`: all of one school, which need not be named."""
    schools = list(
        rows.order_by("workplan__organisation__order", "workplan__organisation_id")
        .values_list("workplan__organisation__public_id", "workplan__organisation__short")
        .distinct()
    )
    if school:
        rows = rows.filter(workplan__organisation__public_id=school)
    if text:
        rows = rows.filter(title__icontains=text)
    count = rows.count()
    ordered = rows.order_by(
        "workplan__organisation__order", "workplan__organisation_id", "part__order", "order", "id"
    )
    chosen = list(ordered[:MOST])
    names = wordings_of(chosen)
    waits = _waits(chosen)
    states = states_of(row.key for row in chosen)
    bars = [
        _bar(
            row, group, "" if alone else row.workplan.organisation.short, names, waits.get(row.pk, ()), states
        )
        for row in chosen
    ]
    if group in ("owner", "department"):
        bars.sort(key=lambda bar: bar.group)
    if group == "task":
        order = {name: at for at, name in enumerate(dict.fromkeys(bar.group for bar in bars))}
        bars.sort(key=lambda bar: order[bar.group])
    return Road(bars, count, schools)


def wordings_of(rows: Sequence[Milestone]) -> dict[tuple[int, int], str]:
    """(work, plan) → its wording, in one question."""
    works = {row.part.work_id for row in rows}
    plans = {row.workplan.plan_id for row in rows}
    found: dict[tuple[int, int], list[Duty]] = {}
    duties = Duty.objects.filter(
        work__in=works, task__plan__in=plans, left_at__isnull=True, basis__in=PLANNED
    )
    for duty in duties.select_related("task").order_by("task__order", "task_id"):
        found.setdefault((duty.work_id, duty.task.plan_id), []).append(duty)
    return {key: wording(duties) for key, duties in found.items()}


def _waits(rows: list[Milestone]) -> dict[int, tuple[str, ...]]:
    """Key of the row → keys of the milestones it waits for."""
    plans = {row.workplan_id for row in rows}
    keys = {row.pk: row.key for row in rows}
    found: dict[int, tuple[str, ...]] = {}
    pairs = Milestone.depends_on.through.objects.filter(from_milestone__workplan__in=plans)
    for row, other in pairs.values_list("from_milestone_id", "to_milestone_id"):
        if other in keys:
            found[row] = (*found.get(row, ()), keys[other])
    return found


def _bar(
    row: Milestone,
    group: str,
    school: str,
    names: Mapping[tuple[int, int], str],
    after: tuple[str, ...],
    states: Mapping[str, MilestoneState],
) -> Bar:
    task = names.get((row.part.work_id, row.workplan.plan_id), "")
    owner = row.owner.user.name if row.owner else "责任人未定"
    heading = {
        "school": f"{school} · {task}",
        "task": task,
        "owner": f"{owner}（{school}）" if school else owner,
        "department": row.department.name if row.department else "处室未定",
    }[group]
    label = row.title if group == "school" or not school else f"{row.title}（{school}）"
    span = "至".join(day.isoformat() for day in (row.starts, row.due) if day)
    said = states.get(row.key)
    state = StepState(said.state if said else StepState.OPEN)
    late = state != StepState.DONE and row.due is not None and row.due < clock.today()
    return Bar(
        row.key,
        heading,
        label,
        row.starts,
        row.due,
        href=f"{reverse('workplan', args=[row.workplan.public_id])}#part-{row.part.public_id}",
        note=f"{row.title}：{state.label}{'，逾期' if late else ''}，{span or '日期未定'}，{owner}",
        tone="past" if late and state != StepState.BLOCKED else "",
        state=state.value,
        weight=row.weight,
        after=after,
    )
