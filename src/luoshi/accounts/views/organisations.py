"""Acts on organisations: fill in, see what it will touch, then do it; and take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common import audit, clock
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words

from ..access import require_act
from ..models import Organisation
from ..organisation_forms import ChangeForm
from ..organisation_kinds import KINDS, Kind, perform
from ..planned import as_sent, carry_out_change, plan_change, withdraw_planned_change
from ..queries import (
    changes_visible_to,
    organisations_known_to,
    organisations_under,
    planned_visible_to,
)
from ..undoing import undo_organisation_change


@policy("安全管理员办理单位变动；项目办设立和调整本单位处室", methods=("GET", "POST"))
def change_organisation(request: HttpRequest, organisation: str, what: str) -> HttpResponse:
    """Without `sure` a POST only shows what will happen."""
    found = find(organisations_known_to(request.actor), organisation)
    if what not in KINDS:
        raise Http404
    kind = KINDS[what]
    if not kind.may(request.actor, found):
        if request.method == "POST":
            audit.record_refusal(kind.name, by=request.actor, obj=found, code="forbidden")
        raise PermissionDenied
    choices = organisations_under(request.actor)
    form = kind.form(request.POST or None, organisation=found, choices=choices)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, kind, form, status=422 if form.errors else 200)
    if "sure" not in request.POST:
        return _page(request, found, kind, form, foreseen=kind.foresee(found, form.cleaned_data))
    ahead = form.cleaned_data["on"] > clock.today()
    return _plan(request, found, what, form) if ahead else _do(request, found, kind, form)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    kind: Kind,
    form: ChangeForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    on = form.cleaned_data.get("on") if "foreseen" in more else None
    ahead = on if on and on > clock.today() else None
    context = {"organisation": organisation, "kind": kind, "form": form, "ahead": ahead, **more}
    return render(request, "accounts/change_organisation.html", context, status=status)


def _do(request: HttpRequest, organisation: Organisation, kind: Kind, form: ChangeForm) -> HttpResponse:
    how = {"by": request.actor, "version": version_of(request), "once": Once.of(request)}
    try:
        perform(kind, organisation, form.cleaned_data, **how)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, organisation, kind, form, status=refusal.status)
    messages.success(request, f"已办理：{kind.title}。")
    return redirect("organisation", organisation.public_id)


def _plan(request: HttpRequest, organisation: Organisation, what: str, form: ChangeForm) -> HttpResponse:
    given = as_sent(form, request.POST)
    try:
        plan_change(
            organisation=organisation, what=what, given=given, by=request.actor, once=Once.of(request)
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, organisation, KINDS[what], form, status=refusal.status)
    messages.success(
        request, f"已登记：{KINDS[what].title}，到{day_in_words(form.cleaned_data['on'])}自动办理。"
    )
    return redirect("organisation", organisation.public_id)


@policy("登记的人和办理单位变动的人：撤回待生效的变动", methods=("POST",))
def withdraw_planned(request: HttpRequest, planned: str) -> HttpResponse:
    return _settle(request, planned, withdraw_planned_change, "已撤回登记，到日不再办理。")


@policy("登记的人和办理单位变动的人：办理到期没有办成的变动", methods=("POST",))
def carry_out_planned(request: HttpRequest, planned: str) -> HttpResponse:
    return _settle(request, planned, carry_out_change, "已办理。")


def _settle(request: HttpRequest, planned: str, act: Callable[..., Any], done: str) -> HttpResponse:
    found = find(planned_visible_to(request.actor), planned)
    require_act(act.act_name, request.actor, found)  # type: ignore[attr-defined]
    try:
        act(planned=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Refusal as refusal:
        return render(request, f"{refusal.status}.html", {"refusal": refusal}, status=refusal.status)
    messages.success(request, done)
    return redirect("organisation", found.organisation.public_id)


@policy("办理单位变动的人：撤回一次变动", methods=("POST",))
def undo_change(request: HttpRequest, change: str) -> HttpResponse:
    found = find(changes_visible_to(request.actor), change)
    require_act("accounts.undo_organisation_change", request.actor, found)
    try:
        undo_organisation_change(
            change=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Refusal as refusal:
        return render(request, f"{refusal.status}.html", {"refusal": refusal}, status=refusal.status)
    messages.success(request, f"已撤回：{found.get_kind_display()}。")
    return redirect("organisation", found.organisation.public_id)
