"""A page with one form that writes: kept as it is typed, brought back later, sent once, never lost when refused.

The view finds the object and asks who may; `answer` does the rest the same way everywhere. `data-autosave` of the
form names the page's own address: what is typed comes here with the header `X-Requested-With: autosave`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render

from . import drafts
from .dataforms import uploading
from .dataforms.attached import DraftOf
from .dataforms.widgets import REFUSED_FILE
from .errors import Refusal, Stale
from .models import Base

KEPT = "草稿已暂存。下面的内容报送前要改正："  # over the errors of a form of a draft
NOT_TYPED = (
    *("csrfmiddlewaretoken", "_once", "_discard", "_preview", "_read", "_more"),
    *("_same", "_same_back", "same_words", "same_to", "same_filled", "same_was"),
)


@dataclass(slots=True)
class FormPage:
    """One form on one page.

    make      makes the form from `data` and `initial`
    name      names the draft; with `about` (what is changed, or what the new thing stands under) it is one draft a user
    stored    what is stored now, by field name; read again after a stale save
    send      the act: takes the cleaned data, answers with the row
    then      where to go after that row was saved
    versioned whether `about` is what the form changes
    keeps     a draft takes everything as it is: what is not fit to be stored yet is kept as it was typed, and told
    draft_on  what the draft hangs on where that is not `about`: what is there before `about` is made
    said      the line over the next page, or what makes it of the row that was saved
    preview   says in words what was typed so far, for the button `_preview`
    """

    request: HttpRequest
    template: str
    make: Callable[..., forms.Form]
    name: str
    about: Base
    send: Callable[[dict[str, Any]], Any]
    then: Callable[[Any], str]
    stored: Callable[[], dict[str, Any]] = dict
    versioned: bool = True
    keeps: bool = False
    draft_on: Base | None = None
    preview: Callable[[dict[str, Any]], str] | None = None
    said: str | Callable[[Any], str] = "已保存。"
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def draft(self) -> DraftOf:
        return DraftOf(self.name, (self.draft_on or self.about).public_id)

    @property
    def base_version(self) -> int:
        """The version that what was typed began from, as the page was opened; 0 where there was none."""
        typed = self.request.POST.get("_version", "")
        if typed.isascii() and typed.isdigit() and len(typed) < 9:
            return int(typed)
        return self.about.version if self.versioned and self.draft_on is None else 0


def answer(page: FormPage) -> HttpResponse:
    """The page for GET; for POST the act, or the page again with what was typed and why it was refused."""
    request = page.request
    if request.method != "POST":
        return opened(page)
    if uploading.brings_files(request) and request.headers.get("X-Requested-With") != "upload":
        uploading.take_in(request, page.make(), page.draft)
    if request.headers.get("X-Requested-With") == "autosave":
        return _keep(page)
    if request.headers.get("X-Requested-With") == "asked":
        return JsonResponse({"hidden": page.make(data=request.POST).not_asked()})
    if request.FILES and request.headers.get("X-Requested-With") == "upload":
        return uploading.answer_upload(request, page.make(), page.draft)
    if (
        "_more" in request.POST
    ):  # a data form without JavaScript: the table named there comes back with more rows
        _keep(page)
        return redirect(f"{request.get_full_path()}#id_{request.POST['_more'][:40]}")
    if "_discard" in request.POST:
        _discard(page)
        return redirect(request.get_full_path())
    form = page.make(data=request.POST, initial=page.stored())
    if page.preview is not None and "_preview" in request.POST:
        return _preview(page, form)
    if not form.is_valid():
        if page.keeps or request.FILES:
            _keep(page)
        return _show(page, form, status=422)
    try:
        saved = page.send(form.cleaned_data)
    except Refusal as refusal:
        return _refused(page, form, refusal)
    _discard(page)
    messages.success(request, page.said if isinstance(page.said, str) else page.said(saved))
    return redirect(page.then(saved))


def _preview(page: FormPage, form: forms.Form) -> HttpResponse:
    """The page again with what was typed, and what it says so far on top."""
    form.is_valid()
    _keep(page)
    messages.info(page.request, page.preview(form.cleaned_data) if page.preview else "")
    return redirect(page.request.get_full_path())


def _keep(page: FormPage) -> HttpResponse:
    return keep_draft(page.request, page.draft.form, page.draft_on or page.about, page.base_version)


def _discard(page: FormPage) -> None:
    drafts.discard(page.request.actor, page.draft.form, page.draft.object_id)


def keep_draft(request: HttpRequest, name: str, about: Base, base_version: int | None = None) -> HttpResponse:
    """Keep what was typed so far: no version, no event."""
    return _kept(request, request.POST, name, about, base_version)


def keep_typed(page: FormPage, post: QueryDict) -> HttpResponse:
    """The same with more than the person typed himself: one sentence for many boxes."""
    return _kept(page.request, post, page.draft.form, page.draft_on or page.about, page.base_version)


def _kept(
    request: HttpRequest, post: QueryDict, name: str, about: Base, base_version: int | None
) -> HttpResponse:
    typed = {
        key: values
        for key, values in post.lists()
        if key not in NOT_TYPED and not key.startswith(REFUSED_FILE)
    }
    base = about.version if base_version is None else base_version
    drafts.save(request.actor, name, about.public_id, typed, base_version=base)
    return HttpResponse(status=204)


def typed_before(request: HttpRequest, name: str, about: Base) -> tuple[QueryDict, Any] | None:
    """What the person typed here and has not sent, with its draft; None when there is nothing."""
    kept = drafts.load(request.actor, name, about.public_id)
    if kept is None:
        return None
    content, draft = kept
    typed = QueryDict(mutable=True)
    for key, values in content.items():
        typed.setlist(key, values)
    return typed, draft


def opened(page: FormPage, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page as it is opened; with `status` and `more` in its context after another act on it was refused."""
    stored = page.stored()
    kept = typed_before(page.request, page.name, page.draft_on or page.about)
    if kept is None:
        return _show(page, page.make(initial=stored), status=status, **more)
    typed, draft = kept
    values = _values(page.make(data=typed), typed)
    form = page.make(initial=stored | values)
    outdated = page.versioned and draft.base_version != page.about.version
    conflict = {"rows": _differences(form, stored, values)} if outdated else None
    return _show(page, form, status=status, conflict=conflict, draft=draft, **more)


