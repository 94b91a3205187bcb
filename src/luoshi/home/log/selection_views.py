"""The log of one selection and its export, for the monitor of its bureau."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.downloads import as_download
from luoshi.common.errors import Busy, Refusal
from luoshi.common.models import AuditEvent
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.selection.models import Call

from .export import as_csv, note_selection_export
from .queries import LogWanted
from .selections import events_of, selection_lines, watched_calls
from .words import act_in_words, object_in_words


@policy("组织单位的监督员：一次遴选的操作记录")
def selection_log(request: HttpRequest, selection: str) -> HttpResponse:
    require(request.actor.may("watch_selections"))
    return _page(request, find(watched_calls(request.actor), selection), LogWanted.of(request.GET))


def _page(
    request: HttpRequest, call: Call, wanted: LogWanted, refusal: Refusal | None = None
) -> HttpResponse:
    events = events_of(call)
    page = page_of(request, wanted.among(events))
    there = events.order_by()
    context = {
        "call": call,
        "wanted": wanted,
        "page_obj": page,
        "lines": [(line, wanted.query(about=line.about_id)) for line in selection_lines(page)],
        "actions": sorted(
            ((key, act_in_words(key)) for key in set(there.values_list("action", flat=True))),
            key=lambda pair: pair[1],
        ),
        "kinds": sorted(
            ((key, object_in_words(key)) for key in set(there.values_list("object_type", flat=True))),
            key=lambda pair: pair[1],
        ),
        "results": AuditEvent.Result.choices,
        "refusal": refusal,
        "crumbs": [
            ("遴选", reverse("calls")),
            (call.title, reverse("call", args=[call.public_id])),
            ("操作记录", ""),
        ],
    }
    return render(request, "home/log/selection.html", context, status=refusal.status if refusal else 200)


@policy("组织单位的监督员：导出一次遴选的操作记录", methods=("POST",))
def export_selection_log(request: HttpRequest, selection: str) -> HttpResponse:
    require(request.actor.may("watch_selections"))
    call = find(watched_calls(request.actor), selection)
    wanted = LogWanted.of(request.POST)
    events = wanted.among(events_of(call))
    try:
        note_selection_export(call=call, rows=events.count(), by=request.actor)
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, call, wanted, refusal)
    return as_download(as_csv(selection_lines(events)), f"{call.title}操作记录.csv")
