"""One task: its wording, its clauses and targets, and who carries it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.evidence.binders.permissions import can_make_binders
from luoshi.plans.models import Basis, Target, Task
from luoshi.plans.queries import targets_visible_to, tasks_visible_to
from luoshi.policies.queries import clauses_visible_to, decisions_visible_to
from luoshi.undertakings.models import Duty, SameWork
from luoshi.undertakings.queries import duties_visible_to, how_carried, marks_visible_to

from . import plan_reads
from .decision_rows import decision_rows
from .origins import origins_of
from .panels import panels_of
from .plan_pages import place_in_plan
from .target_words import quantity_words, range_words, time_words


@policy("本单位上级印发的计划中的任务，登录人员可看；阶段和状况只有承担单位及其上级可看")
def task(request: HttpRequest, task: str) -> HttpResponse:
    actor = request.actor
    found: Task = find(tasks_visible_to(actor).select_related("led_by"), task)
    carried = plan_reads.carried_by_task(actor, [found])[found.pk]
    marks = marks_visible_to(actor).filter(task=found).select_related("organisation", "led_by")
    page = page_of(request, marks.order_by("basis", "organisation__order", "organisation_id"))
    duties = {duty.pk: duty for duty in duties_visible_to(actor).filter(task=found)}
    targets = list(targets_visible_to(actor).filter(task=found))
    context = {
        "task": found,
        "crumbs": place_in_plan(found.plan, str(found)),
        "task_facts": _facts(found),
        "carried": carried,
        "clauses": clauses_visible_to(actor).filter(tasks=found),
        "targets": [target_row(each) for each in targets if not each.is_national],
        "national": [target_row(each) for each in targets if each.is_national],
        "page_obj": page,
        "carriers": carriers_of(actor, page.object_list, duties),
        "left": [duty for duty in duties.values() if duty.left_at],
        "same_work": same_work_of(found),
        "decisions": decisions_on(actor, found),
        "may_bind": can_make_binders(actor),
        "panels": panels_of("task", actor, found),
    }
    return render(request, "home/task.html", context)


def carriers_of(actor: Actor, marks: Any, duties: dict[int, Duty]) -> list[tuple[Any, ...]]:
    """The mark, its duty where it is seen, how it is carried, and by what it was taken on where it is seen."""
    origins = origins_of(actor, [duties[mark.pk] for mark in marks if mark.pk in duties])
    return [(mark, duties.get(mark.pk), how_carried(mark), origins.get(mark.pk)) for mark in marks]


def _facts(task: Task) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("计划", task.plan.short, reverse("plan", args=[task.plan.public_id])),
        ("任务领域", task.area.name if task.area else ""),
        ("性质", task.get_basis_display()),
        ("出处", task.get_source_display()),
        ("牵头", task.led_by.name if task.led_by else ""),
    ]
    if task.basis == Basis.CULTIVATED:
        rows.append(("市级设定数量", "尚未设定" if task.number is None else f"{task.number.normalize():,f}"))
    return [row for row in rows if row[1]]


def target_row(target: Target) -> dict[str, Any]:
    """What a line about a target shows."""
    return {
        "target": target,
        "quantity": quantity_words(target),
        "range": range_words(target),
        "time": time_words(target),
    }


def same_work_of(task: Task) -> list[tuple[Task, str]]:
    """Tasks proposed as one piece of work with this one, and why; of whichever side the proposal stands."""
    rows = SameWork.objects.filter(Q(task=task) | Q(other=task), withdrawn_at__isnull=True)
    pairs = [
        (row.other if row.task_id == task.pk else row.task, row.reason)
        for row in rows.select_related("task", "other")
    ]
    return [(other, reason) for other, reason in pairs if other.withdrawn_at is None]


def decisions_on(actor: Actor, task: Task) -> list[dict[str, Any]]:
    """What people settled at this task's row when its document was read."""
    documents = plan_reads.documents_of_plan(actor, task.plan)
    made = decisions_visible_to(actor).filter(document__in=documents, task_key=task.key)
    return decision_rows(actor, made.select_related("document__owner").order_by("id"))
