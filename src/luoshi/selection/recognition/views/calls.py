"""Calls whose list was published: what was selected is registered as recognised, all of it at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call

from .. import actions, permissions
from ..forms import GrantForm
from ..models import Award
from ..queries import recognition_calls_of, to_grant
from ..states import TONES

OFFICERS = "组织单位的经办、科长"
BUREAU = "组织单位的经办、科长、监督员"


@policy(f"{BUREAU}：已公布、可以登记认定的遴选")
def calls(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("run_selections") or request.actor.may("watch_selections"))
    rows = recognition_calls_of(request.actor).order_by("-id")
    crumbs = [("认定", reverse("awards")), ("登记认定", "")]
    return render(request, "recognition/calls.html", {"page_obj": page_of(request, rows), "crumbs": crumbs})


@policy(f"{BUREAU}：一次遴选的认定；经办、科长登记", methods=("GET", "POST"))
def call(request: HttpRequest, recognition_call: str) -> HttpResponse:
    found: Call = find(recognition_calls_of(request.actor), recognition_call)
    runs = permissions.can_grant(request.actor, found)
    if request.method == "POST":
        require(runs)
    here = reverse("recognition-call", args=[found.public_id])
    paper = found.announcements.order_by("-number").first()
    page = FormPage(
        request,
        "recognition/call.html",
        make=lambda *given, **more: GrantForm(*given, paper=paper, **more),
        name="recognition.grant",
        about=found,
        send=lambda said: actions.grant_awards(
            call=found, shown=request.POST.get("shown", "")[:64], by=request.actor,
            version=version_of(request), once=Once.of(request), **GrantForm.of(paper, said),
        ),
        then=lambda saved: here,
        said="已登记。认定的可以打印证书，学校已能看到。",
        context={**_shown(request, found, runs), "paper": paper},
    )  # fmt: skip
    return answer(page)


def _shown(request: HttpRequest, found: Call, runs: bool) -> dict[str, Any]:
    rules = read_rules(found.rules)
    titles = {level.key: level.title for level in rules.levels}
    waiting = list(to_grant(found))
    for row in waiting:
        row.level_title = titles.get(row.level, "")
    given = list(
        Award.objects.filter(call=found).select_related("organisation").order_by("application__result__order")
    )
    for award in given:
        award.tone = TONES[award.state]
    return {
        "call": found,
        "waiting": waiting,
        "given": given,
        "shown": actions.shown_of(waiting),
        "runs": runs,
        "builds": rules.build_months,
        "crumbs": [
            ("认定", reverse("awards")),
            ("登记认定", reverse("recognition-calls")),
            (found.title, ""),
        ],
    }
