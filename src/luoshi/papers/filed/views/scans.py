"""Send scans, follow the reading, see what was not recognised."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions
from ..forms import ScansForm, keep
from ..models import ScanBatch, ScanPage
from ..permissions import can_handle, can_send_scans, can_work_on_batch
from ..queries import batches_visible_to, pages_to_claim
from ..states import BatchState, PageState
from .papers import missing_words

TONES = {"reading": "busy", "done": "ok", "failed": "bad"}
PAGE_TONES = {
    "filed": "ok",
    "waiting": "warn",
    "refused": "bad",
    "duplicate": "",
    "taken_back": "",
    "set_aside": "",
}
LEFT = (PageState.WAITING, PageState.REFUSED)


@policy("办理报送件的人员：本单位上传的扫描件")
def batches(request: HttpRequest) -> HttpResponse:
    require(can_handle(request.actor))
    counts = {
        "pages": Count("files__pages", distinct=True),
        "placed": Count("files__pages", filter=Q(files__pages__state=PageState.FILED), distinct=True),
        "left": Count("files__pages", filter=Q(files__pages__state__in=LEFT), distinct=True),
    }
    page = pages.page_of(
        request, batches_visible_to(request.actor).annotate(**counts).order_by("-id"), size=30
    )
    for row in page:
        row.tone = TONES[row.state]
    to_claim = pages_to_claim(request.actor).count()
    return render(request, "filed/batches.html", {"page_obj": page, "to_claim": to_claim})


@policy("办理报送件的人员：上传盖章件的扫描件或照片", methods=("GET", "POST"))
def new_batch(request: HttpRequest) -> HttpResponse:
    owner = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    require(owner is not None and can_send_scans(request.actor, owner))
    form = ScansForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        form = ScansForm() if request.method == "GET" else form
        crumbs = [("扫描件", reverse("scans")), ("上传", "")]
        return render(request, "filed/new.html", {"form": form, "crumbs": crumbs}, status=status)
    once = Once.of(request)
    uploads = keep(form.cleaned_data["scans"])
    batch = actions.send_scans(organisation=owner, uploads=uploads, by=request.actor, once=once)
    return redirect("scan-batch", batch.public_id)


@policy("办理报送件的人员：一次上传的扫描件")
def batch(request: HttpRequest, scan_batch: str) -> HttpResponse:
    row = find(batches_visible_to(request.actor), scan_batch)
    return render(request, "filed/batch.html", batch_context(request, row))


def batch_context(request: HttpRequest, row: ScanBatch) -> dict[str, Any]:
    rows = list(
        ScanPage.objects.filter(file__batch=row)
        .select_related("file", "paper")
        .order_by("file__order", "sheet", "part")
    )
    for page in rows:
        page.tone = PAGE_TONES[page.state]  # type: ignore[attr-defined]
    kept = [page for page in rows if page.state not in LEFT]
    return {
        "batch": row,
        "tone": TONES[row.state],
        "left": [page for page in rows if page.state in LEFT],
        "page_obj": pages.page_of(request, kept, size=60),
        "total": len(rows),
        "placed": sum(page.state == PageState.FILED for page in rows),
        "files": list(row.files.all()),
        "papers": _papers_in(rows),
        "may_work": can_work_on_batch(request.actor, row),
        "progress_url": reverse("scan-batch-progress", args=[row.public_id]),
        "crumbs": [("扫描件", reverse("scans")), ("一次上传", "")],
    }


def _papers_in(rows: list[ScanPage]) -> list[tuple[Any, str]]:
    """The papers to which pages of the batch belong, and the pages each still lacks."""
    found = {page.paper_id: page.paper for page in rows if page.state == PageState.FILED}
    there: dict[int, set[int]] = {}
    filed = ScanPage.objects.filter(paper__in=found, state=PageState.FILED)
    for paper, number in filed.values_list("paper_id", "number"):
        there.setdefault(paper, set()).add(number)
    return [
        (paper, missing_words([n for n in range(1, paper.page_count + 1) if n not in there[key]]))
        for key, paper in found.items()
    ]


@policy("办理报送件的人员：识别进度")
def progress(request: HttpRequest, scan_batch: str) -> HttpResponse:
    """Asked every two seconds; once all is read, the window loads the page of the batch."""
    row = find(batches_visible_to(request.actor), scan_batch)
    context = {"batch": row, "progress_url": reverse("scan-batch-progress", args=[row.public_id])}
    response = render(request, "filed/_progress.html", context)
    if row.state != BatchState.READING:
        response["HX-Refresh"] = "true"
    return response


@policy("办理报送件的人员：重新识别", methods=("POST",))
def read_again(request: HttpRequest, scan_batch: str) -> HttpResponse:
    row = find(batches_visible_to(request.actor), scan_batch)
    require(can_work_on_batch(request.actor, row))
    actions.read_again(batch=row, by=request.actor, version=version_of(request), once=Once.of(request))
    return redirect("scan-batch", row.public_id)


@policy("办理报送件的人员：下载扫描原件")
def original(request: HttpRequest, scan_batch: str, order: int) -> FileResponse:
    row = (
        find(batches_visible_to(request.actor), scan_batch)
        .files.filter(order=order)
        .select_related("stored")
        .first()
    )
    if row is None:
        raise Http404
    return hand_out_stored(request, row.stored, row.name, action="filed.fetch_scan", about=row.batch)
