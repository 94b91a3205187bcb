"""The buttons of an application: one address for each act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers.acting import answer_act

from .. import actions, permissions
from ..models import Application
from ..queries import applications_visible_to, rounds_visible_to, wishes_visible_to
from .applying import WRITERS, application_page
from .judging import judging_again
from .rounds import round_page

HOLDERS = "当前环节的办理人和代办人"
LONGEST = 2000
Able = Callable[[Any, Any], bool]


@policy(f"{WRITERS}：起草本校的申报", methods=("POST",))
def start_application(request: HttpRequest, round: str) -> HttpResponse:
    found = find(rounds_visible_to(request.actor), round)
    require(permissions.can_apply(request.actor, found))
    try:
        made = actions.start_application(round_=found, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return round_page(request, found, refusal.status, refusal)
    return redirect("choose-tasks", made.public_id)


def _found(request: HttpRequest, public_id: str, may: Able) -> Application:
    found: Application = find(applications_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    return found


def _decide(request: HttpRequest, public_id: str, name: str, act: Any, may: Able) -> HttpResponse:
    found = _found(request, public_id, may)
    if found.approval is None:
        raise RuleBroken("还没有报送，没有可以办理的环节。")

    def again(acted: Any, status: int) -> HttpResponse:
        fresh = find(applications_visible_to(request.actor), public_id)
        return application_page(request, fresh, acted, status)

    here = reverse("application", args=[found.public_id])
    return answer_act(request, found.approval, name, partial(act, application=found), then=here, again=again)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_application(request: HttpRequest, application: str) -> HttpResponse:
    return _decide(request, application, "pass", actions.pass_application, permissions.can_decide_application)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_application(request: HttpRequest, application: str) -> HttpResponse:
    return _decide(
        request, application, "return", actions.return_application, permissions.can_decide_application
    )


@policy("当前环节单位的项目办（经办）：代录", methods=("POST",))
def enter_application(request: HttpRequest, application: str) -> HttpResponse:
    return _decide(
        request, application, "enter", actions.enter_application, permissions.can_enter_application
    )


@policy("申报人：改好后重新报送", methods=("POST",))
def resubmit_application(request: HttpRequest, application: str) -> HttpResponse:
    may = permissions.is_author_of_application
    return _decide(request, application, "resubmit", actions.resubmit_application, may)


@policy("申报人：还没有人办理时撤回", methods=("POST",))
def recall_application(request: HttpRequest, application: str) -> HttpResponse:
    may = permissions.is_author_of_application
    return _decide(request, application, "recall", actions.recall_application, may)


def _press(
    request: HttpRequest, public_id: str, act: Any, may: Able, words: str, **said: Any
) -> HttpResponse:
    found = _found(request, public_id, may)
    try:
        act(application=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(applications_visible_to(request.actor), public_id)
        return application_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("application", found.public_id)


@policy(f"{WRITERS}，计划印发单位的经办和科长：就一项申报提问和说明", methods=("POST",))
def remark_on_wish(request: HttpRequest, wish: str) -> HttpResponse:
    found = find(wishes_visible_to(request.actor), wish)
    require(permissions.can_remark_on_wish(request.actor, found))
    text = request.POST.get("text", "")[:LONGEST]
    said = {"text": text, "version": version_of(request), "once": Once.of(request)}
    at_judging = "judging" in request.POST and permissions.can_judge_wish(request.actor, found)
    try:
        actions.remark_on_wish(wish=found, by=request.actor, **said)
    except Busy:
        raise
    except Refusal as refusal:
        return _not_said(request, found.public_id, refusal, text, at_judging)
    messages.success(request, "已发出，对方会收到消息。")
    if at_judging:
        return redirect("judge-wish", found.public_id)
    return redirect(f"{reverse('application', args=[found.application.public_id])}#row-{found.public_id}")


def _not_said(
    request: HttpRequest, public_id: str, refusal: Refusal, text: str, at_judging: bool
) -> HttpResponse:
    """The page the words came from, with the words."""
    wish = find(wishes_visible_to(request.actor), public_id)
    if at_judging:
        return judging_again(request, wish, refusal, text)
    fresh = find(applications_visible_to(request.actor), wish.application.public_id)
    return application_page(request, fresh, status=refusal.status, refusal=refusal, typed=(public_id, text))


@policy(f"{WRITERS}：报送审批", methods=("POST",))
def send_application(request: HttpRequest, application: str) -> HttpResponse:
    may = permissions.can_write_application
    return _press(request, application, actions.send_application, may, "已报送，本校下一个环节已收到。")


@policy("申报人：作废自己的草稿或退回的申报", methods=("POST",))
def withdraw_application(request: HttpRequest, application: str) -> HttpResponse:
    reason, may = request.POST.get("reason", "")[:200], permissions.is_author_of_application
    return _press(
        request, application, actions.withdraw_application, may, "已作废，可以随时恢复。", reason=reason
    )


@policy(f"{WRITERS}：把作废的申报恢复为草稿", methods=("POST",))
def restore_application(request: HttpRequest, application: str) -> HttpResponse:
    may = permissions.can_write_application
    return _press(request, application, actions.restore_application, may, "已恢复为草稿。")
