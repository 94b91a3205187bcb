"""The matrix page and the way to the newest one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.pages import find
from luoshi.common.rendering.annex import FILES
from luoshi.common.routes import policy
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to

from ..context import plan_at_hand
from . import cells, edges, phone
from .filters import Wanted
from .printed import annex_title
from .table import read_matrix


@policy("能看计划的人员：转到最近看过的计划（没有看过则最新计划）的承接矩阵")
def matrix_now(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_plans"))
    plan = plan_at_hand(request)
    if plan is None:
        return render(request, "home/matrix/none.html")
    return redirect("matrix", plan.public_id)


@policy("计划发布单位及其下属单位的人员：看全部承接标记；阶段、状况只看本单位及下属单位")
def matrix(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor).select_related(None).select_related("issuer"), plan)
    wanted = Wanted.of(request.GET)
    table = read_matrix(request.actor, found, wanted, start=_start(request))
    follows = bool(request.htmx and table.start)
    body = cells.body_rows(table, follows=follows)
    context = {"plan": found, "matrix": table, "body": body, "wanted": wanted, "query": wanted.query()}
    context["width"] = len(table.columns) + cells.lead_columns(table)
    if follows:
        return render(request, "home/matrix/_block.html", context)
    context |= {
        "title": annex_title(found) if wanted.is_like_annex else f"{found.short}责任项一览表",
        "files": _files(found.public_id, wanted),
        "may_edit_plan": can_edit_plan(request.actor, found),
        "head": cells.head_cells(table),
        "lead": cells.lead_columns(table),
        "counties": edges.county_row(table),
        "foot": edges.foot_rows(table),
        "groups": edges.chip_groups(table),
        "phone": phone.phone_list(request, table),
    }
    return render(request, "home/matrix/page.html", context)


def _files(plan: str, wanted: Wanted) -> dict[str, str]:
    """Where the files lie under the same filters; `all` is the workbook of every kind of duty."""
    urls = {kind: f"{reverse(f'matrix-{kind}', args=[plan])}{wanted.query()}" for kind in FILES}
    return urls | {"all": f"{reverse('matrix-xlsx', args=[plan])}{wanted.of_all_kinds().query()}"}


def _start(request: HttpRequest) -> int:
    text = request.GET.get("rows", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
