"""The cockpit and each of its figures: on screen, as Excel, as comma-separated text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find
from luoshi.common.rendering.text import csv_bytes
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.core.shares import shown
from luoshi.core.trends import chart_of
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.workplans.queries import OUTSIDERS

from ..changes import changes_in_scope
from ..context import plan_at_hand
from .figures import KEYS, Figure, figure_of, figures_of
from .files import figure_rows, heat_rows, xlsx_bytes
from .heat import heat_of
from .key_figures import key_figures_of
from .lists import burden_of, changed_of, missing_of, red_of
from .scope import Scope
from .settings import shows_ranking

READERS = "学校领导、项目办、处室负责人，县局、市局：本单位和下属单位"
LATEST = 6  # acts of the log on the page
BIG = {"width": 760, "height": 240, "pads": (16, 24, 28, 40)}


def may_read(actor: Actor) -> None:
    require(actor.membership_id is not None and actor.may("read_forms") and actor.role not in OUTSIDERS)


def scope_of(request: HttpRequest, plan: str) -> Scope:
    """The actor's own organisation; a school sees its own picture, a bureau that of the schools below it."""
    may_read(request.actor)
    found: Plan = find(plans_visible_to(request.actor), plan)
    return Scope(request.actor, found, Organisation.objects.get(pk=request.actor.organisation_id))


@policy(f"{READERS}：转到最近的计划的驾驶舱")
def cockpit_now(request: HttpRequest) -> HttpResponse:
    may_read(request.actor)
    plan = plan_at_hand(request)
    if plan is None:
        return render(request, "home/cockpit/none.html")
    return redirect("cockpit", plan.public_id)


@policy(f"{READERS}：驾驶舱")
def cockpit(request: HttpRequest, plan: str) -> HttpResponse:
    scope = scope_of(request, plan)
    figures = figures_of(scope)
    context = {
        "plan": scope.plan,
        "facts": _facts(scope),
        "schools": len(scope.schools),
        "figures": [_card(scope, figure) for figure in figures],
        "heat": heat_of(scope),
        "red": red_of(scope),
        "alert_count": len(scope.alerts),
        "missing": missing_of(scope),
        "key_figures": key_figures_of(scope),
        "burden": burden_of(scope),
        "changed": changed_of(scope),
        "latest": changes_in_scope(request.actor)[:LATEST],
        "urls": _urls(scope.plan, "heat"),
        "sets": request.actor.may("edit_plan"),
        "upward": reverse("upward", args=[scope.plan.public_id])
        if scope.plan.issuer_id == request.actor.organisation_id
        else "",
    }
    return render(request, "home/cockpit/cockpit.html", context)


def _facts(scope: Scope) -> list[tuple[Any, ...]]:
    plan = reverse("plan", args=[scope.plan.public_id])
    rows: list[tuple[Any, ...]] = [("范围", scope.place.short), ("计划", scope.plan.short, plan)]
    if len(scope.schools) > 1:
        rows.append(("学校", f"{len(scope.schools)} 所"))
    return [*rows, ("数据", f"{day_in_words(scope.today)}")]


def _card(scope: Scope, figure: Figure) -> dict[str, Any]:
    ahead = figure.forecast
    return {
        "figure": figure,
        "ahead": ahead,
        "chart": chart_of(figure.points, ahead) if figure.has_history else None,
        "href": reverse("cockpit-figure", args=[scope.plan.public_id, figure.key]),
    }


def _urls(plan: Plan, key: str) -> dict[str, str]:
    return {name: reverse(f"cockpit-{name}", args=[plan.public_id, key]) for name in ("xlsx", "csv")}


@policy(f"{READERS}：驾驶舱的一个数，按月、按学校")
def cockpit_figure(request: HttpRequest, plan: str, figure: str) -> HttpResponse:
    scope = scope_of(request, plan)
    if figure not in KEYS:
        raise Http404
    found, ranks = figure_of(scope, figure), shows_ranking(scope.plan)
    ahead = found.forecast
    here = reverse("cockpit", args=[scope.plan.public_id])
    context = {
        "facts": [("现在", found.words), ("计划", scope.plan.short)],
        "figure": found,
        "ahead": ahead,
        "chart": chart_of(found.points, ahead, **BIG) if found.has_history else None,  # type: ignore[arg-type]
        "rows": _by_school(scope, found, ranks and request.GET.get("sort") == "value"),
        "ranks": ranks and len(scope.schools) > 1,
        "sorted": request.GET.get("sort") == "value",
        "urls": _urls(scope.plan, figure),
        "crumbs": [("驾驶舱", here), (found.label, "")],
    }
    return render(request, "home/cockpit/figure.html", context)


def _by_school(scope: Scope, figure: Figure, by_value: bool) -> list[dict[str, Any]]:
    """In the office's order; by value only where its bureau allows rankings."""
    schools = {school.pk: school for school in scope.schools}
    rows = [
        {
            "school": schools[each.school],
            "value": each.value,
            "shown": "—" if each.value is None else f"{shown(each.value)}{figure.unit}",
            "words": each.words,
            "share": 0 if not each.value else min(each.value * 100 / _most(figure), 100),
            "href": reverse("school-page", args=[schools[each.school].public_id, scope.plan.public_id]),
        }
        for each in figure.by_school
    ]
    if by_value:
        down = figure.more == "good"
        rows.sort(
            key=lambda row: (row["value"] is None, -(row["value"] or 0) if down else (row["value"] or 0))
        )
    return rows


def _most(figure: Figure) -> float:
    return figure.most or max((each.value or 0 for each in figure.by_school), default=0) or 1


def _table(request: HttpRequest, plan: str, figure: str) -> tuple[Plan, str, list[list[str]]]:
    scope = scope_of(request, plan)
    if figure == "heat":
        return scope.plan, f"{scope.plan.short}各校各领域进展", heat_rows(heat_of(scope))
    if figure not in KEYS:
        raise Http404
    found = figure_of(scope, figure)
    return scope.plan, f"{scope.plan.short}{found.label}", figure_rows(found, scope.names)


@policy(f"{READERS}：驾驶舱的一张表，Excel")
def cockpit_xlsx(request: HttpRequest, plan: str, figure: str) -> HttpResponse:
    found, title, rows = _table(request, plan, figure)
    name = f"{title} {clock.today():%Y-%m-%d}.xlsx"
    return hand_out(
        request, xlsx_bytes(title, rows), name, action="home.fetch_figure", about=found, rows=len(rows) - 1
    )


@policy(f"{READERS}：驾驶舱的一张表，CSV")
def cockpit_csv(request: HttpRequest, plan: str, figure: str) -> HttpResponse:
    found, title, rows = _table(request, plan, figure)
    name = f"{title} {clock.today():%Y-%m-%d}.csv"
    return hand_out(
        request, csv_bytes(rows), name, action="home.fetch_figure", about=found, rows=len(rows) - 1
    )
