"""Samples of what comes of a kind, for whoever sets its rules: nothing in them is real."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.downloads import as_download
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.reading.structure import Unreadable
from luoshi.selection.models import Kind
from luoshi.selection.queries import kinds_visible_to
from luoshi.selection.states import Outcome

from ..sampling import certificate_of, notice_of

READERS = "组织单位能看遴选类别的人"


@policy(f"{READERS}：证书样张")
def certificate(request: HttpRequest, selection_kind: str) -> HttpResponse:
    found: Kind = find(kinds_visible_to(request.actor), selection_kind)
    if found.outcome != Outcome.RECOGNISE:
        raise Http404
    try:
        printed = certificate_of(found)
    except Unreadable as wrong:
        messages.error(request, str(wrong))
        return redirect("selection-kind", found.public_id)
    return as_download(printed.pdf, f"{found.title}证书（样张）.pdf")


@policy(f"{READERS}：公布文件样张")
def notice(request: HttpRequest, selection_kind: str) -> HttpResponse:
    found: Kind = find(kinds_visible_to(request.actor), selection_kind)
    return as_download(notice_of(found), f"{found.title}公布文件（样张）.docx")
