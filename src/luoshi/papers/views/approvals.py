"""The list of approvals, the page of one, urging, objecting, and the files behind its entries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..history import entries_of, may_read
from ..lists import BOXES, ApprovalsWanted, rows_of
from ..models import Approval, Entry, EntryFile, SendingFile
from ..panels import panel_of
from ..queries import approvals_visible_to, sendings_for

CONCERNED = "与审批有关的人：发起人、各环节办理人和代办人、本环节单位的项目办（经办）和领导"


@policy("登录人员：与本人有关的审批")
def approvals(request: HttpRequest) -> HttpResponse:
    wanted = ApprovalsWanted.of(request.GET)
    page = page_of(request, wanted.among(request.actor), size=30)
    context = {
        "wanted": wanted,
        "page_obj": page,
        "rows": rows_of(list(page.object_list), request.actor),
        "tabs": wanted.tabs(request.actor),
        "filters": wanted.chips(),
        "box_words": dict(BOXES)[wanted.box],
        "may_write": permissions.can_write_papers(request.actor),
    }
    return render(request, "papers/approvals.html", context)


@policy(f"{CONCERNED}：一件审批的环节、意见和附件")
def approval(request: HttpRequest, approval: str) -> HttpResponse:
    return approval_page(request, find(approvals_visible_to(request.actor), approval))


def approval_page(request: HttpRequest, found: Approval, refusal: Refusal | None = None) -> HttpResponse:
    panel = panel_of(found, request.actor, request=request)
    context = {
        "panel": panel,
        "approval": found,
        "refusal": refusal,
        "crumbs": [("审批", reverse("approvals")), (found.title, "")],
    }
    return render(request, "papers/approval.html", context, status=refusal.status if refusal else 200)


@policy("发起人和本单位项目办（经办）：催办", methods=("POST",))
def urge(request: HttpRequest, approval: str) -> HttpResponse:
    found = find(approvals_visible_to(request.actor), approval)
    require(permissions.can_urge(request.actor, found))
    words = request.POST.get("words", "")[:200]
    try:
        actions.urge_step(approval=found, words=words, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return approval_page(request, found, refusal)
    messages.success(request, "已催办，对方会收到提醒。")
    return redirect(_back(request, found))


def _back(request: HttpRequest, found: Approval) -> str:
    """The page the button stood on: this one, or the stage's own."""
    back = request.POST.get("back", "")
    return back if back == found.href else reverse("approval", args=[found.public_id])


def _entry_of(request: HttpRequest, approval: str, entry: str) -> Entry:
    """An entry whose words the actor may read; 404 otherwise."""
    found = find(approvals_visible_to(request.actor), approval)
    row = get_object_or_404(entries_of(found), public_id=entry)
    if not may_read(found, row, request.actor):
        raise Http404
    row.approval = found
    return row


@policy("被代录或被代办的领导：申明实际情况", methods=("POST",))
def object_to(request: HttpRequest, approval: str, entry: str) -> HttpResponse:
    row = _entry_of(request, approval, entry)
    require(permissions.can_object(request.actor, row))
    try:
        text = request.POST.get("reason", "")[:2000]
        actions.object_to_entry(entry=row, text=text, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return approval_page(request, row.approval, refusal)
    messages.success(request, "已申明，会一直显示在这条意见旁边。")
    return redirect("approval", row.approval.public_id)


@policy(f"{CONCERNED}：下载意见后面的依据文件")
def entry_file(request: HttpRequest, approval: str, entry_file: str) -> FileResponse:
    found = find(approvals_visible_to(request.actor), approval)
    rows = EntryFile.objects.filter(entry__approval=found).select_related(
        "entry__step", "entry__to_step", "stored"
    )
    file: Any = get_object_or_404(rows, public_id=entry_file)
    if not may_read(found, file.entry, request.actor):
        raise Http404
    return hand_out_stored(request, file.stored, file.name, action="papers.fetch_file", about=found)


@policy(f"{CONCERNED}：下载报送稿的附件")
def sending_file(request: HttpRequest, approval: str, sending_file: str) -> FileResponse:
    found = find(approvals_visible_to(request.actor), approval)
    rows = SendingFile.objects.filter(sending__in=sendings_for(found, request.actor))
    file = get_object_or_404(rows.select_related("stored"), public_id=sending_file)
    return hand_out_stored(request, file.stored, file.name, action="papers.fetch_file", about=found)
