"""The page on which a workbook comes back: upload, look at the differences, take all of them or nothing.

The stage finds the object, asks who may, and fills a `SheetPage`; what the workbook said waits as the person's draft
(sealed, no event) until it is taken or put away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common import drafts
from luoshi.common.downloads import as_download, hand_out
from luoshi.common.errors import Refusal, Stale
from luoshi.common.files import clean_name
from luoshi.common.models import Base
from luoshi.common.workbooks import NotOurs
from luoshi.core.reading.structure import Unreadable

from . import excel
from .models import FormVersion

SHOWN = 300  # differences on one page; all are counted


class SheetForm(forms.Form):
    """A workbook that was filled in."""

    sheet = forms.FileField(
        label="填好的 Excel 表",
        help_text="用本页下载的表填写后上传，不超过 5 MB。上传后先看差别，确认后才保存。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods"}),
        error_messages={"required": "请选择填好的表。", "empty": "这个文件是空的，请重新选择。"},
    )


@dataclass(slots=True)
class SheetPage:
    """One form of one organisation as a workbook.

    organisation   public id and name
    draft_on       what the uploaded values hang on until they are taken
    now            the values that stand, in terms of `version`, and the version of the answer (0: none yet)
    send           the act: (values, answer_version) → the answer
    """

    request: HttpRequest
    version: FormVersion
    organisation: tuple[str, str]
    draft_on: Base
    now: Callable[[], tuple[dict[str, Any], int]]
    send: Callable[[dict[str, Any], int], Any]
    back_url: str
    sheet_url: str
    about: str = ""
    check: excel.Check | None = None  # what else is wrong with what came back
    # reads a file that is not of our making: (bytes, what stands); raises NotOurs for what it does not know either
    foreign: Callable[[bytes, dict[str, Any]], excel.Returned] | None = None
    foreign_most: int = 0  # bytes that such a file may have, where that is more than ours have
    template: str = "dataforms/sheet.html"
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def draft_name(self) -> str:
        return f"sheet.{self.version.definition.public_id}"


def download(page: SheetPage, shown: dict[str, Any], *, action: str = "") -> HttpResponse:
    """The workbook. `shown`: what stands, and what sources know where nothing stands. `action`: its line in the log;
    without one the caller writes it.
    """
    values, _ = page.now()
    public_id, name = page.organisation
    data = excel.issue(
        page.version,
        organisation=public_id,
        organisation_name=name,
        values=values,
        shown=shown,
        actor=page.request.actor,
        about=page.about,
    )
    title = f"{page.version.definition.title}（{name}）.xlsx"
    if not action:
        return as_download(data, title)
    return hand_out(page.request, data, title, action=action, about=page.draft_on, rows=1)


def answer(page: SheetPage) -> HttpResponse:
    """GET: the form; POST: the differences of the file sent, or the act where they were confirmed."""
    if page.request.method != "POST":
        return _show(page, SheetForm())
    if "_discard" in page.request.POST:
        drafts.discard(page.request.actor, page.draft_name, page.draft_on.public_id)
        return redirect(page.request.path)
    if "_take" in page.request.POST:
        return _take(page)
    form = SheetForm(page.request.POST, page.request.FILES)
    if not form.is_valid():
        return _show(page, form, status=422)
    return _compare(page, form)


def _compare(page: SheetPage, form: SheetForm) -> HttpResponse:
    sent = form.cleaned_data["sheet"]
    now, answer_version = page.now()
    try:
        most = max(excel.LARGEST, page.foreign_most)
        if sent.size > most:
            said = f"文件超过 {most // 1_000_000} MB，不是本系统发出的表。请重新下载模板，填好后再上传。"
            raise NotOurs(said)
        found = _read(page, clean_name(sent.name or ""), sent.read(), now)
    except (Unreadable, NotOurs) as refused:
        form.add_error("sheet", str(refused))
        return _show(page, form, status=422)
    if found.differences and not found.problems:
        kept = {"values": found.values, "kept": found.kept, "answer_version": answer_version}
        drafts.save(page.request.actor, page.draft_name, page.draft_on.public_id, kept)
    return _show(page, SheetForm(), returned=found, status=422 if found.problems else 200)


def _read(page: SheetPage, name: str, data: bytes, now: dict[str, Any]) -> excel.Returned:
    try:
        return excel.take_back(
            name,
            data,
            page.version,
            organisation=page.organisation[0],
            now=now,
            actor=page.request.actor,
            about=page.about,
            check=page.check,
        )
    except (NotOurs, Unreadable):
        if page.foreign is None:
            raise
        return page.foreign(data, now)


def _take(page: SheetPage) -> HttpResponse:
    """All that the workbook changed, or where both sides did the site's (`_take` = kept)."""
    kept = drafts.load(page.request.actor, page.draft_name, page.draft_on.public_id)
    if kept is None:
        messages.info(page.request, "没有待确认的内容：可能已经保存过了。")
        return redirect(page.back_url)
    content = kept[0]
    values = content["kept" if page.request.POST["_take"] == "kept" else "values"]
    try:
        page.send(values, content["answer_version"])
    except Stale:
        again = "上传之后又有人改过这张表，没有保存。请重新上传一次，再看差别。"
        return _show(page, SheetForm(), status=409, refused=again)
    except Refusal as refusal:
        return _show(page, SheetForm(), status=refusal.status, refused=refusal.message)
    drafts.discard(page.request.actor, page.draft_name, page.draft_on.public_id)
    messages.success(page.request, "表里的内容已保存。")
    return redirect(page.back_url)


def _show(page: SheetPage, form: SheetForm, *, status: int = 200, **more: Any) -> HttpResponse:
    returned = more.get("returned")
    context = {
        "form": form,
        "form_version": page.version,
        "organisation_name": page.organisation[1],
        "back_url": page.back_url,
        "sheet_url": page.sheet_url,
        "shown": returned.differences[:SHOWN] if returned else [],
        "more_than_shown": max(0, len(returned.differences) - SHOWN) if returned else 0,
        **page.context,
        **more,
    }
    return render(page.request, page.template, context, status=status)
