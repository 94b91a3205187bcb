"""The officer prepares a return: what is asked, of whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..forms import FactsForm, RecipientsForm, StartForm
from ..models import Return
from ..queries import possible_recipients, returns_visible_to
from ..states import ReturnState

OFFICERS = "发起单位的经办、科长"
FIELDS = (
    "title",
    "asked_by",
    "basis",
    "section",
    "purpose",
    "until",
    "words",
    "asks_steps",
    "asks_seal",
    "plan",
)


def crumbs(found: Return | None, last: str = "") -> list[tuple[str, str]]:
    rows = [("收表", reverse("returns"))]
    if found is not None:
        rows.append((found.title, reverse("return", args=[found.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


def kept(upload: UploadedFile | None) -> tuple[Any, str] | None:
    """The bytes in the store, before any act begins."""
    if upload is None:
        return None
    return files.put(upload.chunks()), files.given_name(upload.name or "")


def run_by(request: HttpRequest, public_id: str) -> Return:
    found: Return = find(returns_visible_to(request.actor), public_id)
    require(permissions.can_run_return(request.actor, found))
    return found


@policy("市局经办、科长和县局经办：发起收表", methods=("GET", "POST"))
def new_return(request: HttpRequest) -> HttpResponse:
    require(permissions.can_make_return(request.actor))
    if request.method != "POST":
        form = StartForm(actor=request.actor, initial={"section": _own_section(request)})
        return _show_new(request, form)
    form = StartForm(request.POST, request.FILES, actor=request.actor)
    if not form.is_valid():
        return _show_new(request, form, 422)
    said = dict(form.cleaned_data)
    notice, template = kept(said.pop("notice")), kept(said.pop("template"))
    once = Once.of(request)
    try:
        made = actions.start_return(facts=actions.Facts(**said), notice=notice, by=request.actor, once=once)
        if template is not None and made.template_id is None and made.state == ReturnState.DRAFT:
            actions.add_template(row=made, template=template, by=request.actor, version=made.version)
    except Busy:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show_new(request, form, refusal.status)
    return redirect("return-template" if template else "return", made.public_id)


def _own_section(request: HttpRequest) -> str:
    post = Membership.objects.select_related("section").filter(pk=request.actor.membership_id).first()
    return post.section.short if post is not None and post.section is not None else ""


def _show_new(request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "title": "发起收表",
        "words": "先写清楚要什么、凭什么、做什么用、什么时候要；有上级原表的一起放进来。发出以前学校看不到。",
        "button": "下一步",
        "cancel_url": reverse("returns"),
        "crumbs": crumbs(None, "发起"),
    }
    return render(request, "returns/facts.html", context, status=status)


@policy(f"{OFFICERS}：修改收表的名称、依据、用途、截止时间", methods=("GET", "POST"))
def edit_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    here = reverse("return", args=[found.public_id])
    if found.state != ReturnState.DRAFT and request.method == "GET":
        return redirect(here)
    initial = {name: getattr(found, name) for name in FIELDS} | {"plan": found.plan and found.plan.public_id}
    if request.method != "POST":
        return _show_edit(request, found, FactsForm(actor=request.actor, initial=initial))
    form = FactsForm(request.POST, request.FILES, actor=request.actor)
    if not form.is_valid():
        return _show_edit(request, found, form, 422)
    said = dict(form.cleaned_data)
    notice = kept(said.pop("notice"))
    given: dict[str, Any] = {"row": found, "facts": actions.Facts(**said), "notice": notice}
    try:
        actions.change_return(**given, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show_edit(request, run_by(request, ad_hoc_return), form, refusal.status)
    messages.success(request, "已保存。")
    return redirect(here)


def _show_edit(request: HttpRequest, found: Return, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "about": found,
        "title": "修改收表",
        "button": "保存",
        "cancel_url": reverse("return", args=[found.public_id]),
        "crumbs": crumbs(found, "修改"),
    }
    return render(request, "returns/facts.html", context, status=status)


@policy(f"{OFFICERS}：选择填报单位", methods=("GET", "POST"))
def return_recipients(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    here = reverse("return", args=[found.public_id])
    if found.state not in (ReturnState.DRAFT, ReturnState.OPEN) and request.method == "GET":
        return redirect(here)
    schools = possible_recipients(found.organisation)
    page = FormPage(
        request,
        "returns/form.html",
        make=lambda **given: RecipientsForm(schools=schools, **given),
        name="returns.recipients",
        about=found,
        stored=lambda: {"schools": list(found.sheets.values_list("organisation__public_id", flat=True))},
        send=lambda said: actions.choose_recipients(
            row=found,
            organisations=list(said["schools"]),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        said="填报单位已保存。",
        context={
            "title": "填报单位",
            "words": "只看得到自己那一份，看不到别的学校填的内容。",
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs(found, "填报单位"),
            "wide": True,
        },
    )
    return answer(page)
