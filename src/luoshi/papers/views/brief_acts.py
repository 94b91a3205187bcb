"""The buttons of a 呈批件: one address for each act."""

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

from .. import actions, permissions
from ..acting import answer_act
from ..models import Brief
from ..queries import briefs_visible_to
from .briefs import brief_page, said_and_back

HOLDERS = "当前环节的办理人和代办人"


def _found(request: HttpRequest, brief: str, may: Callable[[Any, Any], bool]) -> Brief:
    found: Brief = find(briefs_visible_to(request.actor), brief)
    require(may(request.actor, found))
    return found


def _decide(request: HttpRequest, brief: str, name: str, act: Any, may: Any) -> HttpResponse:
    found = _found(request, brief, may)
    if found.approval is None:
        raise RuleBroken("还没有报送，没有可以办理的环节。")

    def again(acted: Any, status: int) -> HttpResponse:
        return brief_page(request, find(briefs_visible_to(request.actor), brief), acted, status)

    here = reverse("brief", args=[found.public_id])
    return answer_act(request, found.approval, name, partial(act, brief=found), then=here, again=again)


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _decide(request, brief, "pass", actions.pass_brief, permissions.can_decide_brief)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _decide(request, brief, "return", actions.return_brief, permissions.can_decide_brief)


@policy("环节单位的项目办（经办）：代录领导或会议的决定", methods=("POST",))
def enter_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _decide(request, brief, "enter", actions.enter_brief, permissions.can_enter_brief)


@policy("起草人：重新报送", methods=("POST",))
def resubmit_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _decide(request, brief, "resubmit", actions.resubmit_brief, permissions.is_author_of_brief)


@policy("起草人：撤回", methods=("POST",))
def recall_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _decide(request, brief, "recall", actions.recall_brief, permissions.is_author_of_brief)


def _own_act(request: HttpRequest, brief: str, act: Any, words: str, **said: Any) -> HttpResponse:
    """A button of the author's."""
    found = _found(request, brief, permissions.is_author_of_brief)
    try:
        act(brief=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return brief_page(request, found, status=refusal.status, refusal=refusal)
    return said_and_back(request, found, words)


@policy("起草人：报送审批", methods=("POST",))
def send_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _own_act(request, brief, actions.send_brief, "已报送，下一位办理人会收到提醒。")


@policy("起草人：作废", methods=("POST",))
def withdraw_brief(request: HttpRequest, brief: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _own_act(request, brief, actions.withdraw_brief, "已作废，可以恢复为草稿。", reason=reason)


@policy("起草人：恢复为草稿", methods=("POST",))
def restore_brief(request: HttpRequest, brief: str) -> HttpResponse:
    return _own_act(request, brief, actions.restore_brief, "已恢复为草稿。")


def _file_act(request: HttpRequest, brief: str, brief_file: str, act: Any, words: str) -> HttpResponse:
    found: Brief = find(briefs_visible_to(request.actor), brief)
    file = get_object_or_404(found.files.all(), public_id=brief_file)
    return _own_act(request, brief, act, words, file=file)


@policy("起草人：移除附件", methods=("POST",))
def remove_file(request: HttpRequest, brief: str, brief_file: str) -> HttpResponse:
    return _file_act(request, brief, brief_file, actions.remove_brief_file, "附件已移除，可以恢复。")


@policy("起草人：恢复附件", methods=("POST",))
def restore_file(request: HttpRequest, brief: str, brief_file: str) -> HttpResponse:
    return _file_act(request, brief, brief_file, actions.restore_brief_file, "附件已恢复。")
