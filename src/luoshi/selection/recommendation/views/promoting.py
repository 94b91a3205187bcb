"""晋级: into which selection, who can go on and who cannot and why, taking one back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.selection.deadline import arrival_of
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import actions, permissions
from ..forms import UpperCallForm
from ..models import Promotion
from ..promoting import candidates
from ..queries import promotions_visible_to, selected_rows, uppers_of
from .calls import BUREAU, OFFICERS, call_of, crumbs, form_page, reason_of

MOST = 500


@policy(f"{OFFICERS}：选定晋级到哪次遴选", methods=("GET", "POST"))
def name_upper(request: HttpRequest, recommended_call: str) -> HttpResponse:
    found = call_of(request, recommended_call, runs=True)
    uppers = list(uppers_of(request.actor, found)[:200])
    if found.parent is not None and found.parent not in uppers:
        uppers.append(found.parent)
    return form_page(
        request,
        found,
        lambda *given, **more: UpperCallForm(*given, uppers=uppers, **more),
        name="recommendation.name_upper",
        about=found,
        send=lambda said: actions.name_upper_call(
            call=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        stored=lambda: {"upper": found.parent.public_id if found.parent else ""},
        title="选定晋级到哪次遴选",
        button="保存",
        words="选定以后，入选的可以带着申报书、人员和材料直接报到那一次，不用重新填写。",
    )


@policy(f"{BUREAU}：入选的晋级情况；经办、科长办理晋级", methods=("GET", "POST"))
def promote(request: HttpRequest, recommended_call: str) -> HttpResponse:
    arrived = arrival_of(request)
    found = call_of(request, recommended_call)
    if request.method != "POST":
        return _page(request, found)
    require(permissions.can_recommend(request.actor, found))
    ticked = [key[:20] for key in request.POST.getlist("row")[:MOST]]
    try:
        words = request.POST.get("skipped_words", "")
        made = actions.promote(
            call=found, rows=ticked, skipped_words=words, arrived=arrived, by=request.actor,
            once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal.status, refusal, ticked)
    many = len(ticked) if made is None else len(made)  # None: this very form came before, and was carried out
    messages.success(request, f"已晋级 {many} 项，申报单位已收到通知。")
    return redirect("recommendation-promote", found.public_id)


def _page(
    request: HttpRequest, found: Call, status: int = 200, refusal: Any = None, ticked: list[str] | None = None
) -> HttpResponse:
    upper = found.parent
    page = page_of(request, selected_rows(found)) if upper is not None else []
    looked = set(ticked or ())
    if "check" in request.GET:
        looked |= {row.public_id for row in page}
    rows = candidates(list(page), upper, looked) if upper is not None else []
    runs = permissions.can_recommend(request.actor, found)
    takes = upper is not None and upper.state == CallState.OPEN and not upper.is_over
    context = {
        "call": found,
        "upper": upper,
        "page_obj": page,
        "rows": rows,
        "checked": "check" in request.GET,
        "ticked": ticked or [],
        "skipped_words": request.POST.get("skipped_words", "")[:300],
        "runs": runs,
        "takes": takes,
        "may": runs and takes and any(not row.why and row.promotion is None for row in rows),
        "refusal": refusal,
        "name_url": reverse("recommendation-name-upper", args=[found.public_id]),
        "crumbs": crumbs(found, "晋级"),
    }
    return render(request, "recommendation/promote.html", context, status=status)


@policy(f"{OFFICERS}：撤回晋级", methods=("POST",))
def take_back(request: HttpRequest, promotion: str) -> HttpResponse:
    row: Promotion = find(promotions_visible_to(request.actor), promotion)
    require(permissions.can_take_back_promotion(request.actor, row))
    call = row.result.call
    try:
        actions.take_back_promotion(
            promotion=row, reason=reason_of(request), by=request.actor, version=version_of(request),
            once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, call_of(request, call.public_id), refusal.status, refusal)
    messages.success(request, "已撤回晋级。")
    return redirect("recommendation-promote", call.public_id)
