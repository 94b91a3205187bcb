"""Numbers of targets: the bureau's grid over its schools, what it asks before filing, a school's request to change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from .. import actions, number_book, permissions
from .. import goal_forms as inputs
from ..goal_changes import changes_of
from ..numbers import MOST, Grid, grid_of
from ..queries import open_workplan
from ..separate import asked_tasks
from ..stamps import asks_stamp
from ..states import CHANGEABLE, WorkplanState
from .workplans import WRITERS
from .writing import crumbs_of, own

CITY, LARGEST = "计划印发单位的经办和科长", 5_000_000


def _plan(request: HttpRequest, public_id: str) -> Plan:
    found: Plan = find(plans_visible_to(request.actor), public_id)
    require(permissions.can_run_workplans(request.actor, found))
    return found


@policy(f"{CITY}：各校年度目标的市级数", methods=("GET", "POST"))
def city_numbers(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    grid = grid_of(request.actor, found, request.GET.get("target", "")[:40])
    if request.method == "POST" and "_upload" in request.POST:
        return _uploaded(request, grid)
    made: list[inputs.CityNumbersForm] = []

    def make(**given: Any) -> inputs.CityNumbersForm:
        made.append(inputs.CityNumbersForm(grid=grid, **given))
        return made[-1]

    page = FormPage(
        request,
        "workplans/city_numbers.html",
        make=make,
        name=f"workplans.city.{grid.target.public_id if grid.target else 'all'}",
        about=found,
        send=lambda said: actions.set_city_numbers(
            plan=found, said=made[-1].said(), by=request.actor, version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: request.get_full_path(),
        stored=lambda: inputs.stored_numbers(grid_of(request.actor, found, request.GET.get("target", ""))),
        said="市级数已保存，有变化的学校已收到通知。",
        context=_context(grid),
    )  # fmt: skip
    return answer(page)


def _context(grid: Grid) -> dict[str, Any]:
    here = reverse("plan", args=[grid.plan.public_id])
    return {
        "plan": grid.plan,
        "grid": grid,
        "most": MOST,
        "options": [(each.public_id, each.words, each == grid.target) for each in grid.targets],
        "crumbs": [(grid.plan.short, here), ("各校年度目标", "")],
    }


def _uploaded(request: HttpRequest, grid: Grid) -> HttpResponse:
    """What came back stands in the boxes, to be checked and saved there; what it changes is listed."""
    status, conflict, told = 200, None, []
    stored = inputs.stored_numbers(grid)
    typed: dict[str, Any] = request.POST.dict()
    refusal: Exception | None = None
    try:
        come = _brought(request, grid)
        typed |= come.typed
        told = come.unknown
        form = inputs.CityNumbersForm(data=typed, initial=stored, grid=grid)
        rows = [
            {"label": form.fields[name].label, "current": stored.get(name) or "—", "yours": value or "—"}
            for name, value in come.typed.items()
            if value != stored.get(name, "")
        ]
        rows += [{"label": f"两边都改过：{p}", "current": now, "yours": new} for p, now, new in come.clashes]
        conflict = {"rows": rows} if rows else None
    except (RuleBroken, NotOurs, Unreadable) as broken:
        form, status, refusal = inputs.CityNumbersForm(data=typed, grid=grid), 422, broken
    context = _context(grid) | {"form": form, "about": grid.plan, "conflict": conflict, "told": told}
    context |= {"uploaded": refusal is None, "refused": str(refusal or "")}
    return render(request, "workplans/city_numbers.html", context, status=status)


def _brought(request: HttpRequest, grid: Grid) -> number_book.Numbers:
    upload = request.FILES.get("workbook")
    if upload is None:
        raise RuleBroken("请先选择 Excel 文件。")
    if (upload.size or 0) > LARGEST:
        raise RuleBroken("文件太大，这份表不会超过 5 MB。请核对选的是不是这份表。")
    return number_book.brought(grid, upload.name or "", upload.read())


@policy(f"{CITY}：下载各校年度目标的 Excel，已带现在的数")
def city_numbers_sheet(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    grid = grid_of(request.actor, found, request.GET.get("target", "")[:40])
    content, name = number_book.workbook_of(grid), f"{found.short}各校年度目标市级数.xlsx"
    return hand_out(
        request, content, name, action="workplans.fetch_numbers", about=found, rows=len(grid.rows)
    )


@policy(f"{CITY}：各校方案备案前要不要盖章件", methods=("GET", "POST"))
def filing_terms(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request, plan)
    here = reverse("plan", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: inputs.TermsForm(plan=found, **given),
        name="workplans.terms",
        about=found,
        send=lambda said: actions.set_filing_terms(
            plan=found, asks_stamp=said["asks_stamp"], separate=list(said["separate"]), by=request.actor,
            version=version_of(request), once=Once.of(request),
        ),
        then=lambda saved: here,
        stored=lambda: {
            "asks_stamp": asks_stamp(found),
            "separate": [task.public_id for task in asked_tasks(found)],
        },
        context={
            "title": "实施方案的备案要求",
            "button": "保存",
            "cancel_url": here,
            "crumbs": [(found.short, here), ("备案要求", "")],
        },
    )  # fmt: skip
    return answer(page)


@policy(f"{WRITERS}：申请调整已备案的年度目标", methods=("GET", "POST"))
def change_goals(request: HttpRequest, workplan: str) -> HttpResponse:
    found = own(request, workplan, WorkplanState.FILED)
    if found is None:
        return redirect("workplan", workplan)
    going = open_workplan(found.organisation_id, found.plan, found.round)
    if request.method == "GET" and going is not None and going.state not in CHANGEABLE:
        return redirect("workplan", going.public_id)
    made: list[inputs.GoalChangeForm] = []

    def make(**given: Any) -> inputs.GoalChangeForm:
        made.append(inputs.GoalChangeForm(workplan=found, going=going, **given))
        return made[-1]

    page = FormPage(
        request,
        "workplans/change_goals.html",
        make=make,
        name="workplans.goals",
        about=found,
        versioned=False,
        send=lambda said: actions.ask_goal_change(
            workplan=found, asked=made[-1].asked(), reason=said["reason"], by=request.actor,
            once=Once.of(request),
        ),
        then=lambda new: reverse("workplan", args=[new.public_id]),
        said=lambda new: f"调整申请已起草：{'；'.join(map(str, changes_of(new)))}。核对后报送，市局同意后生效。",
        context={
            "workplan": found,
            "going": going,
            "cancel_url": reverse("workplan", args=[(going or found).public_id]),
            "crumbs": crumbs_of(found, "申请调整目标"),
        },
    )  # fmt: skip
    return answer(page)
