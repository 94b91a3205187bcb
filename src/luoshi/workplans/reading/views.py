"""Choose the files, check what was read, put it into the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once, was_done
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.workplans import parts as works
from luoshi.workplans.models import Workplan
from luoshi.workplans.queries import workplans_visible_to
from luoshi.workplans.states import CHANGEABLE

from . import actions, permissions
from .advice import fill_in
from .aims import aim_rows
from .forms import CheckForm, FilesForm
from .models import PlanReading
from .queries import plan_readings_visible_to
from .sheet import Sheet, sheet_of
from .states import OPEN, PlanReadingState
from .taking import taken_from

WRITERS = "编制单位的校长、分管校长、项目办"
DRAFT = "plan_readings.check"
TONES = {"queued": "busy", "failed": "bad", "ready": "warn", "applied": "ok", "discarded": ""}
APPLIED = "已写入草稿。请核对进度表和各项任务，缺的补上后报送。"


def _crumbs(workplan: Workplan, last: str) -> list[tuple[str, str]]:
    page = reverse("workplan", args=[workplan.public_id])
    return [("实施方案", reverse("workplans")), (workplan.title, page), (last, "")]


@policy(f"{WRITERS}：选择要读入的方案文件", methods=("GET", "POST"))
def read_plan(request: HttpRequest, workplan: str) -> HttpResponse:
    found = find(workplans_visible_to(request.actor), workplan)
    require(permissions.can_read_into(request.actor, found))
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _start(request, found, form)
    return _choose(request, found, form, 422 if request.method == "POST" else 200)


def _start(request: HttpRequest, workplan: Workplan, form: FilesForm) -> HttpResponse:
    kept = [(files.put(each.chunks()), files.given_name(each.name)) for each in form.cleaned_data["uploads"]]
    uploads = [
        (stored, _free(name, [other for _, other in kept[:at]])) for at, (stored, name) in enumerate(kept)
    ]
    try:
        made = actions.start_reading(
            workplan=workplan, uploads=uploads, by=request.actor, once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _choose(request, workplan, form, refusal.status, refusal)
    return redirect("plan-reading", made.public_id)


def _free(name: str, taken: list[str]) -> str:
    """Places name the file: of two files of one name the second gets a number."""
    return name if name not in taken else f"（{taken.count(name) + 1}）{name}"[:120]


def _choose(
    request: HttpRequest, workplan: Workplan, form: FilesForm, status: int, refusal: Any = None
) -> HttpResponse:
    context = {
        "workplan": workplan,
        "form": form,
        "changeable": workplan.state in CHANGEABLE,
        "under_way": workplan.readings.filter(state__in=OPEN).first(),
        "earlier": workplan.readings.exclude(state__in=OPEN)[:5],
        "refusal": refusal,
        "crumbs": _crumbs(workplan, "读入方案文件"),
    }
    return render(request, "plan_readings/choose.html", context, status=status)


def _found(request: HttpRequest, public_id: str) -> PlanReading:
    found: PlanReading = find(plan_readings_visible_to(request.actor), public_id)
    require(permissions.can_work_on_plan_reading(request.actor, found))
    return found


@policy(f"{WRITERS}：核对读入的方案，写入草稿", methods=("GET", "POST"))
def plan_reading(request: HttpRequest, plan_reading: str) -> HttpResponse:
    found = _found(request, plan_reading)
    if found.state != PlanReadingState.READY:
        return _too_late(request, found) if request.method == "POST" else _state(request, found)
    sheet = sheet_of(found)
    return answer(_page(request, found, sheet))


def _too_late(request: HttpRequest, found: PlanReading) -> HttpResponse:
    """A colleague was first. One's own form sent again is answered as before."""
    if was_done(request.actor, Once.of(request)):
        return redirect("workplan", found.workplan.public_id)
    state = found.get_state_display()
    return _state(
        request,
        found,
        409,
        RuleBroken(
            f"这次读入现在是“{state}”。如果不是您刚才办的，您这次填写的没有写入；请打开方案核对，需要的在进度表里改。"
        ),
    )


