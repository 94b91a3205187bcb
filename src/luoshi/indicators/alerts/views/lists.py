"""The list of alerts on screen, as Excel, as Word."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.downloads import hand_out
from luoshi.common.pages import page_of
from luoshi.common.routes import policy
from luoshi.core import alerts as core
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.workplans.queries import OUTSIDERS

from ..exporting import MOST, docx_bytes, xlsx_bytes
from ..filters import STATES, Wanted, months_back
from ..links import hrefs_of
from ..permissions import can_set_rules
from ..queries import alerts_visible_to
from ..states import TONES, AlertState

READERS = "学校领导、项目办、处室负责人，县局、市局：本单位和下属单位的预警；责任人：自己里程碑的预警"
ORDER = ("rank", "organisation__order", "organisation_id", "since", "pk")


def may_read(request: HttpRequest) -> None:
    actor = request.actor
    require(actor.membership_id is not None and actor.may("read_plans") and actor.role not in OUTSIDERS)


@policy(READERS)
def alerts(request: HttpRequest) -> HttpResponse:
    may_read(request)
    actor, wanted = request.actor, Wanted.of(request.GET)
    visible = alerts_visible_to(actor)
    page = page_of(request, wanted.rows(visible).order_by(*ORDER))
    hrefs = hrefs_of(actor, page.object_list)
    for row in page:
        row.tone, row.href = TONES[AlertState(row.state)], hrefs.get(row.pk, "")
    of_the_plan = Wanted(plan=wanted.plan).rows(visible)
    counts = list(of_the_plan.order_by("rank").values("rank", "level_word", "colour").annotate(n=Count("pk")))
    context = {
        "page_obj": page,
        "wanted": wanted,
        "options": _options(actor, visible),
        "counts": [
            {**each, "mark": core.MARKS[each["rank"]], "url": wanted.but(rank=each["rank"])}
            for each in counts
        ],
        "urls": {name: f"{reverse(f'alerts-{name}')}?{wanted.query}" for name in ("xlsx", "docx")},
        "rule_links": _rule_links(actor),
        "crumbs": [("预警", "")],
    }
    return render(request, "alerts/list.html", context)


def _options(actor: Any, visible: Any) -> dict[str, list[tuple[str, str]]]:
    schools = Organisation.objects.filter(pk__in=visible.order_by().values("organisation"))
    plans = Plan.objects.filter(pk__in=visible.order_by().values("plan"))
    return {
        "state": list(STATES.items()),
        "rank": [("", "全部"), *((str(rank), f"{mark}级") for rank, mark in core.MARKS.items())],
        "kind": [("", "全部"), *((key, kind.label) for key, kind in core.KINDS.items())],
        "school": [("", "全部"), *schools.order_by("order", "id").values_list("public_id", "short")],
        "plan": [("", "全部"), *((plan.public_id, plan.short) for plan in plans.order_by("-start", "-id"))],
        "month": [("", "不限"), *((f"{day:%Y-%m}", f"{day.year}年{day.month}月") for day in months_back())],
    }


def _rule_links(actor: Any) -> list[tuple[str, str]]:
    """Rules of every plan the reader sees; the office's general ones."""
    plans = plans_visible_to(actor).order_by("-start", "-id")[:20]
    found = [(f"{plan.short}的规则", reverse("plan-alert-rules", args=[plan.public_id])) for plan in plans]
    office = Organisation.objects.filter(pk=actor.organisation_id).first()
    if office is not None and can_set_rules(actor, office):
        found.append(("通用规则", reverse("alert-rules")))
    return found


def _chosen(request: HttpRequest) -> tuple[list[Any], str, int]:
    wanted = Wanted.of(request.GET)
    every = wanted.rows(alerts_visible_to(request.actor))
    rows = list(every.order_by(*ORDER)[:MOST])
    return rows, f"{wanted.words}预警清单", len(rows) if len(rows) < MOST else every.order_by().count()


@policy(f"{READERS}，Excel")
def alerts_sheet(request: HttpRequest) -> HttpResponse:
    may_read(request)
    rows, title, count = _chosen(request)
    return _handed_out(
        request, xlsx_bytes(rows, title, count), f"{title} {clock.today():%Y-%m-%d}.xlsx", rows
    )


@policy(f"{READERS}，Word")
def alerts_word(request: HttpRequest) -> HttpResponse:
    may_read(request)
    rows, title, count = _chosen(request)
    content = docx_bytes(rows, title, request.actor.organisation_name, count)
    return _handed_out(request, content, f"{title} {clock.today():%Y-%m-%d}.docx", rows)


def _handed_out(request: HttpRequest, content: bytes, name: str, rows: list[Any]) -> HttpResponse:
    place = Organisation.objects.get(pk=request.actor.organisation_id)
    return hand_out(request, content, name, action="alerts.fetch_list", about=place, rows=len(rows))


def rules_of_plan(plan: Plan) -> str:
    return reverse("plan-alert-rules", args=[plan.public_id])
