"""The buttons of a change request: one address for each act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers.acting import answer_act

from . import actions, permissions
from .models import ChangeRequest
from .queries import change_requests_visible_to
from .request_forms import NumberForm
from .request_views import request_page, said_and_back

HOLDERS = "当前环节的办理人和代办人"


def _found(request: HttpRequest, public_id: str, may: Callable[[Any, Any], bool]) -> ChangeRequest:
    found: ChangeRequest = find(change_requests_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    return found


def _decide(request: HttpRequest, public_id: str, name: str, act: Any, may: Any) -> HttpResponse:
    found = _found(request, public_id, may)
    if found.approval is None:
        raise RuleBroken("还没有报送，没有可以办理的环节。")

    def again(acted: Any, status: int) -> HttpResponse:
        fresh = find(change_requests_visible_to(request.actor), public_id)
        return request_page(request, fresh, acted, status)

    here = reverse("change-request", args=[found.public_id])
    return answer_act(
        request, found.approval, name, partial(act, change_request=found), then=here, again=again
    )


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return _decide(request, change_request, "pass", actions.pass_request, permissions.can_decide_request)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return _decide(request, change_request, "return", actions.return_request, permissions.can_decide_request)


@policy("环节单位的项目办（经办）：代录领导或会议的决定", methods=("POST",))
def enter_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return _decide(request, change_request, "enter", actions.enter_request, permissions.can_enter_request)


@policy("申请人：重新报送", methods=("POST",))
def resubmit_request(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.is_author_of_request
    return _decide(request, change_request, "resubmit", actions.resubmit_request, may)


@policy("申请人：撤回", methods=("POST",))
def recall_request(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.is_author_of_request
    return _decide(request, change_request, "recall", actions.recall_request, may)


def _own_act(
    request: HttpRequest,
    public_id: str,
    act: Any,
    words: str,
    may: Any = permissions.is_author_of_request,
    **said: Any,
) -> HttpResponse:
    """A button without steps."""
    found = _found(request, public_id, may)
    try:
        act(
            change_request=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        )
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(change_requests_visible_to(request.actor), public_id)
        return request_page(request, fresh, status=refusal.status, refusal=refusal)
    return said_and_back(request, found, words)


@policy("申请人：报送审批", methods=("POST",))
def send_request(request: HttpRequest, change_request: str) -> HttpResponse:
    words = "已报送，下一位办理人会收到提醒。"
    return _own_act(request, change_request, actions.send_request, words)


@policy("申请人：作废", methods=("POST",))
def withdraw_request(request: HttpRequest, change_request: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    words = "已作废，可以恢复为草稿。"
    return _own_act(request, change_request, actions.withdraw_request, words, reason=reason)


@policy("申请人：恢复为草稿", methods=("POST",))
def restore_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return _own_act(request, change_request, actions.restore_request, "已恢复为草稿。")


@policy("计划印发单位的经办和科长：登记上级批复文号", methods=("POST",))
def note_number(request: HttpRequest, change_request: str) -> HttpResponse:
    found = _found(request, change_request, permissions.can_note_number)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return request_page(request, found, status=422, number=form)
    act, may = actions.note_request_number, permissions.can_note_number
    return _own_act(request, change_request, act, "批复文号已登记。", may, **form.cleaned_data)


def _file_act(request: HttpRequest, public_id: str, file_id: str, act: Any, words: str) -> HttpResponse:
    found = find(change_requests_visible_to(request.actor), public_id)
    file = get_object_or_404(found.files.all(), public_id=file_id)
    return _own_act(request, public_id, act, words, file=file)


@policy("申请人：移除附件", methods=("POST",))
def remove_file(request: HttpRequest, change_request: str, request_file: str) -> HttpResponse:
    act, words = actions.remove_request_file, "附件已移除，可以恢复。"
    return _file_act(request, change_request, request_file, act, words)


@policy("申请人：恢复附件", methods=("POST",))
def restore_file(request: HttpRequest, change_request: str, request_file: str) -> HttpResponse:
    act, words = actions.restore_request_file, "附件已恢复。"
    return _file_act(request, change_request, request_file, act, words)
