"""Counting an indicator anew: the period, what would change, then the button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from ...models import Indicator, Period
from .. import actions, permissions
from ..actions.recounting import refuse_uncounted
from ..queries import indicators_visible_to
from ..recounting import COUNTING, FEW, LOOKING, READY, Change, asked, changes, schools_below
from .choosing import PERIODS, type_of
from .definitions import OFFICERS, crumbs


@policy(f"{OFFICERS}：看重新计算会改什么，重新计算", methods=("GET", "POST"))
def recount_indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    found: Indicator = find(indicators_visible_to(request.actor), indicator)
    require(permissions.can_edit_indicator(request.actor, found))
    if request.method == "GET":
        return _page(request, found)
    period = _period(request, found)
    if period is None:
        raise Http404
    act = actions.look_recount if "_look" in request.POST else actions.recount
    try:
        act(
            indicator=found,
            period=period,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, find(indicators_visible_to(request.actor), indicator), refusal, refusal.status)
    here = f"{reverse('recount-indicator', args=[found.public_id])}?period={period.public_id}"
    if asked(Indicator.objects.get(pk=found.pk)):
        messages.success(request, "已交给后台，完成后有消息，可以先办别的。")
        return redirect(here)
    messages.success(request, f"已重新计算{period.label}的数，记入操作日志。")
    return redirect("indicator", found.public_id)


def _period(request: HttpRequest, found: Indicator) -> Period | None:
    key = (request.POST.get("period") or request.GET.get("period", "")).replace("\0", "")[:40]
    rows = Period.objects.filter(type=type_of(found)).order_by("-ends")
    key = key or asked(found).get("period", "")
    return (rows.filter(public_id=key) if key else rows).first()


def _page(request: HttpRequest, found: Indicator, refusal: Any = None, status: int = 200) -> HttpResponse:
    period, schools = _period(request, found), schools_below(request.actor)
    many = len(schools) > FEW
    said = asked(found) if many else {}
    said = said if period is not None and said.get("period") == period.public_id else {}
    rows = [Change(*row) for row in said.get("rows", ())]
    if period is not None and not many:
        try:
            refuse_uncounted(found, period)
            rows = changes(found, period, schools)
        except Refusal as why:
            refusal = refusal or why
    context = {
        "indicator": found,
        "period": period,
        "periods": Period.objects.filter(type=type_of(found)).order_by("-ends")[:PERIODS],
        "rows": rows,
        "count": said.get("count", len(rows)),
        "schools": len(schools),
        "many": many,
        "working": said.get("state") in (LOOKING, COUNTING),
        "failed": said.get("message", ""),
        "looked": not many or said.get("state") == READY,
        "refusal": refusal,
        "crumbs": crumbs(found, "重新计算"),
    }
    return render(request, "entry/recount.html", context, status=status)
