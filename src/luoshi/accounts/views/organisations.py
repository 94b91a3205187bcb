"""Acts on organisations: fill in, see what it will touch, then do it; and take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common import audit
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from ..access import require_act
from ..models import Organisation
from ..organisation_forms import ChangeForm
from ..organisation_kinds import KINDS, Kind
from ..queries import changes_visible_to, organisations_known_to, organisations_under
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
    return _do(request, found, kind, form)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    kind: Kind,
    form: ChangeForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"organisation": organisation, "kind": kind, "form": form, **more}
    return render(request, "accounts/change_organisation.html", context, status=status)


def _do(request: HttpRequest, organisation: Organisation, kind: Kind, form: ChangeForm) -> HttpResponse:
    given = dict(form.cleaned_data)
    if "parent" in given:  # moving: this act calls the day `start`
        given["start"] = given.pop("on")
    if "others" in given:
        given["others"] = list(given["others"])
    version = version_of(request)
    try:
        kind.act(
            **{kind.keyword: organisation}, **given, by=request.actor, version=version, once=Once.of(request)
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, organisation, kind, form, status=refusal.status)
    messages.success(request, f"已办理：{kind.title}。")
    return redirect("organisation", organisation.public_id)


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
