"""Start an import, follow it, work on it."""

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
from luoshi.common.errors import Refusal
from luoshi.common.moves import possible
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.plans.queries import plans_visible_to
from luoshi.policies import actions
from luoshi.policies.models import Reading
from luoshi.policies.permissions import can_start_reading, can_work_on_reading
from luoshi.policies.queries import readings_visible_to
from luoshi.policies.settling import MUST_BE_SETTLED
from luoshi.policies.states import READING_MOVES, FindingState, ReadingState

from . import uploads, work
from .forms import NewImportForm

STATE_TONES = {"queued": "busy", "failed": "bad", "deciding": "warn", "loaded": "ok", "discarded": ""}
ASKED = Q(findings__severity__in=MUST_BE_SETTLED)


@policy("导入人员：本单位的导入列表")
def imports(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("import_policy"))
    counts = {
        "asked": Count("findings", filter=ASKED),
        "left": Count("findings", filter=ASKED & Q(findings__state=FindingState.OPEN)),
    }
    rows = readings_visible_to(request.actor).defer("sealed").annotate(**counts).order_by("-id")
    state = request.GET.get("state", "")
    chosen = rows.filter(state=state) if state in ReadingState.values else rows
    page = pages.page_of(request, chosen, size=30)
    for row in page:
        row.tone = STATE_TONES[row.state]
    return render(
        request,
        "home/wizard/imports.html",
        {"page_obj": page, "filters": _filters(state), "clear_url": "?" if state else "", "state": state},
    )


def _filters(state: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?state={value}", "on": state == value}
        for value, label in ReadingState.choices
    ]


@policy("导入人员：新建导入", methods=("GET", "POST"))
def new_import(request: HttpRequest) -> HttpResponse:
    owner = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    require(can_start_reading(request.actor, owner))
    plans = [(plan.public_id, plan.title) for plan in plans_visible_to(request.actor).filter(issuer=owner)]
    form = NewImportForm(
        request.POST or None, request.FILES or None, plans=plans, initial={"plan": request.GET.get("plan")}
    )
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"form": form, "steps": work.steps(None), "crumbs": work.crumbs("新建导入")}
        return render(request, "home/wizard/new.html", context, status=status)
    kept = uploads.keep(form.cleaned_data["uploads"], form.cleaned_data["pasted"].strip())
    reading = actions.start_reading(
        owner=owner,
        uploads=kept,
        plan_wanted=form.plan_wanted,
        new_plan_title=form.cleaned_data["title"] if not form.plan_wanted else "",
        by=request.actor,
        once=Once.of(request),
    )
    return redirect("import", reading.public_id)


def reading_of(request: HttpRequest, public_id: str) -> Reading:
    """The import, for somebody who may work on it: 404 for what is foreign, 403 for who may only see it."""
    reading: Reading = find(readings_visible_to(request.actor), public_id)
    require(can_work_on_reading(request.actor, reading))
    return reading


@policy("导入人员：一次导入的现状和核对页")
def import_page(request: HttpRequest, reading: str) -> HttpResponse:
    row = reading_of(request, reading)
    if row.state == ReadingState.DECIDING:
        return work.work_page(request, row)
    return render(request, "home/wizard/state.html", state_context(row))


def state_context(row: Reading) -> dict[str, Any]:
    plan = None
    if row.state == ReadingState.LOADED:
        plan = row.document.plans.filter(withdrawn_at__isnull=True).first() if row.document else None
    return {
        "reading": row,
        "files": list(row.files.all()),
        "steps": work.steps(row),
        "crumbs": work.crumbs(row.title),
        "tone": STATE_TONES[row.state],
        "acts": {move.action.split(".")[1] for move in possible(READING_MOVES, row)},
        "progress_url": reverse("import-progress", args=[row.public_id]),
        "plan": plan,
        "decisions": row.document.decisions.count() if row.document else 0,
    }


@policy("导入人员：读取进度")
def progress(request: HttpRequest, reading: str) -> HttpResponse:
    """Asked every two seconds; once the files are read, the window loads the page of the import."""
    row = reading_of(request, reading)
    response = render(request, "home/wizard/_progress.html", state_context(row))
    if row.state != ReadingState.QUEUED:
        response["HX-Refresh"] = "true"
    return response


@policy("导入人员：下载导入的原文件")
def file(request: HttpRequest, reading: str, order: int) -> FileResponse:
    row = reading_of(request, reading).files.filter(order=order).select_related("stored").first()
    if row is None:
        raise Http404
    return hand_out_stored(request, row.stored, row.name, action="policies.fetch_file", about=row.reading)


ACTS = {
    "retry": actions.retry_reading,
    "discard": actions.discard_reading,
    "resume": actions.resume_reading,
}


def _act(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    row = reading_of(request, public_id)
    try:
        ACTS[name](reading=row, by=request.actor, version=version_of(request), once=Once.of(request))
    except Refusal as refused:
        row.refresh_from_db()
        context = {**state_context(row), "refusal": refused}
        return render(request, "home/wizard/state.html", context, status=refused.status)
    return redirect("import", public_id)


@policy("导入人员：重新读取文件", methods=("POST",))
def retry(request: HttpRequest, reading: str) -> HttpResponse:
    return _act(request, reading, "retry")


@policy("导入人员：放弃一次导入", methods=("POST",))
def discard(request: HttpRequest, reading: str) -> HttpResponse:
    return _act(request, reading, "discard")


@policy("导入人员：恢复一次导入", methods=("POST",))
def resume(request: HttpRequest, reading: str) -> HttpResponse:
    return _act(request, reading, "resume")