def _state(request: HttpRequest, found: PlanReading, status: int = 200, refusal: Any = None) -> HttpResponse:
    context = {
        **_about(found),
        "refusal": refusal,
        "progress_url": reverse("plan-reading-progress", args=[found.public_id]),
        "may_resume": found.state == PlanReadingState.DISCARDED and bool(found.sealed),
    }
    return render(request, "plan_readings/state.html", context, status=status)


def _about(found: PlanReading) -> dict[str, Any]:
    return {
        "reading": found,
        "workplan": found.workplan,
        "tone": TONES[found.state],
        "files": list(found.files.all()),
        "crumbs": _crumbs(found.workplan, "核对读入的方案"),
    }


def _page(request: HttpRequest, found: PlanReading, sheet: Sheet) -> FormPage:
    def send(cleaned: dict[str, Any]) -> PlanReading:
        row = PlanReading.objects.get(
            pk=found.pk
        )  # the page goes on showing `found` where the act is refused
        applied: PlanReading = actions.apply_reading(
            workplan=found.workplan,
            reading=row,
            taken=taken_from(sheet, cleaned),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
        return applied

    return FormPage(
        request=request,
        template="plan_readings/check.html",
        make=lambda **given: CheckForm(sheet=sheet, **given),
        name=DRAFT,
        about=found.workplan,
        draft_on=found,
        versioned=False,
        keeps=True,
        stored=lambda: _stored(sheet),
        send=send,
        then=lambda _: reverse("workplan", args=[found.workplan.public_id]),
        said=APPLIED,
        context={**_about(found), **_shown(sheet)},
    )


def _stored(sheet: Sheet) -> dict[str, Any]:
    return {f"in-{row.number}": row.ticked for row in sheet.steps} | {"money": "keep", "goals": "keep"}


def _shown(sheet: Sheet) -> dict[str, Any]:
    names = works.source_names(sheet.workplan.plan)
    return {
        "sheet": sheet,
        "source_names": names,
        "goals": aim_rows(sheet),
        "questions": len(sheet.questions) + sheet.asks_year,
    }


@policy(f"{WRITERS}：核对时采纳全部建议", methods=("POST",))
def take_advice(request: HttpRequest, plan_reading: str) -> HttpResponse:
    """Into what is typed, nothing into the draft: each proposal stands in its field and can be changed."""
    found = _found(request, plan_reading)
    if found.state != PlanReadingState.READY:
        return redirect("plan-reading", found.public_id)
    filled = fill_in(request.actor, DRAFT, found)
    messages.info(request, f"已填上 {filled} 条建议，请看过后再写入草稿。")
    return redirect("plan-reading", found.public_id)


@policy(f"{WRITERS}：读取进度")
def progress(request: HttpRequest, plan_reading: str) -> HttpResponse:
    """Asked every two seconds; once the files are read, the window loads the page to check."""
    found = _found(request, plan_reading)
    context = {
        "reading": found,
        "progress_url": reverse("plan-reading-progress", args=[found.public_id]),
    }
    response = render(request, "plan_readings/_progress.html", context)
    if found.state != PlanReadingState.QUEUED:
        response["HX-Refresh"] = "true"
    return response


def _press(request: HttpRequest, public_id: str, act: Any, words: str) -> HttpResponse:
    found = _found(request, public_id)
    try:
        act(reading=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _state(request, _found(request, public_id), refusal.status, refusal)
    messages.success(request, words)
    return redirect("plan-reading", found.public_id)


@policy(f"{WRITERS}：放弃读入", methods=("POST",))
def discard(request: HttpRequest, plan_reading: str) -> HttpResponse:
    return _press(request, plan_reading, actions.discard_reading, "已放弃，草稿没有改动。")


@policy(f"{WRITERS}：接着核对放弃的读入", methods=("POST",))
def resume(request: HttpRequest, plan_reading: str) -> HttpResponse:
    return _press(request, plan_reading, actions.resume_reading, "可以接着核对了。")
