"""An expert's own: in which selections he is asked, the commitment he signs, what he must not judge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..forms import UnitForm
from ..models import Discipline, DisciplineText, Seat
from ..queries import assigned_to, own_seats, text_of

EXPERT = "评审专家本人"


@policy(f"{EXPERT}：请我参加的评审")
def own_panels(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("review_selections"))
    page = page_of(request, own_seats(request.actor).order_by("-id"))
    held: dict[int, int] = {}
    for key in assigned_to(request.actor).filter(seat__in=list(page)).values_list("seat", flat=True):
        held[key] = held.get(key, 0) + 1
    for row in page:
        row.held = held.get(row.pk, 0)
        row.is_signed = hasattr(row, "discipline")
    context = {"page_obj": page, "crumbs": [("我的评审", "")]}
    return render(request, "panel/own_panels.html", context)


@policy(f"{EXPERT}：一次评审的纪律承诺和回避")
def own_panel(request: HttpRequest, own_seat: str) -> HttpResponse:
    return own_page(request, find(own_seats(request.actor), own_seat))


def own_page(
    request: HttpRequest, seat: Seat, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    signed = Discipline.objects.filter(seat=seat).select_related("text").first()
    asked = list(seat.lifts_asked.order_by("-pk"))
    context = {
        "seat": seat,
        "call": seat.call,
        "signed": signed,
        "text": signed.text if signed else text_of(seat.call),
        "asked": asked,
        "may_ask": not any(row.answered_at is None for row in asked),
        "held": assigned_to(request.actor).filter(seat=seat).count(),
        "refusal": refusal,
        "crumbs": _crumbs(seat),
    }
    return render(request, "panel/own_panel.html", context, status=status)


def _crumbs(seat: Seat, last: str = "") -> list[tuple[str, str]]:
    here = reverse("own-panel", args=[seat.public_id])
    head = [("我的评审", reverse("own-panels")), (seat.call.title, here if last else "")]
    return [*head, *([(last, "")] if last else [])]


@policy(f"{EXPERT}：签署纪律承诺", methods=("POST",))
def sign(request: HttpRequest, own_seat: str) -> HttpResponse:
    """Of the very text that stood on the page."""
    seat: Seat = find(own_seats(request.actor), own_seat)
    require(permissions.can_sign(request.actor, seat))
    text = find(
        DisciplineText.objects.filter(organisation=seat.call.organisation_id), request.POST.get("text", "")
    )
    try:
        actions.sign(
            seat=seat, text=text, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return own_page(request, find(own_seats(request.actor), own_seat), refusal.status, refusal)
    messages.success(request, "已签署。")
    return redirect("own-panel", seat.public_id)


@policy(f"{EXPERT}：请求解除误报的回避", methods=("POST",))
def ask_lift(request: HttpRequest, own_seat: str) -> HttpResponse:
    seat: Seat = find(own_seats(request.actor), own_seat)
    require(permissions.can_sign(request.actor, seat))
    said = request.POST.get("reason", "")[:300]
    try:
        actions.ask_lift(seat=seat, reason=said, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return own_page(request, find(own_seats(request.actor), own_seat), refusal.status, refusal)
    messages.success(request, "已告知组织单位和监督员。两个人核实同意以后才解除。")
    return redirect("own-panel", seat.public_id)


@policy(f"{EXPERT}：申明应当回避的单位", methods=("GET", "POST"))
def declare_unit(request: HttpRequest, own_seat: str) -> HttpResponse:
    seat: Seat = find(own_seats(request.actor), own_seat)
    require(permissions.can_sign(request.actor, seat))
    here = reverse("own-panel", args=[seat.public_id])
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: UnitForm(call=seat.call, **given),
        name="panel.unit",
        about=seat,
        versioned=False,
        send=lambda said: actions.declare_unit(seat=seat, by=request.actor, once=Once.of(request), **said),
        then=lambda saved: here,
        said="已记下。这个单位如果参加了申报，它的申报不会分给您；已经分给您的，已经收回。",
        context={
            "title": "申明回避单位",
            "button": "申明",
            "cancel_url": here,
            "crumbs": _crumbs(seat, "申明回避"),
            "words": "与单位有任职、兼职、亲属、合作等关系，可能影响公正评审的，请申明。",
        },
    )
    return answer(page)
