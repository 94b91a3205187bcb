"""Roadmaps: of one workplan, and of all filed workplans of a plan that the reader sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.roadmap import ZOOMS, chart_of
from luoshi.plans.queries import plans_visible_to

from ..models import Workplan
from ..queries import in_force, milestones_visible_to, workplans_visible_to
from ..roadmap import GROUPS, MOST, Road, road_of
from .workplans import READERS
from .writing import crumbs_of

ZOOM_WORDS = dict(zip(ZOOMS, ("全程", "按季", "按月"), strict=True))
ONE_SCHOOL = {key: label for key, label in GROUPS.items() if key != "school"}
PAPERS = {"a4": "A4", "a3": "A3"}


@policy(f"{READERS}：一份方案的路线图")
def workplan_roadmap(request: HttpRequest, workplan: str) -> HttpResponse:
    found: Workplan = find(workplans_visible_to(request.actor), workplan)
    rows = milestones_visible_to(request.actor).filter(workplan=found, part__dropped_at__isnull=True)
    wanted = _wanted(request, "task", ONE_SCHOOL)
    road = road_of(rows, group=wanted["group"], text=wanted["q"], alone=True)
    more = {"title": found.title, "crumbs": crumbs_of(found, "路线图"), "schools": [], "groups": ONE_SCHOOL}
    return _page(request, road, wanted, **more)


@policy("能看计划的人：计划的路线图，含本单位和下属单位已备案的方案")
def plan_roadmap(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    rows = milestones_visible_to(request.actor).filter(in_force(), workplan__plan=found)
    wanted = _wanted(request, "school", GROUPS)
    road = road_of(rows, group=wanted["group"], school=wanted["school"], text=wanted["q"])
    crumbs = [(found.short, reverse("plan", args=[found.public_id])), ("路线图", "")]
    return _page(request, road, wanted, title=found.short, crumbs=crumbs, schools=road.schools, groups=GROUPS)


def _wanted(request: HttpRequest, group: str, groups: dict[str, str]) -> dict[str, str]:
    """What is asked for; nonsense gives what the page opens with."""
    given = {name: request.GET.get(name, "")[:40] for name in ("group", "zoom", "paper", "school", "q")}
    given["group"] = given["group"] if given["group"] in groups else group
    given["zoom"] = given["zoom"] if given["zoom"] in ZOOMS else ZOOMS[0]
    given["paper"] = given["paper"] if given["paper"] in PAPERS else "a4"
    return given


def _page(request: HttpRequest, road: Road, wanted: dict[str, str], **more: Any) -> HttpResponse:
    choices = {
        "group": ("分组", more.pop("groups").items()),
        "zoom": ("比例", ZOOM_WORDS.items()),
        "paper": ("打印纸", PAPERS.items()),
    }
    context = {
        "chart": chart_of(road.bars, clock.today(), wanted["zoom"]) if road.bars else None,
        "road": road,
        "most": MOST,
        "wanted": wanted,
        "narrowed": bool(wanted["school"] or wanted["q"]),
        "choices": [
            {"name": name, "label": label, "options": [(k, words, k == wanted[name]) for k, words in rows]}
            for name, (label, rows) in choices.items()
        ],
        "school_options": [(key, short, key == wanted["school"]) for key, short in more.pop("schools")],
        **more,
    }
    return render(request, "workplans/roadmap.html", context)
