"""Sums by school, task and source with what is missing; what the city sets and closes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.money import before, quarter_label, quarter_of, quarters_until
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.progress.sections import tabs
from luoshi.workplans.parts import years_of

from .. import actions, permissions
from ..export import xlsx_bytes
from ..forms import RuleForm, stored
from ..overview import WAYS, Overview
from ..periods import over_words, own_quarters
from ..queries import closed_quarters, rule_of

READERS = "本校财务、项目办、校领导，上级教育局经办和领导"
CITY = "计划印发单位的经办和科长"


def may_read(request: HttpRequest) -> None:
    require(request.actor.may("read_money"))


@policy(f"{READERS}：资金使用，转到最近的计划")
def money(request: HttpRequest) -> HttpResponse:
    may_read(request)
    plan = plans_visible_to(request.actor).order_by("-start", "-id").first()
    if plan is None:
        return render(
            request, "money/none.html", {"crumbs": [("进展", reverse("my-milestones")), ("资金使用", "")]}
        )
    return redirect("plan-money", plan.public_id)


@policy(f"{READERS}：一个计划的资金使用，按学校、任务、来源汇总")
def plan_money(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    may_read(request)
    return overview_page(request, found)


def overview_page(request: HttpRequest, plan: Plan, status: int = 200, refusal: Any = None) -> HttpResponse:
    quarters = quarters_until(years_of(plan), clock.today())
    year, quarter = chosen(request, quarters)
    way = request.GET.get("by", "school")
    way = way if way in WAYS else "school"
    view = Overview(request.actor, plan, year, quarter)
    groups = view.groups(way)
    closed = closed_quarters(plan)
    own, own_more = [], []
    if permissions.can_start_quarter(request.actor, plan):
        own, own_more = own_quarters(plan, request.actor.organisation_id, quarters, closed)
    context = {
        "sections": tabs(request.actor, "money"),
        "plan": plan,
        "plans": _plans(request, plan),
        "years": _by_year(quarters, (year, quarter)),
        "plan_over": over_words(quarters, years_of(plan), (year, quarter)),
        "label": quarter_label(year, quarter),
        "year_quarter": f"{year}-{quarter}",
        "way": way,
        "way_label": WAYS[way].removeprefix("按"),
        "ways": [
            {"label": label, "url": f"?quarter={year}-{quarter}&by={key}", "current": key == way}
            for key, label in WAYS.items()
        ],
        "groups": groups,
        "sums": view.sums(groups),
        "missing": view.missing(),
        "closed": (year, quarter) in closed,
        "runs": permissions.can_run_money(request.actor, plan),
        "over": quarter_over(year, quarter),
        "rule": rule_of(plan),
        "own": own,
        "own_more": own_more,
        "refusal": refusal,
        "crumbs": [("进展", reverse("my-milestones")), ("资金使用", "")],
    }
    return render(request, "money/overview.html", context, status=status)


def _by_year(quarters: list[tuple[int, int]], shown: tuple[int, int]) -> list[dict[str, Any]]:
    """The choice of period: a group a year, the latest first."""
    found: dict[int, list[dict[str, Any]]] = {}
    for year, quarter in quarters:
        choice = {"value": f"{year}-{quarter}", "label": quarter_label(year, quarter)}
        found.setdefault(year, []).append({**choice, "on": (year, quarter) == shown})
    return [{"label": f"{year}年", "quarters": rows} for year, rows in found.items()]


def quarter_over(year: int, quarter: int) -> bool:
    return (year, quarter) < quarter_of(clock.today())


def chosen(request: HttpRequest, quarters: list[tuple[int, int]]) -> tuple[int, int]:
    """The quarter asked for; else the last one that is over, or the last there is."""
    asked = (request.POST.get("quarter") or request.GET.get("quarter", ""))[:10]
    found = next((each for each in quarters if f"{each[0]}-{each[1]}" == asked), None)
    if found is not None:
        return found
    over = before(*quarter_of(clock.today()))
    return over if over in quarters or not quarters else quarters[0]


def _plans(request: HttpRequest, plan: Plan) -> list[dict[str, Any]]:
    rows = plans_visible_to(request.actor).order_by("-start", "-id")[:20]
    tabs = [
        {"label": row.short, "url": reverse("plan-money", args=[row.public_id]), "current": row.pk == plan.pk}
        for row in rows
    ]
    return tabs if len(tabs) > 1 else []


@policy(f"{READERS}：下载资金使用汇总的 Excel")
def plan_money_sheet(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    may_read(request)
    year, quarter = chosen(request, quarters_until(years_of(found), clock.today()))
    view, label = Overview(request.actor, found, year, quarter), quarter_label(year, quarter)
    content, name = xlsx_bytes(view, label), f"{found.short}{label}资金使用.xlsx"
    return hand_out(
        request, content, name, action="money_in_use.fetch_overview", about=found, rows=len(view.lines)
    )


@policy("本校财务、项目办：开始填报一个季度", methods=("POST",))
def start_money(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_start_quarter(request.actor, found))
    year, quarter = asked_quarter(request)
    try:
        made = actions.start_quarter(
            plan=found, year=year, quarter=quarter, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return overview_page(request, found, status=refusal.status, refusal=refusal)
    return redirect("fill-money", made.public_id)


def asked_quarter(request: HttpRequest) -> tuple[int, int]:
    """As the form named it; (0, 0) for nonsense, which the act refuses."""
    year, _, quarter = request.POST.get("quarter", "")[:10].partition("-")
    both = year.isascii() and year.isdigit() and quarter.isascii() and quarter.isdigit()
    return (int(year), int(quarter)) if both and len(year) == 4 and len(quarter) == 1 else (0, 0)


def _city(request: HttpRequest, plan: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_run_money(request.actor, found))
    year, quarter = asked_quarter(request)
    try:
        act(
            plan=found, year=year, quarter=quarter, by=request.actor, version=version_of(request),
            once=Once.of(request), **said,
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return overview_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, f"{quarter_label(year, quarter)}{words}")
    return redirect(f"{reverse('plan-money', args=[found.public_id])}?quarter={year}-{quarter}")


@policy(f"{CITY}：关闭一个季度", methods=("POST",))
def close_money(request: HttpRequest, plan: str) -> HttpResponse:
    return _city(request, plan, actions.close_quarter, "已关闭，各校不能再改。")


@policy(f"{CITY}：重新打开一个季度", methods=("POST",))
def reopen_money(request: HttpRequest, plan: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _city(request, plan, actions.reopen_quarter, "已重新打开。", reason=reason)


@policy(f"{CITY}：资金使用的规则", methods=("GET", "POST"))
def money_rule(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_run_money(request.actor, found))
    here = reverse("plan-money", args=[found.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: RuleForm(**given),
        name="money_in_use.rule",
        about=found,
        send=lambda said: actions.set_rule(
            plan=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        stored=lambda: stored(rule_of(found)),
        context={
            "title": "资金使用的规则",
            "words": "各校填报时，超过下面的界限要写明原因，才能确认。",
            "button": "保存",
            "cancel_url": here,
            "crumbs": [("资金使用", here), ("规则", "")],
        },
    )
    return answer(page)
