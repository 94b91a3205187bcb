"""The buttons of a workplan: one address for each act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from ..queries import workplans_visible_to
from .workplans import WRITERS, workplan_page, workplans_page

HOLDERS = "当前环节的办理人和代办人"
WRITES, AUTHOR = permissions.can_write_workplan, permissions.is_author_of_workplan
BUTTONS = Buttons(
    visible=workplans_visible_to,
    on="workplan",
    page="workplan",
    show=workplan_page,
    author=AUTHOR,
)


@policy(f"{WRITERS}：起草本校的实施方案", methods=("POST",))
def start_workplan(request: HttpRequest, plan: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    require(permissions.can_start_workplan(request.actor, found))
    round_ = request.POST.get("round", "")
    try:
        made = actions.start_workplan(plan=found, round_=round_, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return workplans_page(request, refusal.status, refusal)
    messages.success(request, "已起草，任务已经列好。先填各项任务，再排进度表。")
    return redirect("workplan", made.public_id)


@policy(f"{WRITERS}：按现在的承接情况更新方案里的任务", methods=("POST",))
def refresh_parts(request: HttpRequest, workplan: str) -> HttpResponse:
    return BUTTONS.press(request, workplan, actions.refresh_parts, "任务已更新。", WRITES)


@policy(f"{WRITERS}：报送审批", methods=("POST",))
def send_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    words = "已报送，本校下一个环节已收到。"
    return BUTTONS.press(request, workplan, actions.send_workplan, words, WRITES)


def _decide(request: HttpRequest, workplan: str, name: str, act: Any, may: Any = None) -> HttpResponse:
    return BUTTONS.decide(request, workplan, name, act, may)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return _decide(request, workplan, "pass", actions.pass_workplan, permissions.can_decide_workplan)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return _decide(request, workplan, "return", actions.return_workplan, permissions.can_decide_workplan)


@policy("当前环节单位的项目办（经办）：代录", methods=("POST",))
def enter_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return _decide(request, workplan, "enter", actions.enter_workplan, permissions.can_enter_workplan)


@policy("报送人：改好后重新报送", methods=("POST",))
def resubmit_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return _decide(request, workplan, "resubmit", actions.resubmit_workplan)


@policy("报送人：还没有人办理时撤回", methods=("POST",))
def recall_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return _decide(request, workplan, "recall", actions.recall_workplan)


@policy(f"{WRITERS}：作废草稿或退回的方案", methods=("POST",))
def withdraw_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    words = "已作废，可以随时恢复。"
    return BUTTONS.press(request, workplan, actions.withdraw_workplan, words, WRITES, reason=reason)


@policy(f"{WRITERS}：把作废的方案恢复为草稿", methods=("POST",))
def restore_workplan(request: HttpRequest, workplan: str) -> HttpResponse:
    return BUTTONS.press(request, workplan, actions.restore_workplan, "已恢复为草稿。", WRITES)
