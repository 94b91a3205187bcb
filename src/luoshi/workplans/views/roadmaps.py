"""Roadmaps: of one workplan, of all filed workplans of a plan, and of all plans together, as far as the reader sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.roadmap import WIDE, WIDTH, ZOOMS, sheets_of
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from ..drawing import MOST_LISTED, list_of, svg_of
from ..given import given_elsewhere
from ..models import Workplan
from ..queries import in_force, milestones_visible_to, workplans_visible_to
from ..roadmap import FIRST_YEAR, GROUPS, HEALTHS, LAST_YEAR, MOST, Narrow, Road, road_of, rows_of_plan
from ..snapshot import standing_parts
from .workplans import READERS
from .writing import crumbs_of

ZOOM_WORDS = dict(zip(ZOOMS, ("全程", "按季", "按月"), strict=True))
ONE_SCHOOL = {key: label for key, label in GROUPS.items() if key not in ("school", "plan")}
ONE_PLAN = {key: label for key, label in GROUPS.items() if key != "plan"}
PAPERS = {"a4": "A4", "a3": "A3"}
ASKED = ("school", "county", "area", "plan", "health", "owner", "year")


@policy(f"{READERS}：一份方案的路线图")
def workplan_roadmap(request: HttpRequest, workplan: str) -> HttpResponse:
    found: Workplan = find(workplans_visible_to(request.actor), workplan)
    there = [each.part.pk for each in given_elsewhere(found, standing_parts(found)).values()]
    own = Q(workplan=found, part__dropped_at__isnull=True) | Q(part__in=there)
    rows = milestones_visible_to(request.actor).filter(own)
    wanted = _wanted(request, "task", ONE_SCHOOL)
    narrow = _narrow(request, "school", "county", "area", "plan")
    road = road_of(rows, group=wanted["group"], narrow=narrow, alone=True, plan=found.plan)
    road.years = sorted({day.year for bar in road.bars for day in (bar.starts, bar.due) if day})
    more = {"title": found.title, "crumbs": crumbs_of(found, "路线图"), "groups": ONE_SCHOOL}
    return _page(request, road, wanted, narrow, **more)


@policy("能看计划的人：计划的路线图，含本单位和下属单位已备案的方案")
def plan_roadmap(request: HttpRequest, plan: str) -> HttpResponse:
    found: Plan = find(plans_visible_to(request.actor), plan)
    rows = rows_of_plan(milestones_visible_to(request.actor), found)
    wanted, narrow = _wanted(request, "school", ONE_PLAN), _narrow(request, "plan")
    road = road_of(rows, group=wanted["group"], narrow=narrow, plan=found, choices=True)
    road.plans = []
    crumbs = [(found.short, reverse("plan", args=[found.public_id])), ("路线图", "")]
    return _page(request, road, wanted, narrow, title=found.short, crumbs=crumbs, groups=ONE_PLAN)


@policy("能看计划的人：全部计划的路线图，含本单位和下属单位已备案的方案")
def roadmap(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_plans"))
    rows = milestones_visible_to(request.actor).filter(in_force())
    wanted, narrow = _wanted(request, "school", GROUPS), _narrow(request, "area")
    road = road_of(rows, group=wanted["group"], narrow=narrow, choices=True)
    crumbs = [("实施方案", reverse("workplans")), ("路线图", "")]
    return _page(request, road, wanted, narrow, title="全部计划", crumbs=crumbs, groups=GROUPS)


def _wanted(request: HttpRequest, group: str, groups: dict[str, str]) -> dict[str, str]:
    """How it is shown; nonsense gives what the page opens with."""
    given = {name: request.GET.get(name, "")[:40] for name in ("group", "zoom", "paper")}
    given["group"] = given["group"] if given["group"] in groups else group
    given["zoom"] = given["zoom"] if given["zoom"] in ZOOMS else ZOOMS[0]
    given["paper"] = given["paper"] if given["paper"] in PAPERS else "a4"
    return given


def _narrow(request: HttpRequest, *without: str) -> Narrow:
    """What of it; nonsense asks for nothing."""
    given = {name: request.GET.get(name, "")[:40].strip() for name in ASKED if name not in without}
    year, page = given.pop("year", ""), request.GET.get("page", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    if given.get("health") not in HEALTHS:
        given["health"] = ""
    text = request.GET.get("q", "")[:40].strip()
    return Narrow(year=year if is_year else "", page=number, text=text, **given)


def _page(
    request: HttpRequest, road: Road, wanted: dict[str, str], narrow: Narrow, **more: Any
) -> HttpResponse:
    page = min(max(narrow.page, 1), road.pages)
    context = {
        "picture": _picture(road, wanted, more["title"]),
        "lines": list_of(road.bars),
        "listed": min(len(road.bars), MOST_LISTED),
        "road": road,
        "wanted": wanted,
        "narrow": narrow,
        "filters": _filters(road, narrow),
        "choices": [
            _choice("分组", "group", more.pop("groups").items(), wanted["group"]),
            _choice("比例", "zoom", ZOOM_WORDS.items(), wanted["zoom"]),
            _choice("打印纸", "paper", PAPERS.items(), wanted["paper"]),
        ],
        "first": (page - 1) * MOST + 1,
        "last": (page - 1) * MOST + len(road.bars),
        "next_first": page * MOST + 1,
        "before_url": _at(request, page - 1) if page > 1 else "",
        "after_url": _at(request, page + 1) if page < road.pages else "",
        **more,
    }
    return render(request, "workplans/roadmap.html", context)


def _picture(road: Road, wanted: dict[str, str], title: str) -> str:
    if not road.bars:
        return ""
    width = WIDE if wanted["paper"] == "a3" else WIDTH
    sheets = sheets_of(road.bars, clock.today(), wanted["zoom"], width)
    return svg_of(sheets, wanted["zoom"], title, len(road.bars))


def _at(request: HttpRequest, page: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "page" and value}
    return f"?{urlencode({**kept, 'page': page})}"


def _filters(road: Road, narrow: Narrow) -> list[dict[str, Any]]:
    """Those that have anything to choose."""
    lists: tuple[tuple[str, str, Any], ...] = (
        ("计划", "plan", road.plans),
        ("县市", "county", road.counties),
        ("学校", "school", road.schools),
        ("任务领域", "area", road.areas),
        ("状况", "health", list(HEALTHS.items()) if road.count or narrow.health else []),
        ("年度", "year", [(str(year), f"{year} 年") for year in road.years]),
    )
    return [
        _choice(label, name, [("", "全部"), *rows], getattr(narrow, name))
        for label, name, rows in lists
        if len(rows) > 1 or getattr(narrow, name)
    ]


def _choice(label: str, name: str, rows: Any, now: str) -> dict[str, Any]:
    return {"label": label, "name": name, "options": [(key, words, key == now) for key, words in rows]}
