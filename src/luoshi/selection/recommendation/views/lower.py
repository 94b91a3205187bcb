"""What schools and counties select themselves before a call of the office above, and the reminder to send it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.selection.models import Call
from luoshi.selection.states import TONES, CallState

from .. import actions, permissions
from ..lower import behind, looked_over_by, lower_calls, told_of_each, without_one

READERS = "组织单位的经办、科长、分管领导、监督员；县市局看本县市的"
NAMES = 400  # of those without a selection of their own that are listed


@policy(f"{READERS}：学校、县市自己的遴选", methods=("GET",))
def lower(request: HttpRequest, upper_call: str) -> HttpResponse:
    return _page(request, find(looked_over_by(request.actor), upper_call))


def _page(request: HttpRequest, found: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    actor, show = request.actor, request.GET.get("show", "")
    rows = lower_calls(actor, found)
    waiting = behind(rows)
    page = page_of(request, waiting if show == "behind" else rows)
    told = told_of_each(actor, found, page)
    for each in told:
        each.call.tone = TONES[each.call.state]
    others = list(without_one(actor, found).values_list("short", flat=True)[: NAMES + 1])
    takes, left = found.state == CallState.OPEN and not found.is_over, waiting.count()
    context = {
        "call": found,
        "page_obj": page,
        "rows": told,
        "filters": [
            {"label": f"没有报上来的 {left}", "url": "?" if show else "?show=behind", "on": bool(show)}
        ],
        "filtered": bool(show),
        "others": others[:NAMES],
        "more_others": len(others) > NAMES,
        "left": left,
        "may_urge": takes and left and permissions.can_urge_lower(actor, found),
        "takes": takes,
        "refusal": refusal,
        "crumbs": [
            ("遴选", reverse("calls")),
            (found.title, reverse("call", args=[found.public_id])),
            ("学校、县市自己的遴选", ""),
        ],
    }
    return render(request, "recommendation/lower.html", context, status=status)


@policy("组织单位的经办、科长；县市局经办催本县市的：催报下级遴选的名单", methods=("POST",))
def urge(request: HttpRequest, upper_call: str) -> HttpResponse:
    found: Call = find(looked_over_by(request.actor), upper_call)
    require(permissions.can_urge_lower(request.actor, found))
    try:
        actions.urge_lower(call=found, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal.status, refusal)
    messages.success(request, "已催报，没有报上来的单位已收到通知。")
    return redirect("recommendation-lower", found.public_id)
