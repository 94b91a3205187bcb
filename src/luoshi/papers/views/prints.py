"""Printing what was sent, to be stamped, and the stamped copy for whoever reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import actions, permissions
from ..filed.queries import papers_visible_to
from ..prints import COVER_ONLY, prepare_print, stamped_of
from ..queries import approvals_visible_to, sendings_for
from .approvals import CONCERNED, approval_page


@policy("发起人和本单位办理报送件的人员：打印报送的内容去盖章", methods=("POST",))
def print_approval(request: HttpRequest, approval: str) -> HttpResponse:
    found = find(approvals_visible_to(request.actor), approval)
    require(permissions.can_print(request.actor, found))
    try:
        sending, prepared = prepare_print(found)
        paper = actions.print_approval(
            approval=found, sending=sending, prepared=prepared, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return approval_page(request, find(approvals_visible_to(request.actor), approval), refusal)
    if prepared.cover_only:
        messages.warning(request, COVER_ONLY)
    else:
        messages.success(request, "已打印成 PDF，请下载打印稿去盖章。")
    if prepared.undrawn:
        messages.warning(request, f"这些字没有字体，打印稿上是方框：{prepared.undrawn}。请改用通行的写法。")
    opens = papers_visible_to(request.actor).filter(pk=paper.pk).exists()
    return redirect("filed-paper", paper.public_id) if opens else redirect(found.href)


@policy(f"{CONCERNED}：下载盖章件")
def stamped(request: HttpRequest, approval: str) -> FileResponse:
    found = find(approvals_visible_to(request.actor), approval)
    paper = stamped_of(found, sendings_for(found, request.actor))
    if paper is None or paper.stamped is None:
        raise Http404
    name = f"{paper.title}（盖章件）.pdf"
    return hand_out_stored(request, paper.stamped, name, action="papers.fetch_stamped", about=found)
