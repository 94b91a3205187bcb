"""The list of plans, a plan, its tasks and its gaps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.evidence.binders.permissions import can_make_binders
from luoshi.plans.models import Basis, PackVersion, Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import areas_visible_to, dates_visible_to, plans_visible_to, tasks_visible_to
from luoshi.undertakings.queries import own_duties_published

from . import plan_reads
from .panels import panels_of


@policy("本单位上级印发的计划，登录人员可看")
def plans(request: HttpRequest) -> HttpResponse:
    counted = plans_visible_to(request.actor).annotate(
        task_count=Count("tasks", filter=Q(tasks__withdrawn_at__isnull=True))
    )
    page = page_of(request, counted.order_by("-start", "-id"))
    return render(
        request, "home/plans.html", {"page_obj": page, "may_import": request.actor.may("import_policy")}
    )


@policy("本单位上级印发的计划，登录人员可看")
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    actor = request.actor
    rows = plan_reads.rows_of_plan(actor, found)
    context = frame_of(found, "overview", actor) | {
        "figures": plan_reads.figures_of(actor, found, rows),
        "gaps": plan_reads.gaps_of(rows).gaps,
        "areas": _areas(actor, found, rows),
        "own_duties": own_duties_published(actor).filter(task__plan=found),
        "dates": dates_visible_to(actor).filter(plan=found).select_related("clause"),
        "documents": plan_reads.documents_of_plan(actor, found),
        "versions": PackVersion.objects.filter(kind="plan", key=found.key)
        .order_by("-id")
        .defer("text", "snapshot"),
        "may_bind": can_make_binders(actor),
        "panels": panels_of("plan", actor, found),
    }
    return render(request, "home/plan.html", context)


@policy("本单位上级印发的计划，登录人员可看")
def plan_tasks(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    actor = request.actor
    area, basis = request.GET.get("area", ""), request.GET.get("basis", "")
    rows = tasks_visible_to(actor).filter(plan=found)
    rows = rows.filter(area__public_id=area) if area else rows
    rows = rows.filter(basis=basis) if basis in Basis.values else rows
    page = page_of(request, rows.select_related("area", "led_by").order_by("order", "id"))
    carried = plan_reads.carried_by_task(actor, page.object_list)
    context = frame_of(found, "tasks", actor) | {
        "page_obj": page,
        "rows": [(task, carried[task.pk]) for task in page.object_list],
        "filters": _task_filters(request, actor, found),
        "clear_url": "?" if area or basis else "",
    }
    return render(request, "home/plan_tasks.html", context)


@policy("本单位上级印发的计划，登录人员可看")
def plan_gaps(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    rows = plan_reads.rows_of_plan(request.actor, found)
    context = frame_of(found, "gaps", request.actor) | {
        "found": plan_reads.gaps_of(rows),
        "empty": not rows.tasks and not rows.clauses,
        "may_edit": can_edit_plan(request.actor, found),
        "panels": panels_of("plan_gaps", request.actor, found),
    }
    return render(request, "home/plan_gaps.html", context)


def frame_of(plan: Plan, current: str, actor: Actor) -> dict[str, Any]:
    """Breadcrumb, tabs and facts, the same on every page of a plan."""
    names = {
        "overview": ("plan", "概况"),
        "tasks": ("plan-tasks", "工作任务"),
        "commitments": ("plan-commitments", "承诺与培育"),
        "gaps": ("plan-gaps", "空缺"),
        "changes": ("change-requests", "变更申请"),
    }
    return {
        "plan": plan,
        "may_edit_plan": can_edit_plan(actor, plan),
        "crumbs": [("计划", reverse("plans")), (plan.short, "")],
        "tabs": [
            {"label": label, "url": reverse(name, args=[plan.public_id]), "current": key == current}
            for key, (name, label) in names.items()
        ],
        "plan_facts": _plan_facts(plan),
    }


def _plan_facts(plan: Plan) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("印发单位", plan.issuer.name, reverse("organisation", args=[plan.issuer.public_id])),
        ("起止", _from_to(plan.start, plan.end)),
        ("文号", plan.number),
    ]
    if plan.document and not plan.document.withdrawn_at:
        rows.append(("政策文件", plan.document.title, reverse("document", args=[plan.document.public_id])))
    return [row for row in rows if row[1]]


def _from_to(start: str, end: str) -> str:
    return f"{start or '未定'} 至 {end or '未定'}" if start or end else ""


def _areas(actor: Actor, plan: Plan, rows: plan_reads.PlanRows) -> list[dict[str, Any]]:
    """Each area with its tasks and what was taken on of them; tasks without an area come last."""
    areas = [*areas_visible_to(actor).filter(plan=plan).select_related("clause"), None]
    grouped = []
    for area in areas:
        own = [rows.carried[task.pk] for task in rows.tasks if task.area_id == (area.pk if area else None)]
        if area is None and not own:
            continue
        declared = [each.declared for each in own if each.declared is not None]
        grouped.append(
            {
                "area": area,
                "tasks": len(own),
                "declared": sum(declared) if declared else None,
                "undertaken": sum(each.undertaken for each in own),
                "required": sum(1 for each in own if each.required),
            }
        )
    return grouped


def _task_filters(request: HttpRequest, actor: Actor, plan: Plan) -> list[dict[str, Any]]:
    """Chips that add or remove one condition and keep the other."""
    areas = areas_visible_to(actor).filter(plan=plan)
    chips = [_chip(request, "area", area.public_id, area.name) for area in areas]
    return chips + [_chip(request, "basis", basis.value, basis.label) for basis in Basis]


def _chip(request: HttpRequest, name: str, value: str, label: str) -> dict[str, Any]:
    query = request.GET.copy()
    on = query.get(name) == value
    query.pop("page", None)
    if on:
        query.pop(name)
    else:
        query[name] = value
    return {"label": label, "url": f"?{query.urlencode()}", "on": on}


def place_in_plan(plan: Plan, last: str) -> list[tuple[str, str]]:
    """The breadcrumb of something inside a plan."""
    return [("计划", reverse("plans")), (plan.short, reverse("plan", args=[plan.public_id])), (last, "")]
