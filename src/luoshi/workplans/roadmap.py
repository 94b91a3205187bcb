"""Milestones as bars of a roadmap: grouped, narrowed, each with what it waits for. Bounded questions and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.common import clock
from luoshi.core.roadmap import Bar
from luoshi.undertakings.models import Duty

from .models import Milestone
from .parts import PLANNED, wording

MOST = 1000  # bars of one picture
GROUPS = {"school": "按学校", "task": "按任务", "owner": "按责任人", "department": "按处室"}
DONE, BLOCKED = "done", "blocked"


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
    states: Mapping[str, str] | None = None,
) -> Road:
    """`alone`: all of one school, which need not be named. `states`: key of a milestone → how far it has come, where
    somebody knows (progress).
    """
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
    names = _wordings(chosen)
    waits = _waits(chosen)
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


def _wordings(rows: list[Milestone]) -> dict[tuple[int, int], str]:
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
    states: Mapping[str, str] | None,
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
    return Bar(
        row.key,
        heading,
        label,
        row.starts,
        row.due,
        href=f"{reverse('workplan', args=[row.workplan.public_id])}#part-{row.part.public_id}",
        note=f"{row.title}：{span or '日期未定'}，{owner}",
        tone=_tone(row, (states or {}).get(row.key, "")),
        after=after,
    )


def _tone(row: Milestone, state: str) -> Any:
    if state in (DONE, BLOCKED):
        return state
    return "past" if row.due is not None and row.due < clock.today() else ""
