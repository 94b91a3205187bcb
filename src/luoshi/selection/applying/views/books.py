"""The upper office's 申报书: put in by the bureau, filled in for each application."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.reading.structure import Unreadable
from luoshi.papers import uploads
from luoshi.selection.queries import calls_visible_to

from .. import actions, books, permissions
from ..forms import BookForm
from ..models import Book
from ..queries import is_inside
from ..receiving import UNSENT, being_mended
from .pages import READERS, find_read, reads_as_bureau


@policy("组织单位的经办、科长：放入上级的申报书模板", methods=("GET", "POST"))
def book(request: HttpRequest, selection_call: str) -> HttpResponse:
    found = find(calls_visible_to(request.actor), selection_call)
    require(permissions.can_run_call(request.actor, found))
    form, wrong = BookForm(request.POST or None, request.FILES or None), list[str]()
    if request.method == "POST" and form.is_valid():
        [proof] = uploads.keep(form.cleaned_data["files"][:1])
        try:
            wrong = books.faults(proof.stored, proof.name, found.form_version)
        except Unreadable as reason:
            wrong = [str(reason)]
        if not wrong:
            actions.set_book(call=found, proof=proof, by=request.actor, once=Once.of(request))
            messages.success(request, "申报书模板已放入，各申报可以下载填好的申报书。")
            return redirect(f"{reverse('selection-applications')}?call={found.public_id}")
    there = Book.objects.filter(call=found).first()
    context = {
        "title": "上级申报书模板",
        "form": form,
        "wrong": wrong,
        "names": [name for name, _ in books.known(found.form_version).values()],
        "own_file": there.name if there else "",
        "button": "放入",
        "cancel_url": f"{reverse('selection-applications')}?call={found.public_id}",
        "crumbs": [
            ("工作台", reverse("desk")),
            ("遴选申报", reverse("selection-applications")),
            ("上级申报书模板", ""),
        ],
    }
    return render(request, "applying/book.html", context, status=422 if request.method == "POST" else 200)


@policy(f"{READERS}：下载按上级模板填好的申报书")
def filled_book(request: HttpRequest, selection_application: str) -> HttpResponse:
    """Only whoever reads it as it stands: its own school, and the bureau once it has arrived. While something is
    changed for a correction and not sent, the school's file says that it is a draft.
    """
    found = find_read(request, selection_application)
    inside = is_inside(request.actor, found)
    there = Book.objects.filter(call=found.call_id).select_related("stored").first()
    if there is None or not (inside or (reads_as_bureau(request.actor, found) and not being_mended(found))):
        raise Http404
    mark = UNSENT if being_mended(found) else ""
    data = books.filled(found, there.stored, there.name, masked=not inside, mark=mark)
    return as_download(data, f"{mark}{found.title}申报书.docx")
