"""Acts on duties: each a page of its own, reached from the duty's or the task's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.error_pages import conflict_of
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.plans.queries import tasks_visible_to

from . import actions, permissions
from .effects import as_typed
from .forms import QuantityForm, ReasonForm, TakeOnForm
from .queries import can_be_taken_on_by, duties_visible_to

WHO = "计划印发单位的经办和科长"


@policy(f"{WHO}：让单位退出承接", methods=("GET", "POST"))
def withdraw(request: HttpRequest, duty: str) -> HttpResponse:
    words = {
        "label": "退出承接",
        "question": "退出后，这个单位不再计入这项任务的承接数；记录保留，可以恢复。",
        "danger": True,
        "done": "已退出承接。",
    }
    return _act_on_duty(request, duty, ReasonForm, actions.withdraw_duty, words)


@policy(f"{WHO}：让单位恢复承接", methods=("GET", "POST"))
def restore(request: HttpRequest, duty: str) -> HttpResponse:
    words = {
        "label": "恢复承接",
        "question": "恢复后，这个单位重新计入这项任务的承接数。",
        "done": "已恢复承接。",
    }
    return _act_on_duty(request, duty, ReasonForm, actions.restore_duty, words)


@policy(f"{WHO}：修改承接数量", methods=("GET", "POST"))
def quantity(request: HttpRequest, duty: str) -> HttpResponse:
    words = {"label": "修改承接数量", "question": "", "done": "承接数量已修改。"}
    return _act_on_duty(request, duty, QuantityForm, actions.note_quantity, words)


def _act_on_duty(
    request: HttpRequest,
    public_id: str,
    form_class: type[Form],
    action: Callable[..., Any],
    words: dict[str, Any],
) -> HttpResponse:
    duty = find(duties_visible_to(request.actor), public_id)
    require(permissions.can_change_duty(request.actor, duty))
    shown = {"duty": duty, "words": words}
    if request.method == "GET":
        form = form_class(initial={"quantity": as_typed(duty.quantity)})
        return render(request, "undertakings/duty_act.html", shown | {"form": form})
    form = form_class(request.POST)
    if not form.is_valid():
        return render(request, "undertakings/duty_act.html", shown | {"form": form}, status=422)
    try:
        action(
            duty=duty,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        duty.refresh_from_db()
        return _refused(request, "undertakings/duty_act.html", shown | {"form": form}, refusal)
    messages.success(request, words["done"])
    return redirect("duty", duty.public_id)


@policy(f"{WHO}：给任务增加承接单位", methods=("GET", "POST"))
def take_on(request: HttpRequest, task: str) -> HttpResponse:
    found = find(tasks_visible_to(request.actor), task)
    require(permissions.can_take_on_duty(request.actor, found))
    organisations = can_be_taken_on_by(found)
    data = request.POST if request.method == "POST" else None
    form = TakeOnForm(data, task=found, organisations=organisations)
    shown = {"task": found, "form": form}
    if data is None or not form.is_valid():
        return render(request, "undertakings/take_on.html", shown, status=200 if data is None else 422)
    try:
        duty = actions.take_on_duty(task=found, by=request.actor, once=Once.of(request), **form.cleaned_data)
    except Refusal as refusal:
        return _refused(request, "undertakings/take_on.html", shown, refusal)
    messages.success(request, f"已增加{duty.organisation.short}。")
    return redirect("duty", duty.public_id)


def _refused(request: HttpRequest, template: str, shown: dict[str, Any], refusal: Refusal) -> HttpResponse:
    """The same page again with what was typed, the refusal above it, and both versions where they differ."""
    if isinstance(refusal, Busy):
        raise refusal
    shown |= {"refusal": refusal, "conflict": conflict_of(request, refusal)}
    return render(request, template, shown, status=refusal.status)
