"""The lists of a plan under work: areas, tasks, targets, dates, and what was withdrawn."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.pages import page_of
from luoshi.common.routes import policy
from luoshi.plans.editing import under_plan
from luoshi.plans.models import Plan, PlanDate, Target
from luoshi.plans.queries import areas_in, tasks_in
from luoshi.plans.states import PART_WORDS, PARTS, kind_of
from luoshi.plans.wording import target_sentence

from .frame import plan_for_editor
from .plan import EDITORS

LIVE = Q(withdrawn_at__isnull=True)


def _list(request: HttpRequest, plan: Plan, tab: str, rows: QuerySet[Any], **more: Any) -> HttpResponse:
    """One page of a list in its own template, named like the tab."""
    page = page_of(request, rows)
    template = f"plans/{tab.removeprefix('edit-')}.html"
    return render(request, template, under_plan(plan, tab) | {"page_obj": page, **more})


@policy(f"{EDITORS}：看和调整任务领域")
def areas(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    counted = areas_in(found).select_related("clause")
    counted = counted.annotate(task_count=Count("tasks", filter=Q(tasks__withdrawn_at__isnull=True)))
    return _list(request, found, "edit-areas", counted)


@policy(f"{EDITORS}：看和调整任务")
def tasks(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    wanted = request.GET.get("area", "")
    rows = tasks_in(found).select_related("area")
    rows = (
        rows.filter(area__public_id=wanted) if wanted else rows.order_by("area__order", "area", "order", "id")
    )
    rows = rows.annotate(target_count=Count("targets", filter=Q(targets__withdrawn_at__isnull=True)))
    filters = [
        {"label": area.name, "url": f"?area={area.public_id}", "on": area.public_id == wanted}
        for area in areas_in(found)
    ]
    return _list(
        request, found, "edit-tasks", rows, filters=filters, wanted=wanted, clear_url="?" if wanted else ""
    )


@policy(f"{EDITORS}：看和调整目标")
def targets(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    rows = Target.objects.filter(LIVE, plan=found).select_related("task", "clause").order_by("order", "id")
    page = page_of(request, rows)
    said = [(target, sentence_of(target)) for target in page]
    return render(
        request, "plans/targets.html", under_plan(found, "edit-targets") | {"page_obj": page, "rows": said}
    )


def sentence_of(target: Target) -> str:
    return target_sentence({each.name: getattr(target, each.attname) for each in Target._meta.fields})


@policy(f"{EDITORS}：看和调整日程")
def dates(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    rows = PlanDate.objects.filter(LIVE, plan=found).select_related("clause").order_by("order", "id")
    return _list(request, found, "edit-dates", rows)


@policy(f"{EDITORS}：看撤下的内容并恢复")
def withdrawn(request: HttpRequest, plan: str) -> HttpResponse:
    found = plan_for_editor(request, plan)
    rows = [
        {"part": part, "kind": kind_of(part), "words": PART_WORDS[kind_of(part)]}
        for model in PARTS.values()
        for part in model._base_manager.filter(plan=found, withdrawn_at__isnull=False)
    ]
    rows.sort(key=lambda row: row["part"].withdrawn_at, reverse=True)
    return _list(request, found, "edit-withdrawn", rows)
