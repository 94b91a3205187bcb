"""Forms: the list, one form, its facts, its versions' life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.form_pages import FormPage
from luoshi.common.form_pages import answer as answer_form
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, burden, permissions
from ..builtin import BUILT_IN
from ..models import FormDefinition, FormVersion
from ..queries import ONE_TIME, draft_of, forms_edited_by
from .forms import FactsForm, StartForm
from .uses import uses_of, ways

EDITORS = "市局经办、科长和县局经办"
LIST = ("填报表", "forms")


def _form(request: HttpRequest, public_id: str) -> FormDefinition:
    """Forms of other offices: 404."""
    found: FormDefinition = find(forms_edited_by(request.actor), public_id)
    return found


@policy(f"{EDITORS}：本单位的填报表")
def forms(request: HttpRequest) -> HttpResponse:
    require(permissions.can_start_form(request.actor))
    rows = forms_edited_by(request.actor).exclude(key__startswith=ONE_TIME).order_by("withdrawn_at", "-id")
    page = page_of(request, rows)
    drafts = set(
        FormVersion.objects.filter(definition__in=list(page), published_at__isnull=True).values_list(
            "definition_id", flat=True
        )
    )
    context = {"page_obj": page, "rows": [(row, row.pk in drafts) for row in page]}
    return render(request, "dataforms/editor/forms.html", context)


@policy(f"{EDITORS}：新建填报表", methods=("GET", "POST"))
def new_form(request: HttpRequest) -> HttpResponse:
    require(permissions.can_start_form(request.actor))
    form = StartForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        initial={"begin": request.GET.get("from", "")},
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("form", _started(request, form).public_id)
        except Refusal as refusal:
            refused = refusal.message
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": "新建填报表", "cancel_url": reverse("forms"), "refused": refused}
    context["ways"] = ways()
    return render(
        request, "dataforms/editor/facts.html", context | {"crumbs": _crumbs("新建")}, status=status
    )


def _started(request: HttpRequest, form: StartForm) -> FormDefinition:
    said = dict(form.cleaned_data)
    begin = said.pop("begin")
    if begin in form.sources:
        how = {"by": request.actor, "once": Once.of(request)}
        copied: FormDefinition = actions.copy_form(source=form.sources[begin].current, **said, **how)
        return copied
    own = BUILT_IN.get(begin)  # there is one of it in an office
    ready = own or form.ready.get(begin)
    content = ready.content if ready else None
    made: FormDefinition = actions.start_form(
        key=own.key if own else "", content=content, by=request.actor, once=Once.of(request), **said
    )
    return made


def _crumbs(*last: str) -> list[tuple[str, str]]:
    return [("填报表", reverse("forms")), *[(each, "") for each in last]]


@policy(f"{EDITORS}：一张填报表的情况和各版")
def form(request: HttpRequest, form: str) -> HttpResponse:
    return _show(request, _form(request, form))


def _show(request: HttpRequest, found: FormDefinition, status: int = 200, **more: Any) -> HttpResponse:
    draft = draft_of(found)
    metered = draft or found.current
    context = {
        "definition": found,
        "versions": found.versions.order_by("-number"),
        "draft": draft,
        "meter": burden.meter_of(metered, request.actor) if metered else None,
        "answers": found.answers.count(),
        **uses_of(found, request.actor),
        **_answered(request, found),
        "crumbs": _crumbs(found.title),
        **more,
    }
    return render(request, "dataforms/editor/form.html", context, status=status)


def _answered(request: HttpRequest, found: FormDefinition) -> dict[str, Any]:
    page = page_of(request, burden.answers_by_organisation(found), size=30)
    return {"answered": list(page), "answered_page": page, "answered_all": burden.sums_of(found)}


@policy(f"{EDITORS}：修改填报表的名称、用途、依据", methods=("GET", "POST"))
def form_facts(request: HttpRequest, form: str) -> HttpResponse:
    found = _form(request, form)
    address = reverse("form", args=[found.public_id])
    page = FormPage(
        request,
        "dataforms/editor/facts.html",
        make=lambda **given: FactsForm(**given),
        name="form.facts",
        about=found,
        stored=lambda: {name: getattr(found, name) for name in FactsForm.base_fields},
        send=lambda said: actions.change_form(
            definition=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: address,
        context={
            "heading": "名称和用途",
            "cancel_url": address,
            "autosave": True,
            "crumbs": _crumbs(found.title),
        },
    )
    return answer_form(page)


def _act(
    request: HttpRequest,
    found: FormDefinition,
    act: Any,
    said: str,
    then: Callable[[Any], HttpResponse] | None = None,
    **given: Any,
) -> HttpResponse:
    """One button of the form's page: carried out, or the page again with why not."""
    try:
        done = act(by=request.actor, once=Once.of(request), **given)
    except Refusal as refusal:
        found.refresh_from_db()
        reason = request.POST.get("reason", "")[:500]
        more = {"reason_said": reason} if reason else {}
        return _show(request, found, status=refusal.status, refused=refusal.message, **more)
    messages.success(request, said)
    return then(done) if then is not None else redirect("form", found.public_id)


@policy(f"{EDITORS}：停用填报表", methods=("POST",))
def withdraw_form(request: HttpRequest, form: str) -> HttpResponse:
    found = _form(request, form)
    reason = request.POST.get("reason", "")[:500]
    given = {"definition": found, "reason": reason, "version": version_of(request)}
    return _act(request, found, actions.withdraw_form, "已停用，可以恢复。", **given)


@policy(f"{EDITORS}：恢复填报表", methods=("POST",))
def restore_form(request: HttpRequest, form: str) -> HttpResponse:
    found = _form(request, form)
    given = {"definition": found, "version": version_of(request)}
    return _act(request, found, actions.restore_form, "已恢复使用。", **given)


@policy(f"{EDITORS}：开始做填报表的新版", methods=("POST",))
def draft_version(request: HttpRequest, form: str) -> HttpResponse:
    found = _form(request, form)
    said = "新版已建立，请在下面修改。"
    return _act(request, found, actions.draft_version, said, _to_version, definition=found)


def _to_version(made: FormVersion) -> HttpResponse:
    return redirect("form-version", made.public_id)
