"""The buttons of a workplan: one address for each act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.papers import uploads
from luoshi.papers.buttons import Buttons
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from ..forms import FilesForm
from ..queries import workplans_visible_to
from .workplans import READERS, WRITERS, files_for, workplan_page, workplans_page

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


@policy(f"{WRITERS}：添加方案附件", methods=("POST",))
def add_files(request: HttpRequest, workplan: str) -> HttpResponse:
    """The bytes are kept before the act begins."""
    found = BUTTONS.found(request, workplan, WRITES)
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return workplan_page(request, found, status=422, files_form=form)
    kept = uploads.keep(form.cleaned_data["files"])
    return BUTTONS.press(request, workplan, actions.add_files, "附件已添加。", WRITES, files=kept)


@policy(f"{READERS}：下载方案附件")
def workplan_file(request: HttpRequest, workplan: str, workplan_file: str) -> FileResponse:
    found = find(workplans_visible_to(request.actor), workplan)
    file = get_object_or_404(files_for(request.actor, found), public_id=workplan_file)
    return hand_out_stored(request, file.stored, file.name, action="workplans.fetch_file", about=found)


def _on_file(request: HttpRequest, workplan: str, file: str, act: Any, words: str) -> HttpResponse:
    found = find(workplans_visible_to(request.actor), workplan)
    row = get_object_or_404(found.files.all(), public_id=file)
    return BUTTONS.press(request, workplan, act, words, WRITES, file=row)


@policy(f"{WRITERS}：移除方案附件", methods=("POST",))
def remove_file(request: HttpRequest, workplan: str, workplan_file: str) -> HttpResponse:
    return _on_file(request, workplan, workplan_file, actions.remove_file, "附件已移除，可以恢复。")


@policy(f"{WRITERS}：恢复方案附件", methods=("POST",))
def restore_file(request: HttpRequest, workplan: str, workplan_file: str) -> HttpResponse:
    return _on_file(request, workplan, workplan_file, actions.restore_file, "附件已恢复。")


@policy("计划印发单位的经办和科长：把备案的方案设为范本或不再设", methods=("POST",))
def choose_model(request: HttpRequest, workplan: str) -> HttpResponse:
    is_model = request.POST.get("is_model") == "yes"
    words = "已设为范本，各校编制时可以套用。" if is_model else "不再作范本。"
    may = permissions.can_choose_model
    return BUTTONS.press(request, workplan, actions.choose_model, words, may, is_model=is_model)
