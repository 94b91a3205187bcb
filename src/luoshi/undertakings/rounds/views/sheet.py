"""A school's rows as a workbook: out prefilled, back with differences, taken whole or not at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import sheet_pages
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import actions, permissions
from ..book import Book, school_of
from ..models import Application
from ..offers import may_change
from ..queries import applications_visible_to
from .applying import WRITERS
from .rounds import crumbs


def _own(request: HttpRequest, public_id: str) -> Application:
    found: Application = find(applications_visible_to(request.actor), public_id)
    require(permissions.can_write_application(request.actor, found))
    return found


def _page(request: HttpRequest, found: Application, book: Book) -> sheet_pages.SheetPage:
    here = reverse("application", args=[found.public_id])

    def send(values: dict[str, Any], seen: int) -> Application:
        saved: Application = actions.fill_application(
            application=found,
            ticked=[each.round_task for each in book.filled(values).values() if each.ticked],
            written=book.changed(values),
            seen=seen,
            by=request.actor,
            version=found.version,
            once=Once.of(request),
        )
        return saved

    return sheet_pages.SheetPage(
        request,
        book.version,
        organisation=school_of(found),
        draft_on=found,
        now=lambda: (book.now(), book.seen),
        send=send,
        back_url=here,
        sheet_url=reverse("application-sheet", args=[found.public_id]),
        about=found.public_id,
        check=book.check,
        context={"crumbs": [*crumbs(found.round, "x")[:2], ("本校的申报", here), ("Excel 填报", "")]},
    )


@policy(f"{WRITERS}：下载本校申报的 Excel 表，已带内容")
def application_sheet(request: HttpRequest, application: str) -> HttpResponse:
    found = _own(request, application)
    book = Book(found, request.actor)
    return sheet_pages.download(_page(request, found, book), book.shown(), action="rounds.fetch_sheet")


@policy(f"{WRITERS}：上传本校申报的 Excel 表，看差别，确认保存", methods=("GET", "POST"))
def upload_application(request: HttpRequest, application: str) -> HttpResponse:
    found = _own(request, application)
    if request.method == "GET" and not may_change(found):
        return redirect("application", found.public_id)
    return sheet_pages.answer(_page(request, found, Book(found, request.actor)))
