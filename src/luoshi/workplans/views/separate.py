"""Printing one task by itself, to be stamped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.papers.filed.queries import papers_visible_to
from luoshi.papers.prints import COVER_ONLY
from luoshi.plans.models import Task

from .. import actions, permissions
from ..queries import workplans_visible_to
from ..separate import prepare_separate
from .workplans import workplan_page


@policy("发起人和本单位办理报送件的人员：打印要单独报送的任务去盖章", methods=("POST",))
def print_task(request: HttpRequest, workplan: str) -> HttpResponse:
    found = find(workplans_visible_to(request.actor), workplan)
    require(permissions.can_print_workplan(request.actor, found))
    task = find(Task.objects.filter(plan=found.plan), request.POST.get("task", "")[:40])
    try:
        sending, prepared = prepare_separate(found, task)
        said = {"task": task, "sending": sending, "prepared": prepared}
        paper = actions.print_task(workplan=found, by=request.actor, once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(workplans_visible_to(request.actor), workplan)
        return workplan_page(request, fresh, status=refusal.status, refusal=refusal)
    if prepared.cover_only:
        messages.warning(request, COVER_ONLY)
    else:
        messages.success(request, "已打印成 PDF，请下载打印稿去盖章。")
    opens = papers_visible_to(request.actor).filter(pk=paper.pk).exists()
    return redirect("filed-paper", paper.public_id) if opens else redirect("workplan", found.public_id)
