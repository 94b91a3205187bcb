"""The log page and its export, for the log administrator alone."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common import audit
from luoshi.common.access import require
from luoshi.common.downloads import as_download
from luoshi.common.errors import Refusal
from luoshi.common.models import AuditEvent
from luoshi.common.pages import page_of
from luoshi.common.routes import policy

from ..permissions import can_export_log
from .export import as_csv, note_export
from .lines import lines_of
from .queries import LogWanted, events_visible_to
from .signed import how_far_signed
from .words import LOG_WORDS, OBJECT_WORDS


@policy("日志员：查看操作日志")
def log(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_log"))
    return _page(request, LogWanted.of(request.GET))


def _page(request: HttpRequest, wanted: LogWanted, refusal: Refusal | None = None) -> HttpResponse:
    page = page_of(request, wanted.among(events_visible_to(request.actor)))
    context = {
        "wanted": wanted,
        "page_obj": page,
        "lines": [(line, wanted.query(about=line.about_id)) for line in lines_of(page)],
        "actions": sorted(LOG_WORDS.items(), key=lambda pair: pair[1]),
        "kinds": sorted(OBJECT_WORDS.items(), key=lambda pair: pair[1]),
        "results": AuditEvent.Result.choices,
        "signed": how_far_signed(),
        "refusal": refusal,
    }
    return render(request, "home/log/page.html", context, status=refusal.status if refusal else 200)


@policy("日志员：导出操作日志", methods=("POST",))
def export_log(request: HttpRequest) -> HttpResponse:
    """A POST, for taking the log out is itself written into the log."""
    if not can_export_log(request.actor, None):
        audit.record_refusal("home.export_log", by=request.actor, obj=None, code="forbidden")
        raise PermissionDenied
    wanted = LogWanted.of(request.POST)
    events = wanted.among(events_visible_to(request.actor))
    try:
        note_export(rows=events.count(), by=request.actor)  # each time a line: no key
    except Refusal as refusal:
        return _page(request, wanted, refusal)
    return as_download(as_csv(lines_of(events)), "操作日志.csv")
