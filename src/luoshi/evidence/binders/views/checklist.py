"""A checklist: its file, what was read of it, and the binder it becomes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from ... import taking
from .. import checklist_acts
from ..checklist_acts import compared
from ..forms import ChecklistForm
from ..models import Binder, ChecklistReading
from ..permissions import WHO, can_make_binders, can_work_on_binder
from ..queries import checklists_visible_to
from ..states import ChecklistState
from .binder import find_binder

SIZE = 100
TONES = {"queued": "busy", "failed": "bad", "ready": "warn", "applied": "ok", "discarded": ""}


@policy(f"{WHO}：上传迎检目录、清单，编排材料包", methods=("GET", "POST"))
def new_checklist(request: HttpRequest) -> HttpResponse:
    require(can_make_binders(request.actor))
    return _take(request, None)


@policy(f"{WHO}：材料包的清单变了，上传新的", methods=("GET", "POST"))
def change_checklist(request: HttpRequest, binder: str) -> HttpResponse:
    found = find_binder(request, binder)
    require(can_work_on_binder(request.actor, found))
    return _take(request, found)


def _take(request: HttpRequest, binder: Binder | None) -> HttpResponse:
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    is_school = own.kind == Organisation.Kind.SCHOOL
    places = None if is_school or binder is not None else _places(request)
    form = ChecklistForm(request.POST or None, request.FILES or None, places=places, named=binder is None)
    if request.method == "POST" and form.is_valid():
        made = _started(request, form, own, own if is_school else form.cleaned_data.get("about"), binder)
        if made is not None:
            return redirect("binder-checklist", made.public_id)
    if request.method == "GET":
        form = ChecklistForm(places=places, named=binder is None)
    context = {"form": form, "binder": binder, "crumbs": [("材料包", reverse("binders")), ("按清单编排", "")]}
    return render(request, "binders/new_checklist.html", context, status=422 if form.errors else 200)


def _places(request: HttpRequest) -> Any:
    return organisations_under(request.actor).filter(kind=Organisation.Kind.SCHOOL)


def _started(
    request: HttpRequest,
    form: ChecklistForm,
    own: Organisation,
    about: Organisation | None,
    binder: Binder | None,
) -> ChecklistReading | None:
    """The file is kept before the act begins; None where it was refused."""
    once, upload = Once.of(request), form.cleaned_data["file"]
    name, stored = files.given_name(upload.name), files.put(upload.chunks())
    if wrong := taking.hostile(stored, name):
        form.add_error("file", wrong)
        return None
    try:
        made: ChecklistReading | None = checklist_acts.start_checklist(
            organisation=own,
            stored=stored,
            name=name,
            about=about,
            title=form.cleaned_data.get("title", ""),
            binder=binder,
            by=request.actor,
            once=once,
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None
    return made


def _find(request: HttpRequest, public_id: str) -> ChecklistReading:
    found: ChecklistReading = find(checklists_visible_to(request.actor), public_id)
    return found


@policy(f"{WHO}：核对读出的清单")
def checklist(request: HttpRequest, binder_checklist: str) -> HttpResponse:
    return _page(request, _find(request, binder_checklist))


def _page(
    request: HttpRequest, found: ChecklistReading, status: int = 200, refusal: Any = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "reading": found,
        "tone": TONES[found.state],
        "refusal": refusal,
        "may_resume": found.state == ChecklistState.DISCARDED and bool(found.sealed),
        "progress_url": reverse("binder-checklist-progress", args=[found.public_id]),
        "crumbs": [("材料包", reverse("binders")), ("核对清单", "")],
    }
    if found.state == ChecklistState.READY:
        context |= _read(request, found)
    return render(request, "binders/checklist.html", context, status=status)


def _read(request: HttpRequest, found: ChecklistReading) -> dict[str, Any]:
    result, both = found.result, compared(found)
    items, matches = result["items"], result.get("matches", [])
    rows = [(item, matches[at] if at < len(matches) else []) for at, item in enumerate(items)]
    asked = [each for each in rows if each[0]["asks"]]
    return {
        "title": found.title or result["title"],
        "remarks": result["remarks"],
        "page_obj": page_of(request, rows, size=SIZE),
        "item_count": len(asked),
        "proposed": sum(bool(each) for _, each in asked),
        "both": both if found.binder is not None else None,
        "binder_version": found.binder.version if found.binder is not None else "",
    }


@policy(f"{WHO}：清单读到哪一步")
def progress(request: HttpRequest, binder_checklist: str) -> HttpResponse:
    """Asked every two seconds; once it is read, the window loads the page anew."""
    found = _find(request, binder_checklist)
    context = {"reading": found, "progress_url": reverse("binder-checklist-progress", args=[found.public_id])}
    response = render(request, "binders/_checklist_progress.html", context)
    if found.state != ChecklistState.QUEUED:
        response["HX-Refresh"] = "true"
    return response


@policy(f"{WHO}：按读出的清单编排材料包", methods=("POST",))
def apply(request: HttpRequest, binder_checklist: str) -> HttpResponse:
    found = _find(request, binder_checklist)
    seen = request.POST.get("seen", "")
    try:
        made = checklist_acts.apply_checklist(
            reading=found,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Refusal as refusal:
        return _page(request, _find(request, binder_checklist), refusal.status, refusal)
    messages.success(request, "目录已按清单排好。按用词找到的材料列在各项里，请逐项核对后收入。")
    return redirect("binder", made.public_id)


@policy(f"{WHO}：放弃读出的清单", methods=("POST",))
def discard(request: HttpRequest, binder_checklist: str) -> HttpResponse:
    found = _find(request, binder_checklist)
    checklist_acts.discard_checklist(
        reading=found, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "已放弃，材料包没有改动。")
    return redirect("binder-checklist", found.public_id)


@policy(f"{WHO}：接着核对放弃的清单", methods=("POST",))
def resume(request: HttpRequest, binder_checklist: str) -> HttpResponse:
    found = _find(request, binder_checklist)
    checklist_acts.resume_checklist(
        reading=found, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "可以接着核对了。")
    return redirect("binder-checklist", found.public_id)
