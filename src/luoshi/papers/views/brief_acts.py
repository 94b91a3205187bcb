"""The buttons of a 呈批件: one address for each act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.common.routes import policy

from .. import actions, permissions
from ..buttons import Buttons
from ..queries import briefs_visible_to
from .briefs import brief_page

HOLDERS = "当前环节的办理人和代办人"
BUTTONS = Buttons(
    visible=briefs_visible_to,
    on="brief",
    page="brief",
    show=brief_page,
    author=permissions.is_author_of_brief,
)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.decide(request, brief, "pass", actions.pass_brief, permissions.can_decide_brief)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.decide(request, brief, "return", actions.return_brief, permissions.can_decide_brief)


@policy("环节单位的项目办（经办）：代录领导或会议的决定", methods=("POST",))
def enter_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.decide(request, brief, "enter", actions.enter_brief, permissions.can_enter_brief)


@policy("起草人：重新报送", methods=("POST",))
def resubmit_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.decide(request, brief, "resubmit", actions.resubmit_brief)


@policy("起草人：撤回", methods=("POST",))
def recall_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.decide(request, brief, "recall", actions.recall_brief)


@policy("起草人：报送审批", methods=("POST",))
def send_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.press(request, brief, actions.send_brief, "已报送，下一位办理人会收到提醒。")


@policy("起草人：作废", methods=("POST",))
def withdraw_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.withdraw(request, brief, actions.withdraw_brief)


@policy("起草人：恢复为草稿", methods=("POST",))
def restore_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return BUTTONS.press(request, brief, actions.restore_brief, "已恢复为草稿。")


@policy("起草人：移除附件", methods=("POST",))
def remove_file(request: HttpRequest, brief: str, brief_file: str) -> HttpResponse:
    return BUTTONS.on_file(request, brief, brief_file, actions.remove_brief_file, "附件已移除，可以恢复。")


@policy("起草人：恢复附件", methods=("POST",))
def restore_file(request: HttpRequest, brief: str, brief_file: str) -> HttpResponse:
    return BUTTONS.on_file(request, brief, brief_file, actions.restore_brief_file, "附件已恢复。")
