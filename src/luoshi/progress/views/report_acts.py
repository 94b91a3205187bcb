"""The buttons of a report: one address for each act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons

from .. import actions, permissions
from ..queries import reports_visible_to
from .reports import WRITERS, report_page

HOLDERS = "当前环节的办理人和代办人"
BUTTONS = Buttons(
    visible=reports_visible_to,
    on="report",
    page="report",
    show=report_page,
    author=permissions.is_author_of_report,
)


@policy(f"{WRITERS}：报送审批", methods=("POST",))
def send_report(request: HttpRequest, report: str) -> HttpResponse:
    words = "已报送，本校下一个环节已收到。"
    return BUTTONS.press(request, report, actions.send_report, words, permissions.can_write_report)


@policy(f"{WRITERS}：按现在的实施方案更新报告里的任务", methods=("POST",))
def refresh_report(request: HttpRequest, report: str) -> HttpResponse:
    words = "任务已更新。"
    return BUTTONS.press(request, report, actions.refresh_report, words, permissions.can_write_report)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_report(request: HttpRequest, report: str) -> HttpResponse:
    return BUTTONS.decide(request, report, "pass", actions.pass_report, permissions.can_decide_report)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_report(request: HttpRequest, report: str) -> HttpResponse:
    return BUTTONS.decide(request, report, "return", actions.return_report, permissions.can_decide_report)


@policy("当前环节单位的项目办（经办）：代录", methods=("POST",))
def enter_report(request: HttpRequest, report: str) -> HttpResponse:
    return BUTTONS.decide(request, report, "enter", actions.enter_report, permissions.can_enter_report)


@policy("报送人：改好后重新报送", methods=("POST",))
def resubmit_report(request: HttpRequest, report: str) -> HttpResponse:
    return BUTTONS.decide(request, report, "resubmit", actions.resubmit_report)


@policy("报送人：还没有人办理时撤回", methods=("POST",))
def recall_report(request: HttpRequest, report: str) -> HttpResponse:
    return BUTTONS.decide(request, report, "recall", actions.recall_report)
