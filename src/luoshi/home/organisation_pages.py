"""Organisations and what stands at each: marks for everybody under the issuer, stages for itself and its superiors."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Alias, Organisation
from luoshi.accounts.queries import (
    STEP,
    ancestors,
    organisations_known_to,
    organisations_visible_to,
    people_visible_to,
    within,
)
from luoshi.common.actor import Actor
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.queries import form_for
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.plans.models import Basis
from luoshi.plans.queries import plans_visible_to
from luoshi.undertakings.queries import duties_visible_to, marks_visible_to

from .panels import panels_of
from .profile.queries import profiled_visible_to
from .task_pages import carriers_of

PEOPLE_SHOWN = 50
COUNTED = (Basis.UNDERTAKEN, Basis.REQUIRED, Basis.OWN)


@policy("登录人员：单位名录；承接数只计本人可看的计划")
def organisations(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    kind, plan = request.GET.get("kind", ""), request.GET.get("plan", "")
    visible = organisations_visible_to(actor)
    rows = visible.filter(kind=kind) if kind in Organisation.Kind.values else visible
    if plan:
        carrying = marks_visible_to(actor).filter(task__plan__public_id=plan, basis=Basis.UNDERTAKEN)
        rows = rows.filter(pk__in=carrying.values("organisation"))
    page = page_of(request, rows.order_by("order", "id"))
    parents = _parents(page.object_list)
    counts = _undertaken_counts(actor, page.object_list)
    context = {
        "page_obj": page,
        "rows": [(row, parents.get(row.path[:-STEP]), counts.get(row.pk, 0)) for row in page.object_list],
        "filters": _kind_filters(visible, kind),
        "clear_url": "?" if kind or plan else "",
        "plan": plans_visible_to(actor).filter(public_id=plan).first() if plan else None,
        "counts_shown": actor.may("read_plans"),
        "founds": actor.may("manage_organisations"),
    }
    return render(request, "home/organisations.html", context)


def _parents(rows: Any) -> dict[str, Organisation]:
    """By path, the organisations directly above these."""
    paths = {row.path[:-STEP] for row in rows if len(row.path) > STEP}
    return {row.path: row for row in Organisation.objects.filter(path__in=paths)}


def _undertaken_counts(actor: Actor, rows: Any) -> dict[int, int]:
    marks = marks_visible_to(actor).filter(organisation__in=[row.pk for row in rows], basis=Basis.UNDERTAKEN)
    return dict(marks.order_by().values_list("organisation").annotate(count=Count("pk")))


def _kind_filters(visible: QuerySet[Organisation], current: str) -> list[dict[str, Any]]:
    counts = dict(visible.order_by().values_list("kind").annotate(count=Count("pk")))
    return [
        {
            "label": kind.label,
            "url": "?" if kind == current else f"?kind={kind.value}",
            "on": kind == current,
            "count": counts[kind],
        }
        for kind in Organisation.Kind
        if counts.get(kind)
    ]


@policy("登录人员：名称和承接关系人人可看；阶段、人员只有本单位及其上级可看")
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    actor = request.actor
    found: Organisation = find(organisations_known_to(actor), organisation)
    basis = request.GET.get("basis", "")
    marks = (
        marks_visible_to(actor)
        .filter(organisation=found)
        .select_related("task", "task__plan", "organisation", "led_by")
    )
    chosen = marks.filter(basis=basis) if basis in Basis.values else marks
    page = page_of(request, chosen.order_by("-task__plan", "task__order", "task_id", "basis"))
    duties = {duty.pk: duty for duty in duties_visible_to(actor).filter(organisation=found)}
    above = _line_above(found)
    people = people_visible_to(actor).filter(organisation=found)
    context = {
        "organisation": found,
        "crumbs": [("单位", reverse("organisations")), (found.short, "")],
        "organisation_facts": _facts(found, above),
        "names": found.aliases.order_by("kind", "id"),
        "placements": found.placements.select_related("parent"),
        "below": _below(found),
        "page_obj": page,
        "rows": carriers_of(actor, page.object_list, duties),
        "left": [duty for duty in duties.values() if duty.left_at],
        "figures": _figures(marks),
        "filters": _basis_filters(marks, basis),
        "clear_url": "?" if basis else "",
        "people": people.order_by("id")[:PEOPLE_SHOWN],
        "people_count": people.count(),
        "panels": panels_of("organisation", actor, found),
        "has_profile": profiled_visible_to(actor).filter(pk=found.pk).exists()
        and form_for(PROFILE.key, found.path) is not None,
    }
    return render(request, "home/organisation.html", context)


@policy("登录人员：转到本单位的任务")
def own_organisation(request: HttpRequest) -> HttpResponse:
    return redirect("organisation", request.actor.organisation_public_id)


def _line_above(organisation: Organisation) -> list[Organisation]:
    """Those it stands under today, the nearest first."""
    return list(Organisation.objects.filter(path__in=ancestors(organisation.path)[:-1]).order_by("-path"))


def _below(organisation: Organisation) -> list[Organisation]:
    """Those directly under it today."""
    rows = Organisation.objects.filter(within(organisation.path), withdrawn_at__isnull=True)
    length = len(organisation.path) + STEP
    return [row for row in rows.order_by("order", "id")[:500] if len(row.path) == length]


def _facts(organisation: Organisation, above: list[Organisation]) -> list[tuple[str, ...]]:
    names = organisation.aliases.filter(kind=Alias.Kind.SECOND, end__isnull=True)
    other = organisation.second_supervisors.filter(end__isnull=True)
    rows: list[tuple[str, ...]] = [
        ("简称", organisation.short),
        ("第二名称", "、".join(names.values_list("name", flat=True))),
        ("类别", organisation.get_kind_display()),
        ("举办", organisation.get_owner_display() if organisation.owner else ""),
        ("所在地", organisation.territory),
    ]
    if above:
        rows.append(("隶属", above[0].name, reverse("organisation", args=[above[0].public_id])))
    sides = (f"{each.name}（{each.side}）" if each.side else each.name for each in other)
    rows.append(("另一主管部门", "、".join(sides)))
    return [row for row in rows if row[1]]


def _figures(marks: Any) -> list[dict[str, Any]]:
    """Per plan how much it carries, by basis."""
    rows = marks.order_by().values_list("task__plan__public_id", "task__plan__short", "basis")
    plans: dict[str, dict[str, Any]] = {}
    for public_id, short, basis, count in rows.annotate(count=Count("pk")):
        plan = plans.setdefault(public_id, {"public_id": public_id, "short": short, "counts": {}})
        plan["counts"][basis] = count
    for plan in plans.values():
        plan["words"] = "，".join(
            f"{Basis(basis).label} {plan['counts'][basis]} 项" for basis in COUNTED if basis in plan["counts"]
        )
    return sorted(plans.values(), key=lambda plan: plan["short"])


def _basis_filters(marks: Any, current: str) -> list[dict[str, Any]]:
    counts = dict(marks.order_by().values_list("basis").annotate(count=Count("pk")))
    return [
        {
            "label": Basis(basis).label,
            "url": "?" if basis == current else f"?basis={basis}",
            "on": basis == current,
            "count": counts[basis],
        }
        for basis in COUNTED
        if basis in counts
    ]
