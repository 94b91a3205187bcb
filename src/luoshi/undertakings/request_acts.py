"""The buttons of a change request: one address for each act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons

from . import actions, permissions, replies
from .queries import change_requests_visible_to
from .request_forms import NumberForm
from .request_views import request_page

HOLDERS = "当前环节的办理人和代办人"
BUTTONS = Buttons(
    visible=change_requests_visible_to,
    on="change_request",
    page="change-request",
    show=request_page,
    author=permissions.is_author_of_request,
    asks=replies.asked_for,
)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_request(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.can_decide_request
    return BUTTONS.decide(request, change_request, "pass", actions.pass_request, may)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_request(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.can_decide_request
    return BUTTONS.decide(request, change_request, "return", actions.return_request, may)


@policy("环节单位的项目办（经办）：代录领导或会议的决定", methods=("POST",))
def enter_request(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.can_enter_request
    return BUTTONS.decide(request, change_request, "enter", actions.enter_request, may)


@policy("申请人：重新报送", methods=("POST",))
def resubmit_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return BUTTONS.decide(request, change_request, "resubmit", actions.resubmit_request)


@policy("申请人：撤回", methods=("POST",))
def recall_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return BUTTONS.decide(request, change_request, "recall", actions.recall_request)


@policy("申请人：报送审批", methods=("POST",))
def send_request(request: HttpRequest, change_request: str) -> HttpResponse:
    words = "已报送，下一位办理人会收到提醒。"
    return BUTTONS.press(request, change_request, actions.send_request, words)


@policy("申请人：作废", methods=("POST",))
def withdraw_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return BUTTONS.withdraw(request, change_request, actions.withdraw_request)


@policy("申请人：恢复为草稿", methods=("POST",))
def restore_request(request: HttpRequest, change_request: str) -> HttpResponse:
    return BUTTONS.press(request, change_request, actions.restore_request, "已恢复为草稿。")


@policy("计划印发单位的经办和科长：登记上级批复文号", methods=("POST",))
def note_number(request: HttpRequest, change_request: str) -> HttpResponse:
    may = permissions.can_note_number
    found = BUTTONS.found(request, change_request, may)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return request_page(request, found, status=422, number=form)
    act, said = actions.note_request_number, form.cleaned_data
    return BUTTONS.press(request, change_request, act, "批复文号已登记。", may, **said)


@policy("申请人：移除附件", methods=("POST",))
def remove_file(request: HttpRequest, change_request: str, request_file: str) -> HttpResponse:
    act, words = actions.remove_request_file, "附件已移除，可以恢复。"
    return BUTTONS.on_file(request, change_request, request_file, act, words)


@policy("申请人：恢复附件", methods=("POST",))
def restore_file(request: HttpRequest, change_request: str, request_file: str) -> HttpResponse:
    act, words = actions.restore_request_file, "附件已恢复。"
    return BUTTONS.on_file(request, change_request, request_file, act, words)
