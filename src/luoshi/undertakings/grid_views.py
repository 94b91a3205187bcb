"""Undertakings set by hand on a grid: choose, look at the differences, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import drafts
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.form_pages import keep_draft, typed_before
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.plans.editing import under_plan
from luoshi.plans.models import Basis, Plan
from luoshi.plans.queries import areas_in, plans_to_edit, tasks_in

from . import actions
from .grid import Cell, Grid, cells_from, chosen_in, owners_in, read_grid, wanted_changes
from .permissions import can_set_undertakings

ROWS = 25
TAB = "edit-undertakings"
EDITORS = "计划印发单位的经办人和科长"


def _plan(request: HttpRequest, public_id: str) -> Plan:
    plan: Plan = find(plans_to_edit(request.actor), public_id)
    require(can_set_undertakings(request.actor, plan))
    return plan


def _asked(request: HttpRequest, plan: Plan) -> tuple[Any, Grid, str]:
    """The page of tasks asked for by area and page, what stands there, and the name of its draft."""
    area = request.GET.get("area", "")
    tasks = tasks_in(plan).exclude(basis=Basis.CULTIVATED)
    page = page_of(request, tasks.filter(area__public_id=area) if area else tasks, ROWS)
    return page, read_grid(plan, page.object_list), f"cells.{area[:20]}.{page.number}"


@policy(f"{EDITORS}：成批设置承接单位，先看差别", methods=("GET", "POST"))
def grid(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    page, stands, draft_name = _asked(request, found)
    if request.method == "GET":
        return _show_grid(request, found, page, stands, draft_name)
    if request.headers.get("X-Requested-With") == "autosave":
        return keep_draft(request, draft_name, found)
    if "_discard" in request.POST:
        drafts.discard(request.actor, draft_name, found.public_id)
        return redirect(request.get_full_path())
    keep_draft(request, draft_name, found)
    try:
        cells = wanted_changes(stands, request.POST)
    except Refusal as refusal:
        return _show_grid(request, found, page, stands, draft_name, refusal=refusal.message, status=422)
    if not cells:
        words = "没有要改的承接。请先在表里勾选或取消，再看差别。"
        return _show_grid(request, found, page, stands, draft_name, refusal=words, status=422)
    return _show_changes(request, found, cells, request.get_full_path())


def _show_grid(
    request: HttpRequest, plan: Plan, page: Any, stands: Grid, draft_name: str, status: int = 200, **more: Any
) -> HttpResponse:
    kept = typed_before(request, draft_name, plan)
    marked = chosen_in(stands, kept[0]) if kept else stands.marks
    owners = owners_in(stands, kept[0]) if kept else stands.owners
    area = request.GET.get("area", "")
    context = under_plan(plan, TAB) | {
        "page_obj": page,
        "grid": stands,
        "rows": stands.rows(marked),
        "own_rows": stands.own_rows(owners),
        "draft": kept[1] if kept and (marked != stands.marks or owners != stands.owners) else None,
        "filters": [
            {"label": each.name, "url": f"?area={each.public_id}", "on": each.public_id == area}
            for each in areas_in(plan)
        ],
        "clear_url": "?" if area else "",
        **more,
    }
    return render(request, "undertakings/grid.html", context, status=status)


def _show_changes(
    request: HttpRequest, plan: Plan, cells: list[Cell], back_url: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = under_plan(plan, TAB, "核对差别") | {
        "taking": [cell for cell in cells if cell.on],
        "leaving": [cell for cell in cells if not cell.on],
        "back_url": back_url,
        **more,
    }
    return render(request, "undertakings/changes.html", context, status=status)


@policy(f"{EDITORS}：确认承接单位的改动", methods=("POST",))
def set_cells(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    listed = reverse(TAB, args=[found.public_id])
    asked = request.POST.get("back", "")
    back = asked if asked.startswith(f"{listed}?") else listed
    reason = request.POST.get("reason", "")[:1000]
    cells: list[Cell] = []
    try:
        cells = cells_from(found, request.POST)
        actions.set_undertakings(
            plan=found, cells=cells, reason=reason, by=request.actor, once=Once.of(request)
        )
    except Refusal as refusal:
        more = {"refusal": refusal.message, "reason": reason}
        return _show_changes(request, found, cells, back, status=refusal.status, **more)
    drafts.discard_all(request.actor, "cells.", found.public_id)
    messages.success(request, f"已改 {len(cells)} 处承接。")
    return redirect(back)
