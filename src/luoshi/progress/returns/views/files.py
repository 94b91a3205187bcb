"""Files of a return: the notice, the template, what was merged; the list of all organisations with what they sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from luoshi.common.dataforms.answers import mask
from luoshi.common.downloads import as_download, hand_out, hand_out_stored
from luoshi.common.errors import RuleBroken
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from .. import actions
from ..cells import columns_of
from ..gathered import gathered, workbook
from ..models import Return
from ..queries import returns_visible_to
from ..standing import standing_of
from ..states import ARRIVED, ASKED
from .making import OFFICERS, crumbs, run_by
from .returns import READERS, return_page

ABOVE = "发起单位的管理人员，和填报单位的上级（看到的是送出的内容，没有个人信息）"


@policy(f"{READERS}：下载来文")
def return_notice(request: HttpRequest, ad_hoc_return: str) -> HttpResponseBase:
    found: Return = find(returns_visible_to(request.actor), ad_hoc_return)
    if found.notice is None:
        raise Http404
    return hand_out_stored(
        request, found.notice, found.notice_name, action="returns.fetch_notice", about=found
    )


@policy(f"{READERS}：下载空白原表")
def return_original(request: HttpRequest, ad_hoc_return: str) -> HttpResponseBase:
    found: Return = find(returns_visible_to(request.actor), ad_hoc_return)
    if found.template is None:
        raise Http404
    name = found.template_name
    return hand_out_stored(request, found.template, name, action="returns.fetch_template", about=found)


@policy(f"{OFFICERS}：下载合并好的原表，有个人信息的写明理由", methods=("POST",))
def return_merged(request: HttpRequest, ad_hoc_return: str) -> HttpResponseBase:
    """A POST, for that it was taken out is itself written into the log: each time, so without a key."""
    found = run_by(request, ad_hoc_return)
    if found.merged is None:
        raise Http404
    data = found.merged_bytes()
    try:
        actions.fetch_merged(row=found, content=data, reason=request.POST.get("reason", ""), by=request.actor)
    except RuleBroken as refusal:
        return return_page(request, found, status=refusal.status, refusal=refusal)
    return as_download(data, found.merged_name)


@policy(f"{ABOVE}：各单位送出的内容")
def return_values(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found: Return = find(returns_visible_to(request.actor), ad_hoc_return)
    sheets = _arrived(request, found)
    form = found.form_version.form if found.form_version is not None else None
    page = page_of(request, sheets, size=30)
    context = {
        "row": found,
        "page_obj": page,
        "columns": columns_of(form)[:MOST_COLUMNS] if form is not None else [],
        "more_columns": max(0, len(columns_of(form)) - MOST_COLUMNS) if form is not None else 0,
        "tables": [each.label for each in form.fields if each.kind == "table"] if form is not None else [],
        "rows": gathered(form, list(page), MOST_COLUMNS) if form is not None else [],
        "crumbs": crumbs(found, "各单位内容"),
    }
    return render(request, "returns/values.html", context)


MOST_COLUMNS = 40  # on the page; the workbook has all


def _arrived(request: HttpRequest, found: Return) -> list[Any]:
    """What the reader sees of what was sent; a school is shown its own sheet, not this list."""
    if found.state not in ASKED:
        return []
    return [sheet for sheet in standing_of(found, request.actor).sheets if sheet.state in ARRIVED]


@policy(f"{ABOVE}：各单位送出的内容，Excel")
def return_list(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found: Return = find(returns_visible_to(request.actor), ad_hoc_return)
    if found.form_version is None:
        raise Http404
    sheets = standing_of(found, request.actor).sheets
    data, name = workbook(found, sheets, mask), f"{found.title}（各单位）.xlsx"
    return hand_out(request, data, name, action="returns.fetch_list", about=found, rows=len(sheets))
