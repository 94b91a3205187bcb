"""A school fills its sheet: on the page, in Excel; confirms and sends it; prints the page to be stamped."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.dataforms import sheet_pages
from luoshi.common.dataforms.answers import mask, values_of
from luoshi.common.dataforms.printing import paper_of
from luoshi.common.dataforms.sources import all_prefills
from luoshi.common.downloads import as_download, note_fetched
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields import Form
from luoshi.core.fields.amounts import doubtful_amounts
from luoshi.core.reading.structure import Unreadable
from luoshi.papers.buttons import Buttons
from luoshi.papers.filed.printing import Prepared, prepare

from .. import actions, originals, permissions
from ..actions.filling import open_doubts, why_not_now
from ..actions.stamping import refuse_unless_printable
from ..burden.known import Known, known_for
from ..forms import LARGEST, SendForm, wanted_form
from ..keys import FILL_DRAFT
from ..kinds import KIND
from ..models import ReturnSheet
from ..queries import answer_of, sent_values, sheets_visible_to
from .sheets import crumbs, sheet_page

FILLERS = "填报单位的校长、分管校长、项目办"
BUTTONS = Buttons(
    visible=sheets_visible_to,
    on="sheet",
    page="return-sheet",
    show=sheet_page,
    author=permissions.can_fill_sheet,
)


def _own(request: HttpRequest, public_id: str) -> ReturnSheet:
    sheet: ReturnSheet = find(sheets_visible_to(request.actor), public_id)
    require(permissions.can_fill_sheet(request.actor, sheet))
    return sheet


def _stored(sheet: ReturnSheet) -> tuple[dict[str, Any], int]:
    found = answer_of(sheet)
    return (values_of(found), found.version) if found is not None else ({}, 0)


@policy(f"{FILLERS}：填表", methods=("GET", "POST"))
def fill_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    here = reverse("return-sheet", args=[sheet.public_id])
    if request.method == "GET" and why_not_now(sheet):
        return redirect(here)
    version, (_, answer_version) = sheet.asked_in.form_version, _stored(sheet)
    known = _known(request, sheet)
    page = FormPage(
        request,
        "returns/fill.html",
        make=lambda **given: wanted_form(version, actor=request.actor, prefill=known, **given),
        name=FILL_DRAFT,
        about=sheet,
        stored=lambda: _stored(sheet)[0],
        send=lambda said: actions.save_sheet(
            sheet=sheet,
            values=said,
            answer_version=answer_version,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        said="已保存。核对下面的内容，没有问题就确认送出。",
        context={
            "sheet": sheet,
            "row": sheet.asked_in,
            "doubts": open_doubts(sheet),
            "known": len(known),
            "empty_sources": _empty_sources(version.form, known, request.actor),
            "back_url": here,
            "crumbs": crumbs(sheet, "填写"),
        },
    )
    return answer(page)


def _empty_sources(form: Form, known: Known, actor: Actor) -> list[tuple[str, str]]:
    """(field, source) where the form names a source that knows nothing of this school."""
    sources = all_prefills(actor)
    return [
        (each.label, sources[each.prefill].label)
        for each in form.fields
        if each.prefill in sources and each.key not in known
    ]


def _sheet_page(request: HttpRequest, sheet: ReturnSheet) -> sheet_pages.SheetPage:
    def send(values: dict[str, Any], answer_version: int) -> Any:
        return actions.save_sheet(
            sheet=sheet,
            values=values,
            answer_version=answer_version,
            by=request.actor,
            version=sheet.version,
            once=Once.of(request),
            from_file=True,
        )

    place = sheet.organisation
    return sheet_pages.SheetPage(
        request,
        sheet.asked_in.form_version,
        organisation=(place.public_id, place.name),
        draft_on=sheet,
        now=lambda: _stored(sheet),
        send=send,
        about=sheet.public_id,
        back_url=reverse("return-sheet", args=[sheet.public_id]),
        sheet_url=reverse("return-sheet-workbook", args=[sheet.public_id]),
        foreign=partial(originals.returned, sheet) if originals.has_original(sheet.asked_in) else None,
        foreign_most=LARGEST,
        template="returns/excel.html",
        context={
            "crumbs": crumbs(sheet, "Excel 填报"),
            "by_button": sheet.asked_in.holds_personal,
            "original_url": reverse("return-sheet-original", args=[sheet.public_id])
            if originals.has_original(sheet.asked_in)
            else "",
        },
    )


@policy(f"{FILLERS}：下载本校的 Excel 表，已带内容", methods=("GET", "POST"))
def return_sheet_workbook(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    return _handed_out(
        request, sheet, sheet_pages.download(_sheet_page(request, sheet), _known_values(request, sheet))
    )


def _handed_out(request: HttpRequest, sheet: ReturnSheet, made: HttpResponse) -> HttpResponse:
    """The file, and that it went out enters the log; where it holds personal values, only by the button of the page."""
    if not sheet.asked_in.holds_personal:
        digest = hashlib.sha256(made.content).hexdigest()
        note_fetched(request, "returns.fetch_own", sheet, rows=1, digest=digest)
        return made
    if request.method != "POST":
        return redirect("upload-return-sheet", sheet.public_id)
    actions.fetch_sheet(sheet=sheet, content=made.content, by=request.actor)
    return made


def _known(request: HttpRequest, sheet: ReturnSheet) -> Known:
    version = sheet.asked_in.form_version
    place, apart = sheet.organisation_id, version.definition
    return known_for(version.form, request.actor, organisation_id=place, about=sheet, apart=apart)


def _known_values(request: HttpRequest, sheet: ReturnSheet) -> dict[str, Any]:
    """What stands, and what is known where nothing stands."""
    return {key: each.value for key, each in _known(request, sheet).items()} | _stored(sheet)[0]


@policy(f"{FILLERS}：下载上级的原表，已带本校内容", methods=("GET", "POST"))
def return_sheet_original(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    row = sheet.asked_in
    if not originals.has_original(row):
        return return_sheet_workbook(request, return_sheet)
    try:
        data = originals.filled_original(sheet, _known_values(request, sheet))
    except Unreadable as broken:
        raise RuleBroken(str(broken)) from broken
    stem = row.template_name.rpartition(".")[0] or row.template_name
    made = as_download(data, f"{stem}（{sheet.organisation.short}）.{originals.ending_of(row)}")
    return _handed_out(request, sheet, made)


@policy(f"{FILLERS}：上传本校的 Excel 表，看差别，确认保存", methods=("GET", "POST"))
def upload_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    if why := why_not_now(sheet):
        if request.method == "GET":
            return redirect("return-sheet", sheet.public_id)
        return sheet_page(request, sheet, status=422, refusal=RuleBroken(why))
    return sheet_pages.answer(_sheet_page(request, sheet))


@policy(f"{FILLERS}：确认送出", methods=("POST",))
def send_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    large = doubtful_amounts(sheet.asked_in.form_version.form, _stored(sheet)[0])
    form = SendForm(request.POST, doubts=open_doubts(sheet), large=large)
    if not form.is_valid():
        return sheet_page(request, sheet, status=422, send_form=form)
    said = {"remark": form.cleaned_data["remark"], "replies": form.replies, "amounts_are_right": bool(large)}
    try:
        actions.send_sheet(
            sheet=sheet, by=request.actor, version=version_of(request), once=Once.of(request), **said
        )
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(sheets_visible_to(request.actor), return_sheet)
        return sheet_page(request, fresh, status=refusal.status, refusal=refusal, send_form=form)
    words = (
        "已送本校审批，同意后自动送出。" if sheet.asked_in.asks_steps else "已送出。对方收下以前还可以撤回。"
    )
    messages.success(request, words)
    return redirect("return-sheet", sheet.public_id)


@policy(f"{FILLERS}：撤回还没有收下的表", methods=("POST",))
def recall_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.press(request, return_sheet, actions.recall_sheet, "已撤回，可以修改后再送。")


@policy("当前环节的办理人和代办人：同意", methods=("POST",))
def pass_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, return_sheet, "pass", actions.pass_sheet, permissions.can_decide_sheet)


@policy("当前环节的办理人和代办人：退回", methods=("POST",))
def send_back_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, return_sheet, "return", actions.return_sheet, permissions.can_decide_sheet)


@policy("环节单位的项目办：代录领导或会议的决定", methods=("POST",))
def enter_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, return_sheet, "enter", actions.enter_sheet, permissions.can_enter_sheet)


@policy(f"{FILLERS}：打印要盖章的一页", methods=("POST",))
def print_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet = _own(request, return_sheet)
    try:
        refuse_unless_printable(sheet)
        prepared = _printed(sheet)
    except Refusal as refusal:
        return sheet_page(request, sheet, status=refusal.status, refusal=refusal)
    return BUTTONS.press(
        request, return_sheet, actions.print_sheet, "已生成盖章页，请打印、盖章后传回。", prepared=prepared
    )


def _printed(sheet: ReturnSheet) -> Prepared:
    """Before the act: half a second in a child process."""
    version = sheet.asked_in.form_version
    shown = mask(version.form, sent_values(sheet))  # as its leaders read it: others handle this page too
    paper = paper_of(version, shown, organisation_name=sheet.organisation.name)
    try:
        return prepare(
            about=sheet,
            version=sheet.number,
            kind=KIND.key,
            kind_name=KIND.label,
            organisation=sheet.organisation,
            paper=paper,
            href=reverse("return-sheet", args=[sheet.public_id]),
        )
    except Unreadable as broken:
        raise RuleBroken(str(broken)) from broken
