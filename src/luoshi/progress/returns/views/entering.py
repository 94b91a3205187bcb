"""The asking office enters what a school handed in on paper: the form, the signed sheet, taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.sources import prefill_for
from luoshi.common.dataforms.web import make_form
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.papers import uploads
from luoshi.papers.actions import Proof
from luoshi.papers.file_fields import FilesField

from .. import actions, permissions
from ..actions.entering import why_not_entered
from ..models import ReturnSheet
from ..queries import sheets_visible_to
from .filling import BUTTONS
from .making import OFFICERS
from .sheets import crumbs

JUDGES = permissions.can_judge_sheet


class PaperForm(forms.Form):
    paper = FilesField(label="签字盖章的纸表", help_text="扫描件或照片，一个文件。学校和本单位以后都看得到。")


def _kept(paper: PaperForm) -> Proof:
    """The bytes are kept before the act begins."""
    if not paper.is_valid() or len(paper.cleaned_data["paper"]) != 1:
        raise RuleBroken("请附上学校签字盖章的纸表：一个扫描件或照片。内容都还在，附上后再提交。")
    return uploads.keep(paper.cleaned_data["paper"])[0]


@policy(f"{OFFICERS}：按学校交来的纸表代录", methods=("GET", "POST"))
def enter_for_school(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet: ReturnSheet = find(sheets_visible_to(request.actor), return_sheet)
    require(JUDGES(request.actor, sheet))
    here = reverse("return-sheet", args=[sheet.public_id])
    if request.method == "GET" and why_not_entered(sheet):
        return redirect(here)
    paper, version = PaperForm(request.POST or None, request.FILES or None), sheet.asked_in.form_version
    # of sources as this reader sees them; what the school said elsewhere is for itself to take over
    known = prefill_for(version.form, request.actor, organisation_id=sheet.organisation_id, about=sheet)

    def send(said: dict[str, Any]) -> Any:
        return actions.enter_for_school(
            sheet=sheet,
            values=said,
            proof=_kept(paper),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )

    page = FormPage(
        request,
        "returns/enter_for.html",
        make=lambda **given: make_form(version, actor=request.actor, prefill=known, **given),
        name="returns.entry",
        about=sheet,
        send=send,
        then=lambda saved: here,
        said="已代录，学校已收到消息。核对后可以收下。",
        context={
            "sheet": sheet,
            "row": sheet.asked_in,
            "paper": paper,
            "back_url": here,
            "crumbs": crumbs(sheet, "代录"),
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：撤回代录", methods=("POST",))
def undo_entry(request: HttpRequest, return_sheet: str) -> HttpResponse:
    reason, words = request.POST.get("reason", "")[:1000], "代录已撤回，内容留给学校核对后自己送出。"
    return BUTTONS.press(request, return_sheet, actions.undo_entry, words, JUDGES, reason=reason)


@policy(f"{OFFICERS}；填报单位的校长、分管校长、项目办：下载代录所依据的纸表")
def entry_paper(request: HttpRequest, return_sheet: str) -> FileResponse:
    sheet: ReturnSheet = find(sheets_visible_to(request.actor), return_sheet)
    require(permissions.can_read_entry(request.actor, sheet))
    if sheet.entered_proof is None:
        raise Http404
    proof, name = sheet.entered_proof, sheet.entered_proof_name
    return hand_out_stored(request, proof, name, action="returns.fetch_paper", about=sheet)
