"""The views behind a stage's addresses for an approval: read the form, keep the files, act, or show the page again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common import drafts, form_pages
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import version_of

from .forms import CommentForm, DecideForm, EnterForm
from .models import Approval
from .panels import DRAFT, Acted

SAID = {
    "pass": "已同意。",
    "return": "已退回。",
    "enter": "已代录。",
    "resubmit": "已重新报送。",
    "recall": "已撤回。",
}


def answer_act(
    request: HttpRequest,
    approval: Approval,
    name: str,
    act: Callable[..., Any],
    *,
    then: str,
    again: Callable[[Acted, int], HttpResponse],
    asks: str = "",
) -> HttpResponse:
    """One of pass, return, enter, resubmit, recall. `act` takes by, version, once and what the form says;
    `again(acted, status)` shows the stage's page with what was typed and why it was refused. `asks`: see DecideForm."""
    if request.headers.get("X-Requested-With") == "autosave":
        return form_pages.keep_draft(request, DRAFT, approval)
    form = _form_of(request, approval, name, asks)
    if form is not None and not form.is_valid():
        return again(Acted(name, form), 422)
    try:
        act(by=request.actor, version=version_of(request), once=Once.of(request), **_said(name, form))
    except Busy:
        raise
    except Refusal as refusal:
        return again(Acted(name, form, refusal), refusal.status)
    drafts.discard(request.actor, DRAFT, approval.public_id)
    messages.success(request, SAID[name])
    return redirect(then)


def _form_of(request: HttpRequest, approval: Approval, name: str, asks: str) -> Any:
    if name in ("pass", "return"):
        return DecideForm(request.POST, approval=approval, is_return=name == "return", asks=asks)
    if name == "enter":
        return EnterForm(request.POST, request.FILES, approval=approval, prefix="enter", asks=asks)
    return CommentForm(request.POST) if name == "resubmit" else None


def _said(name: str, form: Any) -> dict[str, Any]:
    if name == "pass":
        return form.passing()
    if name == "return":
        return form.returning()
    if name == "enter":
        return form.said()
    return {"comment": form.cleaned_data["comment"]} if form is not None else {}
