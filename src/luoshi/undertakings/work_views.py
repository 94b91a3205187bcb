"""The page on which duties become one work, or are taken apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from . import actions, permissions
from .forms import JoinForm, ReasonForm
from .models import Duty
from .queries import duties_visible_to
from .works import could_be_one_work, one_work_with

WHO = "责任单位校长、分管校长、项目办和计划编制人"


@policy(f"{WHO}：把两个责任项合为同一工作", methods=("GET", "POST"))
def join(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    require(permissions.can_join_work(request.actor, found))
    other = _chosen(request, found)
    if request.method == "GET":
        return _page(request, found, other=other, form=JoinForm(initial={"with": other and other.public_id}))
    form = JoinForm(request.POST)
    if not form.is_valid() or other is None:
        return _page(request, found, other=other, form=form, status=422)
    try:
        actions.join_work(
            duty=found,
            other=other,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Refusal as refusal:
        return _refused(request, found, refusal, other=other, form=form)
    messages.success(request, f"已与“{other.task}”合为同一工作。分开在本页下方办理。")
    return redirect("duty", found.public_id)


@policy(f"{WHO}：把责任项从同一工作里分开", methods=("POST",))
def separate(request: HttpRequest, duty: str) -> HttpResponse:
    found = find(duties_visible_to(request.actor), duty)
    require(permissions.can_join_work(request.actor, found))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, separate_form=form, status=422)
    try:
        actions.separate_duty(
            duty=found,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Refusal as refusal:
        return _refused(request, found, refusal, separate_form=form)
    messages.success(request, "已分开，各自办理。")
    return redirect("duty", found.public_id)


def _chosen(request: HttpRequest, duty: Duty) -> Duty | None:
    """The other duty the address or the form names: one that is visible; 404 for what is foreign."""
    public_id = request.POST.get("with") or request.GET.get("with")
    if not public_id:
        return None
    other: Duty = find(duties_visible_to(request.actor), public_id)
    if other.pk == duty.pk:
        raise Http404
    return other


def _page(request: HttpRequest, duty: Duty, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page; with `other` it shows first what would be one work from then on."""
    other = more.get("other")
    context = {
        "duty": duty,
        "joined": one_work_with(request.actor, duty),
        "candidates": [] if other else could_be_one_work(request.actor, duty),
        "other_joined": one_work_with(request.actor, other) if other else [],
        "separate_form": ReasonForm(prefix=None),
        **more,
    }
    return render(request, "undertakings/same_work.html", context, status=status)


def _refused(request: HttpRequest, duty: Duty, refusal: Refusal, **more: Any) -> HttpResponse:
    if isinstance(refusal, Busy):
        raise refusal
    duty.refresh_from_db()
    return _page(request, duty, status=refusal.status, refusal=refusal, **more)