def _refused(page: FormPage, form: forms.Form, refusal: Refusal) -> HttpResponse:
    conflict = None
    page.about.refresh_from_db()  # what the refused act counted up or set was rolled back
    if isinstance(refusal, Stale):
        conflict = {"rows": _differences(form, page.stored(), form.cleaned_data)}
    form.add_error(None, refusal.message)
    return _show(page, form, status=refusal.status, conflict=conflict)


def _show(page: FormPage, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"about": page.about if page.versioned else None, "form": form, **page.context, **more}
    return render(page.request, page.template, context, status=status)


def _values(form: forms.Form, typed: QueryDict) -> dict[str, Any]:
    """What was typed, as the fields' widgets read it; nothing is checked."""
    return {
        name: each.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        for name, each in form.fields.items()
    }


def _differences(form: forms.Form, stored: dict[str, Any], yours: dict[str, Any]) -> list[dict[str, str]]:
    """Field by field where what stands now and what was typed differ, in words."""
    rows = []
    for name, each in form.fields.items():
        current, typed = _in_words(each, stored.get(name)), _in_words(each, yours.get(name))
        if current != typed:
            rows.append({"label": each.label, "current": current, "yours": typed})
    return rows


def _in_words(each: forms.Field, value: Any) -> str:
    if hasattr(each, "in_words"):  # a field of a data form
        return each.in_words(value) or "—"
    if isinstance(each, forms.BooleanField):
        return "是" if value else "否"
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return "、".join(_in_words(each, one) for one in value) or "—"
    if isinstance(each, forms.ModelChoiceField):
        return _row_in_words(each, value)
    if isinstance(each, forms.ChoiceField):
        return str(dict(each.choices).get(value, value))
    return each.widget.format_value(each.prepare_value(value)) or "—"


def _row_in_words(each: forms.ModelChoiceField, value: Any) -> str:
    row = value if isinstance(value, Base) else each.queryset.filter(public_id=value).first()
    return each.label_from_instance(row) if row else "—"
