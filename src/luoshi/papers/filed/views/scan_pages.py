"""One scanned page: look at it, say where it belongs, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import files, pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import note_looked
from luoshi.common.moves import possible
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions
from ..forms import PlaceForm, ReasonForm
from ..models import ScanPage
from ..permissions import can_file_page, can_handle
from ..queries import batches_visible_to, pages_to_claim, pages_visible_to, places_waiting
from ..states import PAGE_MOVES
from .scans import PAGE_TONES


@policy("办理报送件的人员：没有认出来、等待认领的扫描页")
def to_claim(request: HttpRequest) -> HttpResponse:
    require(can_handle(request.actor))
    page = pages.page_of(request, pages_to_claim(request.actor).order_by("-id"), size=24)
    return render(
        request,
        "filed/to_claim.html",
        {"page_obj": page, "crumbs": [("扫描件", reverse("scans")), ("待认领", "")]},
    )


def page_of(request: HttpRequest, public_id: str) -> ScanPage:
    row: ScanPage = find(pages_visible_to(request.actor), public_id)
    return row


@policy("看得到这份扫描件或报送件的人：一页扫描")
def scan_page(request: HttpRequest, scan_page: str) -> HttpResponse:
    return _show(request, page_of(request, scan_page))


def _show(
    request: HttpRequest, row: ScanPage, form: PlaceForm | None = None, status: int = 200
) -> HttpResponse:
    may_file = can_file_page(request.actor, row)
    batch = row.file.batch
    own_batch = batches_visible_to(request.actor).filter(pk=batch.pk).exists()
    context: dict[str, Any] = {
        "page": row,
        "tone": PAGE_TONES[row.state],
        "batch": batch if own_batch else None,
        "may_file": may_file,
        "acts": {move.action.split(".")[1] for move in possible(PAGE_MOVES, row)} if may_file else set(),
        "form": form or PlaceForm(places=places_waiting(request.actor)),
        "crumbs": [("扫描件", reverse("scans")), (f"{row.file.name} 第 {row.sheet + 1} 页", "")],
    }
    return render(request, "filed/page.html", context, status=status)


@policy("看得到这份扫描件或报送件的人：一页扫描的画面")
def picture(request: HttpRequest, scan_page: str) -> FileResponse:
    row = page_of(request, scan_page)
    note_looked(request, "filed.look", row.file.batch)
    return files.picture(row.picture)


@policy("办理报送件的人员：人工归位一页", methods=("POST",))
def file_page(request: HttpRequest, scan_page: str) -> HttpResponse:
    row = page_of(request, scan_page)
    require(can_file_page(request.actor, row))
    form = PlaceForm(request.POST, places=places_waiting(request.actor), actor=request.actor)
    if not form.is_valid():
        return _show(request, row, form, status=422)
    paper, number = form.chosen
    actions.file_by_hand(
        page=row,
        paper=paper,
        number=number,
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, f"已归到“{paper.title}”第 {number} 页。")
    return redirect("scan-page", row.public_id)


@policy("办理报送件的人员：退出归错的一页", methods=("POST",))
def take_back(request: HttpRequest, scan_page: str) -> HttpResponse:
    row = page_of(request, scan_page)
    require(can_file_page(request.actor, row))
    form, paper = ReasonForm(request.POST), row.paper
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.take_back_page(
        page=row, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "已退出这一页，可以重新归位。")
    if paper is not None and not pages_visible_to(request.actor).filter(pk=row.pk).exists():
        return redirect("filed-paper", paper.public_id)
    return redirect("scan-page", row.public_id)


ACTS = {"use": actions.use_instead, "set-aside": actions.set_aside, "bring-back": actions.bring_back}


def _act(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    row = page_of(request, public_id)
    require(can_file_page(request.actor, row))
    ACTS[name](page=row, by=request.actor, version=version_of(request), once=Once.of(request))
    return redirect("scan-page", row.public_id)


@policy("办理报送件的人员：换用这一张", methods=("POST",))
def use(request: HttpRequest, scan_page: str) -> HttpResponse:
    return _act(request, scan_page, "use")


@policy("办理报送件的人员：标明不是报送件", methods=("POST",))
def set_aside(request: HttpRequest, scan_page: str) -> HttpResponse:
    return _act(request, scan_page, "set-aside")


@policy("办理报送件的人员：放回待认领", methods=("POST",))
def bring_back(request: HttpRequest, scan_page: str) -> HttpResponse:
    return _act(request, scan_page, "bring-back")
