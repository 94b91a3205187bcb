"""Reports of misconduct, for the bureau's monitors alone, or whoever is next: to others these pages do not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.selection import reads

from .. import actions, forms
from ..models import Misconduct
from ..queries import misconduct_visible_to
from ..sealing import opened
from ..states import OPEN_MISCONDUCT, MisconductState
from .results import press

MONITOR = "组织单位的监督员（都要回避的，上级的监督员，再没有的，本单位领导）"
TONES = {"received": "info", "checking": "busy", "found": "bad", "unfounded": "ok"}


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("工作台", reverse("desk")), ("举报", reverse("misconduct-list") if more else ""), *more]


@policy(f"{MONITOR}：遴选中的举报")
def reports(request: HttpRequest) -> HttpResponse:
    found = misconduct_visible_to(request.actor)
    require(request.actor.may("watch_selections") or found.exists())
    rows = page_of(request, found.order_by("-pk"))
    for row in rows:
        row.tone = TONES[row.state]
    return render(request, "outcome/reports.html", {"page_obj": rows, "crumbs": crumbs()})


def _report(request: HttpRequest, public_id: str) -> Misconduct:
    found: Misconduct = find(misconduct_visible_to(request.actor), public_id)
    return found


@policy(f"{MONITOR}：一件举报")
def report(request: HttpRequest, misconduct: str) -> HttpResponse:
    return report_page(request, _report(request, misconduct))


def report_page(
    request: HttpRequest, row: Misconduct, status: int = 200, refusal: Any = None, form: Any = None
) -> HttpResponse:
    reads.note_read(reads.MISCONDUCT, request.actor, row)
    checking = row.state == MisconductState.CHECKING
    context = {
        "row": row, "words": opened(row), "tone": TONES[row.state], "refusal": refusal,
        "may_take": row.state == MisconductState.RECEIVED, "form": (form or forms.FoundForm()) if checking else None,
        "may_hold": row.state in OPEN_MISCONDUCT and not row.hold, "crumbs": crumbs(("一件举报", "")),
    }  # fmt: skip
    return render(request, "outcome/report.html", context, status=status)


def _press(
    request: HttpRequest, row: Misconduct, act: Any, said: str, form: Any = None, **given: Any
) -> HttpResponse:
    def again(refusal: Refusal) -> HttpResponse:
        return report_page(request, _report(request, row.public_id), refusal.status, refusal, form)

    return press(request, act, said, again, reverse("misconduct", args=[row.public_id]), report=row, **given)


@policy(f"{MONITOR}：开始核查举报", methods=("POST",))
def take(request: HttpRequest, misconduct: str) -> HttpResponse:
    return _press(request, _report(request, misconduct), actions.take_misconduct, "已开始核查。")


@policy(f"{MONITOR}：举报查实、查否", methods=("POST",))
def conclude(request: HttpRequest, misconduct: str) -> HttpResponse:
    row, form = _report(request, misconduct), forms.FoundForm(data=request.POST)
    if not form.is_valid():
        return report_page(request, row, 422, None, form)
    act = actions.find_misconduct if form.cleaned_data["outcome"] == "find" else actions.dismiss_misconduct
    return _press(request, row, act, "已办结。", form, words=form.cleaned_data["words"])


@policy(f"{MONITOR}：要求暂缓公布", methods=("POST",))
def hold(request: HttpRequest, misconduct: str) -> HttpResponse:
    return _press(request, _report(request, misconduct), actions.hold, "已要求暂缓公布。")


@policy(f"{MONITOR}：解除暂缓公布", methods=("POST",))
def unhold(request: HttpRequest, misconduct: str) -> HttpResponse:
    return _press(request, _report(request, misconduct), actions.unhold, "已解除。")


@policy(f"{MONITOR}：下载举报的附件")
def attachment(request: HttpRequest, misconduct: str) -> HttpResponseBase:
    row = _report(request, misconduct)
    if row.file is None:
        raise Http404
    reads.note_read(reads.MISCONDUCT, request.actor, row)
    return files.answer(row.file, row.file_name)
