"""上报: yearly progress in the shape of the upper platform, kept each time, with what differs from last time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core import upward
from luoshi.indicators.alerts import permissions, upward_actions
from luoshi.indicators.alerts.models import UpwardPackage
from luoshi.indicators.alerts.queries import packages_visible_to
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from .files import xlsx_bytes
from .upward_rows import rows_of_plan
from .views import may_read

READERS = "计划印发单位的经办、科长、领导"
EDITORS = "计划印发单位的经办、科长"
YEARS, EARLY = 3, 3
SHOWN = 200  # changes on one page; the workbook has all


def _plan(request: HttpRequest, plan: str) -> Plan:
    """Of the own office: what goes up is its business alone."""
    found: Plan = find(plans_visible_to(request.actor), plan)
    may_read(request.actor)
    require(found.issuer_id == request.actor.organisation_id)
    return found


@policy(f"{READERS}：一个计划的上报数据")
def packages(request: HttpRequest, plan: str) -> HttpResponse:
    return _list(request, _plan(request, plan))


def years_to_choose() -> list[int]:
    """This year and those before; early in a year the past one is what goes up."""
    now = clock.today()
    years = list(range(now.year, now.year - YEARS, -1))
    return [*years[1:2], years[0], *years[2:]] if now.month <= EARLY else years


def _year_asked(request: HttpRequest) -> int:
    said = request.POST.get("year", "")
    known = {str(year): year for year in years_to_choose()}
    if said and said not in known:
        raise RuleBroken("请选择列出的年度。")
    return known[said] if said else years_to_choose()[0]


def _list(request: HttpRequest, plan: Plan, status: int = 200, refusal: Any = None) -> HttpResponse:
    actor = request.actor
    edits = permissions.can_set_rules(actor, plan)
    last = upward_actions.before(None, plan)
    now = rows_of_plan(actor, plan) if edits else []
    columns = upward_actions.columns_of(plan)
    context = {
        "plan": plan,
        "page_obj": page_of(request, packages_visible_to(actor).filter(plan=plan)),
        "edits": edits,
        "columns": columns,
        "count": len(now),
        "difference": upward.difference(upward_actions.rows_of(last), now, columns)
        if last and edits
        else None,
        "years": years_to_choose(),
        "refusal": refusal,
        "crumbs": [("驾驶舱", reverse("cockpit", args=[plan.public_id])), ("上报数据", "")],
    }
    return render(request, "home/cockpit/packages.html", context, status=status)


@policy(f"{EDITORS}：生成上报数据", methods=("POST",))
def make_package(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    require(permissions.can_set_rules(request.actor, found))
    try:
        made = upward_actions.make_package(
            plan=found,
            year=_year_asked(request),
            rows=rows_of_plan(request.actor, found),
            by=request.actor,
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _list(request, found, refusal.status, refusal)
    return redirect("upward-package", made.public_id)


@policy(f"{READERS}：一次上报数据，和上次的差别")
def package(request: HttpRequest, upward_package: str) -> HttpResponse:
    return _show(request, find(packages_visible_to(request.actor), upward_package))


def _show(request: HttpRequest, found: UpwardPackage, status: int = 200, refusal: Any = None) -> HttpResponse:
    earlier = upward_actions.before(found, found.plan)
    columns = [upward.Column(**each) for each in found.columns]
    rows = upward_actions.rows_of(found)
    page = page_of(request, rows)
    context = {
        "package": found,
        "columns": columns,
        "page_obj": page,
        "cells": [[row.cells.get(column.source, "") for column in columns] for row in page],
        "earlier": earlier,
        "difference": upward.difference(upward_actions.rows_of(earlier), rows, columns) if earlier else None,
        "shown": SHOWN,
        "runs": permissions.can_run_package(request.actor, found),
        "xlsx_url": reverse("upward-xlsx", args=[found.public_id]),
        "refusal": refusal,
        "crumbs": [("上报数据", reverse("upward", args=[found.plan.public_id])), (found.title, "")],
    }
    return render(request, "home/cockpit/package.html", context, status=status)


@policy(f"{READERS}：一次上报数据，Excel")
def package_sheet(request: HttpRequest, upward_package: str) -> HttpResponse:
    found: UpwardPackage = find(packages_visible_to(request.actor), upward_package)
    columns = [upward.Column(**each) for each in found.columns]
    rows = [[column.title for column in columns]]
    rows += [
        [row.cells.get(column.source, "") for column in columns] for row in upward_actions.rows_of(found)
    ]
    content, name = xlsx_bytes(found.title, rows), f"{found.title}.xlsx"
    return hand_out(request, content, name, action="home.fetch_package", about=found, rows=len(rows) - 1)


def _press(request: HttpRequest, package: str, act: Any) -> HttpResponse:
    found: UpwardPackage = find(packages_visible_to(request.actor), package)
    require(permissions.can_run_package(request.actor, found))
    try:
        act(package=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(packages_visible_to(request.actor), package)
        return _show(request, fresh, refusal.status, refusal)
    return redirect("upward-package", found.public_id)


@policy(f"{EDITORS}：作废一次上报数据", methods=("POST",))
def withdraw_package(request: HttpRequest, upward_package: str) -> HttpResponse:
    return _press(request, upward_package, upward_actions.withdraw_package)


@policy(f"{EDITORS}：恢复一次上报数据", methods=("POST",))
def restore_package(request: HttpRequest, upward_package: str) -> HttpResponse:
    return _press(request, upward_package, upward_actions.restore_package)


class ShapeForm(forms.Form):
    """Fields `title-1`, `source-1` …; a line without a source is left out."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", "不用"), *upward.SOURCES.items()]
        for at in range(1, upward.MOST_COLUMNS + 1):
            self.fields[f"title-{at}"] = forms.CharField(
                label=f"第 {at} 列的名称", required=False, max_length=upward.LONGEST_TITLE,
                error_messages={"max_length": f"最多 {upward.LONGEST_TITLE} 个字。"},
            )  # fmt: skip
            self.fields[f"source-{at}"] = forms.ChoiceField(
                label=f"第 {at} 列的内容", required=False, choices=choices
            )

    def lines(self) -> Iterable[tuple[int, Any, Any]]:
        return [(at, self[f"title-{at}"], self[f"source-{at}"]) for at in range(1, upward.MOST_COLUMNS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for problem in upward.problems(columns_in(cleaned)):
                self.add_error(None, problem)
        return cleaned


def columns_in(cleaned: dict[str, Any]) -> list[upward.Column]:
    pairs = [
        (cleaned.get(f"title-{at}", "").strip(), cleaned.get(f"source-{at}", ""))
        for at in range(1, upward.MOST_COLUMNS + 1)
    ]
    return [
        upward.Column(title or upward.SOURCES.get(source, ""), source) for title, source in pairs if source
    ]


def stored(plan: Plan) -> dict[str, str]:
    said = {}
    for at, column in enumerate(upward_actions.columns_of(plan), 1):
        said |= {f"title-{at}": column.title, f"source-{at}": column.source}
    return said


@policy(f"{EDITORS}：上报数据的格式", methods=("GET", "POST"))
def upward_shape(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    require(permissions.can_set_rules(request.actor, found))
    here = reverse("upward", args=[found.public_id])
    page = FormPage(
        request,
        "home/cockpit/shape.html",
        make=lambda **given: ShapeForm(**given),
        name="alerts.shape",
        about=found,
        send=lambda said: upward_actions.set_shape(
            place=found, columns=columns_in(said), by=request.actor, version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        stored=lambda: stored(found),
        said="已保存，下次生成用新的格式；以前生成的不变。",
        context={"back": here, "crumbs": [("上报数据", here), ("格式", "")]},
    )  # fmt: skip
    return answer(page)
