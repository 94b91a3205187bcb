"""Objections in the bureau's hands; an objector's own ones; what an applicant is asked to explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.actor import anonymous_actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.selection import reads

from .. import actions, forms, permissions
from ..actions.objecting import in_window
from ..models import Objection, Statement
from ..queries import checkers_of, objections_visible_to, own_objections, statements_visible_to
from ..sealing import opened, opened_answer
from ..states import OPEN_OBJECTION, ObjectionState
from .results import BUREAU, OFFICERS, call_of, crumbs, press

CHECKER = "这件异议的核查人"
TONES = {"received": "info", "checking": "busy", "upheld": "bad", "rejected": "ok", "refused": "muted"}


@policy(f"{BUREAU}：一次遴选的公示异议")
def objections(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = call_of(request, outcome_call)
    reads.note_read(reads.OBJECTION, request.actor, call)
    rows = page_of(request, objections_visible_to(request.actor).filter(notice__call=call).order_by("-pk"))
    for row in rows:
        row.tone = TONES.get(row.state, "")
    last = call.public_notices.order_by("-number").first()
    runs = permissions.can_run_outcome(request.actor, call) and call.state == "noticed"
    context = {
        "call": call,
        "page_obj": rows,
        "last": last,
        "runs": runs,
        "crumbs": crumbs(call, ("公示异议", "")),
    }
    return render(request, "outcome/objections.html", context)


def _objection(request: HttpRequest, public_id: str) -> Objection:
    found: Objection = find(objections_visible_to(request.actor), public_id)
    require(permissions.can_see_outcome(request.actor, found.notice.call))
    return found


@policy(f"{BUREAU}：一件公示异议")
def objection(request: HttpRequest, notice_objection: str) -> HttpResponse:
    return objection_page(request, _objection(request, notice_objection))


def objection_page(
    request: HttpRequest, row: Objection, status: int = 200, refusal: Any = None, **typed: Any
) -> HttpResponse:
    """typed: a form that was refused, by its name; then too it names who objects."""
    reads.note_read(reads.OBJECTION, request.actor, row)
    runs = permissions.can_run_objection(request.actor, row)
    checks = permissions.can_check_objection(request.actor, row) and row.state == ObjectionState.CHECKING
    statement = Statement.objects.filter(objection=row).first()
    at_start = row.state == ObjectionState.RECEIVED
    monitor = permissions.refuses_as_unrelated(request.actor, row.notice.call)
    stuck = row.state == ObjectionState.CHECKING and not checkers_of(row.notice.call).filter(
        pk=row.checker_id
    )
    context = {
        "row": row, "call": row.notice.call, "words": opened(row), "tone": TONES.get(row.state, ""),
        "in_time": in_window(row.notice, row.received_at), "refusal": refusal, "statement": statement,
        "said": opened_answer(statement) if statement else "",
        "take_form": _form(typed, "take_form", runs and (at_start or stuck), lambda: _take_form(request, row)),
        "refuse_form": _form(
            typed, "refuse_form", at_start and (runs or monitor), lambda: forms.RefuseForm(monitor=monitor)
        ),
        "conclude_form": _form(typed, "conclude_form", checks, forms.ConcludeForm),
        "ask_form": _form(typed, "ask_form", checks and not statement and row.result is not None, forms.AskForm),
        "may_withdraw": permissions.can_withdraw_objection(request.actor, row) and row.state in OPEN_OBJECTION,
        "changes": row.changes.filter(dropped_at__isnull=True).select_related("result__application"),
        "crumbs": crumbs(
            row.notice.call,
            ("公示异议", reverse("outcome-objections", args=[row.notice.call.public_id])),
            ("一件异议", ""),
        ),
    }  # fmt: skip
    return render(request, "outcome/objection.html", context, status=status)


def _take_form(request: HttpRequest, row: Objection, data: Any = None) -> forms.TakeForm:
    return forms.TakeForm(data=data, call=row.notice.call, by=request.actor)


def _form(typed: dict[str, Any], name: str, there: bool, make: Callable[[], Any]) -> Any:
    return (typed.get(name) or make()) if there else None


def _act(
    request: HttpRequest, row: Objection, may: Any, act: Any, form: Any, name: str, said: str
) -> HttpResponse:
    require(may(request.actor, row))
    if not form.is_valid():
        return objection_page(request, row, 422, **{name: form})

    def again(refusal: Refusal) -> HttpResponse:
        return objection_page(
            request, _objection(request, row.public_id), refusal.status, refusal, **{name: form}
        )

    here = reverse("outcome-objection", args=[row.public_id])
    return press(request, act, said, again, here, objection=row, **form.cleaned_data)


@policy(f"{OFFICERS}：受理异议，指定核查人", methods=("POST",))
def take(request: HttpRequest, notice_objection: str) -> HttpResponse:
    row = _objection(request, notice_objection)
    form = _take_form(request, row, request.POST)
    may = permissions.can_run_objection
    return _act(request, row, may, actions.take_objection, form, "take_form", "已受理，核查人已收到通知。")


@policy(f"{OFFICERS}：异议不予受理；与公示内容无关的由监督员", methods=("POST",))
def refuse(request: HttpRequest, notice_objection: str) -> HttpResponse:
    row = _objection(request, notice_objection)
    monitor = permissions.refuses_as_unrelated(request.actor, row.notice.call)
    form, may = forms.RefuseForm(data=request.POST, monitor=monitor), permissions.can_refuse_objection
    return _act(request, row, may, actions.refuse_objection, form, "refuse_form", "已办理。")


@policy(f"{CHECKER}：认定异议成立或不成立", methods=("POST",))
def conclude(request: HttpRequest, notice_objection: str) -> HttpResponse:
    row, form = _objection(request, notice_objection), forms.ConcludeForm(data=request.POST)
    upheld = request.POST.get("outcome") == "uphold"

    def act(*, outcome: str, **given: Any) -> Any:
        return (actions.uphold_objection if upheld else actions.reject_objection)(**given)

    form.fields["outcome"].choices = [("uphold", "异议成立"), ("reject", "异议不成立")]  # type: ignore[attr-defined]
    return _act(request, row, permissions.can_check_objection, act, form, "conclude_form", "已办结。")


@policy(f"{CHECKER}：要求申报单位说明", methods=("POST",))
def ask(request: HttpRequest, notice_objection: str) -> HttpResponse:
    row, form = _objection(request, notice_objection), forms.AskForm(data=request.POST)
    return _act(
        request,
        row,
        permissions.can_check_objection,
        actions.ask_statement,
        form,
        "ask_form",
        f"已通知{row.notice.call.own_words.applicant}。",
    )


@policy(f"{OFFICERS}：登记异议人撤回书面异议", methods=("POST",))
def withdraw_paper(request: HttpRequest, notice_objection: str) -> HttpResponse:
    row = _objection(request, notice_objection)
    require(permissions.can_withdraw_objection(request.actor, row))

    reason = request.POST.get("reason", "")[:300]

    def again(refusal: Refusal) -> HttpResponse:
        page = _objection(request, row.public_id)
        return objection_page(request, page, refusal.status, refusal, reason_said=reason)

    here = reverse("outcome-objection", args=[row.public_id])
    return press(
        request, actions.withdraw_objection, "已登记撤回。", again, here, objection=row, reason=reason
    )


@policy(f"{BUREAU}：下载异议的附件、申报单位说明的附件")
def attachment(request: HttpRequest, notice_objection: str, which: str) -> HttpResponseBase:
    row = _objection(request, notice_objection)
    about: Any = row if which == "objection" else Statement.objects.filter(objection=row).first()
    if about is None or about.file is None:
        raise Http404
    reads.note_read(reads.OBJECTION, request.actor, row)
    return files.answer(about.file, about.file_name)


@policy("登录的异议人本人：自己提出的异议和答复")
def own(request: HttpRequest) -> HttpResponse:
    return own_page(request)


def own_page(request: HttpRequest, status: int = 200, refusal: Any = None) -> HttpResponse:
    rows = page_of(request, own_objections(request.actor).order_by("-pk"))
    for row in rows:
        row.tone, row.said = TONES.get(row.state, ""), opened(row).words
        row.may_withdraw = row.state in OPEN_OBJECTION
    context = {
        "page_obj": rows,
        "refusal": refusal,
        "crumbs": [("工作台", reverse("desk")), ("我提出的异议", "")],
    }
    return render(request, "outcome/own.html", context, status=status)


@policy("登录的异议人本人：撤回自己的异议", methods=("POST",))
def withdraw(request: HttpRequest, own_objection: str) -> HttpResponse:
    """Done as nobody in particular, like the objection itself: no log of his office tells of it."""
    row: Objection = find(own_objections(request.actor), own_objection)
    try:
        actions.withdraw_objection(
            objection=row, objector=request.actor.user_public_id, by=anonymous_actor(request.request_id),
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        return own_page(request, refusal.status, refusal)
    messages.success(request, "异议已撤回。")
    return redirect("outcome-own-objections")


@policy("申报单位的填报人、校领导、项目办：就遴选申报作出说明", methods=("GET", "POST"))
def statement(request: HttpRequest, outcome_statement: str) -> HttpResponse:
    """Nothing of the objection is on this page but the question."""
    row: Statement = find(statements_visible_to(request.actor), outcome_statement)
    require(permissions.can_state(request.actor, row))
    assert row.objection.result is not None
    application = row.objection.result.application
    context = {
        "title": "作出说明", "button": "提交说明", "uploads": True, "cancel_url": reverse("desk"),
        "words": f"申报：{application.title}。期限：{row.until.isoformat()}。", "question": row.asked,
        "given": opened_answer(row), "given_file": row.file_name,
        "crumbs": [("工作台", reverse("desk")), ("作出说明", "")],
    }  # fmt: skip

    def send(said: dict[str, Any]) -> Any:
        return actions.state(
            statement=row, words=said["words"], file=forms.stored(said["file"]), by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip

    def made(*given: Any, **more: Any) -> Any:
        return forms.StatementForm(*given, **({**more, "files": request.FILES} if "data" in more else more))

    return answer(
        FormPage(
            request, "outcome/form.html", made, name="outcome-statement", about=row, send=send,
            then=lambda saved: reverse("desk"), said="说明已提交。", context=context,
        )
    )  # fmt: skip
