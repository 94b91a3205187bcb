"""Upload, columns, doubts, preview, receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import acts, files, sealed_files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.sources import picks_for
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.ids import new_public_id
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.registers.models import Register
from luoshi.registers.queries import registers_visible_to

from . import actions, permissions, undoing
from .comparing import is_long
from .deciding import TAKE, Group, Sheet
from .forms import ColumnsForm, DoubtsForm, FileForm
from .models import ListImport
from .outline import outline_now
from .queries import imports_visible_to
from .readying import made_ready
from .showing import context_of
from .states import WRITTEN, ImportState
from .wanted import fields_of

KEEPERS = "本校校长、分管校长、项目办、处室负责人"
DRAFT = "register_imports.doubts"
A_PAGE = 30
TONES = {"queued": "busy", "applying": "busy", "taking_back": "busy", "failed": "bad", "mapping": "warn",
         "ready": "warn", "applied": "ok"}  # fmt: skip
IN_BACKGROUND = "已交给后台，完成后有消息，可以先办别的。"


def _crumbs(register: Register, last: str) -> list[tuple[str, str]]:
    return [
        ("台账", reverse("registers")),
        (register.title, reverse("register", args=[register.public_id])),
        (last, ""),
    ]


@policy(f"{KEEPERS}：上传要导入台账的名单", methods=("GET", "POST"))
def start_import(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    require(permissions.can_import(request.actor, found))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _start(request, found, form)
    return _choose(request, found, form, 422 if request.method == "POST" else 200)


def _start(request: HttpRequest, register: Register, form: FileForm) -> HttpResponse:
    upload = form.cleaned_data["upload"]
    try:
        return begun(request, register, files.given_name(upload.name), upload.chunks())
    except Busy:
        raise
    except Refusal as refusal:
        return _choose(request, register, form, refusal.status, refusal)


def begun(request: HttpRequest, register: Register, name: str, chunks: Iterable[bytes]) -> HttpResponse:
    """The list is put away sealed, and the worker reads it. Raises Refusal, and then nothing of it is left."""
    public_id, digest = new_public_id(), hashlib.sha256()
    with sealed_files.writing(public_id) as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
    try:
        made = actions.start_import(
            register=register, public_id=public_id, file_name=name, digest=digest.hexdigest(),
            by=request.actor, once=Once.of(request),
        )  # fmt: skip
    except Refusal:
        sealed_files.remove(public_id)
        raise
    if made.public_id != public_id:  # the same form sent again
        sealed_files.remove(public_id)
    return redirect("list-import", made.public_id)


def _choose(
    request: HttpRequest, register: Register, form: FileForm, status: int, refusal: Any = None
) -> HttpResponse:
    earlier = imports_visible_to(request.actor).filter(register=register)[:10]
    context = {
        "register": register,
        "form": form,
        "refusal": refusal,
        "earlier": [(each, TONES.get(each.state, "")) for each in earlier],
        "fields": fields_of(register),
        "crumbs": _crumbs(register, "导入名单"),
    }
    return render(request, "register_imports/choose.html", context, status=status)


def _found(request: HttpRequest, public_id: str) -> ListImport:
    found: ListImport = find(imports_visible_to(request.actor), public_id)
    require(permissions.can_work_on_import(request.actor, found))
    return found


def _about(row: ListImport, step: str) -> dict[str, Any]:
    return {
        "import": row,
        "row": row,
        "register": row.register,
        "tone": TONES.get(row.state, ""),
        "crumbs": _crumbs(row.register, "导入名单"),
        "steps": _steps(row, step),
    }


def _steps(row: ListImport, now: str) -> list[dict[str, Any]]:
    names = [("read", "上传读取"), ("columns", "对应各列"), ("doubts", "处理疑点"), ("preview", "预览导入")]
    at = [key for key, _ in names].index(now)
    urls = {
        "columns": reverse("list-import-columns", args=[row.public_id]),
        "doubts": reverse("list-import-doubts", args=[row.public_id]),
    }
    mapped = row.state in ("mapping", "ready") and not outline_now(row)["own"]
    reached = {"columns": mapped, "doubts": row.state == "ready"}
    return [
        {
            "label": label,
            "state": "current" if place == at else "done" if place < at else "todo",
            "url": urls[key] if reached.get(key) and place != at else "",
        }
        for place, (key, label) in enumerate(names)
    ]


@policy(f"{KEEPERS}：一次名单导入办到哪一步")
def list_import(request: HttpRequest, list_import: str) -> HttpResponse:
    found = _found(request, list_import)
    return _state(request, found)


def _state(request: HttpRequest, row: ListImport, status: int = 200, refusal: Any = None) -> HttpResponse:
    """Waiting, failed, given up, done: else the page of the step that is due."""
    if row.state == ImportState.READY:
        return _preview(request, row, status, refusal)
    applied = row.state == ImportState.APPLIED
    written = applied or row.state in WRITTEN
    context = {
        **_about(row, "preview" if written else "read"),
        "refusal": refusal,
        "touched": undoing.touched(row) if applied and row.undo else 0,
        "again_words": "满 30 天以前可以接着办，或重新上传。" if row.sealed else "需要时请重新上传。",
        "working": row.state == ImportState.QUEUED or row.state in WRITTEN,
        "may_take_back": applied and bool(row.undo),
        "progress_url": reverse("list-import-progress", args=[row.public_id]),
    }
    return render(request, "register_imports/state.html", context, status=status)


def _preview(request: HttpRequest, row: ListImport, status: int, refusal: Any = None) -> HttpResponse:
    context = {
        **_about(row, "preview"),
        **context_of(request, Sheet(row)),
        "refusal": refusal,
        "progress_url": reverse("list-import-progress", args=[row.public_id]),
    }
    return render(request, "register_imports/preview.html", context, status=status)


@policy(f"{KEEPERS}：名单的各列对应台账的哪一项", methods=("GET", "POST"))
def columns(request: HttpRequest, list_import: str) -> HttpResponse:
    found = _found(request, list_import)
    if found.state not in (ImportState.MAPPING, ImportState.READY):
        return redirect("list-import", found.public_id)
    outline = outline_now(found)
    if outline["own"]:  # given out by us: every column is known
        return redirect("list-import", found.public_id)
    tables = outline["tables"]
    fields = fields_of(found.register)
    form = ColumnsForm(request.POST or None, tables=tables, fields=fields)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.choose_columns(
                    list_import=found, chosen=form.chosen(), by=request.actor,
                    version=version_of(request), once=Once.of(request),
                )  # fmt: skip
                return redirect("list-import", found.public_id)
            except Busy:
                raise
            except Refusal as broken:
                refusal, status = broken, broken.status
                found = _found(request, list_import)
    personal = permissions.sees_personal(request.actor, found)
    context = {
        **_about(found, "columns"),
        "form": form,
        "refusal": refusal,
        "personal": personal,
        "decided": bool(found.decided),
        "blocks": list(form.blocks()),
    }
    return render(request, "register_imports/columns.html", context, status=status)


@policy(f"{KEEPERS}：处理名单的疑点", methods=("GET", "POST"))
def doubts(request: HttpRequest, list_import: str) -> HttpResponse:
    found = _found(request, list_import)
    if found.state != ImportState.READY:
        return redirect("list-import", found.public_id)
    sheet = Sheet(found)
    decided = request.GET.get("show") == "decided"
    groups = sheet.settled if decided else sheet.open
    if not groups and request.method != "POST":
        return redirect("list-import", found.public_id)
    shown_page = page_of(request, groups, A_PAGE)
    on_page = list(shown_page)
    if request.method == "POST":  # what was on the page, wherever it stands now
        on_page = [group for group in sheet.groups if f"how-{group.id}" in request.POST][: A_PAGE * 2]
    return answer(_page(request, found, sheet, on_page, shown_page))


def _page(
    request: HttpRequest, row: ListImport, sheet: Sheet, groups: list[Group], shown_page: Any
) -> FormPage:
    fields = [group.field for group in groups if group.field is not None]
    picks = picks_for(fields, request.actor)
    decided = {group.id: sheet.decision(group) for group in groups}
    made: list[DoubtsForm] = []
    personal = permissions.sees_personal(request.actor, row)

    def make(**given: Any) -> DoubtsForm:
        made.append(DoubtsForm(groups=groups, picks=picks, decided=decided, personal=personal, **given))
        return made[-1]

    def send(cleaned: dict[str, Any]) -> ListImport:
        said = _with_advice(sheet, made[-1].said) if "advised" in request.POST else made[-1].said
        done: ListImport = actions.decide(
            list_import=row, said=said, by=request.actor, version=version_of(request), once=Once.of(request)
        )
        return done

    return FormPage(
        request=request,
        template="register_imports/doubts.html",
        make=make,
        name=DRAFT,
        about=row,
        send=send,
        then=_next,
        said="已记下。",
        keeps=True,
        context={
            **_about(row, "doubts"),
            "page_obj": shown_page,
            "open": len(sheet.open),
            "settled": len(sheet.settled),
            "advised": sum(group.has_proposal for group in sheet.open),
            "is_decided_page": request.GET.get("show") == "decided",
        },
    )


def _next(saved: ListImport) -> str:
    """The next doubts, or the preview where none is left."""
    page = "list-import-doubts" if Sheet(saved).open else "list-import"
    return reverse(page, args=[saved.public_id])


def _with_advice(sheet: Sheet, chosen: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is proposed for everything that is open, and what was chosen on the page instead."""
    said: dict[str, dict[str, Any]] = {"cells": {}, "rows": {}}
    for group in sheet.open:
        if not group.has_proposal:
            continue
        if group.is_row:
            said["rows"][group.row_key] = [group.proposal, group.doubt["why"]]
        else:
            said["cells"] |= {key: [TAKE, group.proposal] for key in group.cells()}
    return {name: said[name] | chosen[name] for name in said}


@policy(f"{KEEPERS}：名单的读取进度")
def progress(request: HttpRequest, list_import: str) -> HttpResponse:
    """Asked every two seconds; once the worker is done, the window loads the page that is due."""
    found = _found(request, list_import)
    working = found.is_worked_on
    here = reverse("list-import-progress", args=[found.public_id])
    response = render(
        request, "register_imports/_progress.html", {"row": found, "working": working, "progress_url": here}
    )
    if not working:
        response["HX-Refresh"] = "true"
    return response


def _press(request: HttpRequest, row: ListImport, act: Any, words: str, **more: Any) -> HttpResponse:
    try:
        act(list_import=row, by=request.actor, version=version_of(request), once=Once.of(request), **more)
    except Busy:
        raise
    except Refusal as refusal:
        return _state(request, _found(request, row.public_id), refusal.status, refusal)
    messages.success(request, words)
    return redirect("list-import", row.public_id)


@policy(f"{KEEPERS}：比较名单和台账", methods=("POST",))
def compare(request: HttpRequest, list_import: str) -> HttpResponse:
    return _press(request, _found(request, list_import), actions.compare_import, IN_BACKGROUND)


@policy(f"{KEEPERS}：把核对过的名单导入台账", methods=("POST",))
def apply(request: HttpRequest, list_import: str) -> HttpResponse:
    """Of a short list at once, of a long one by the worker. Sent again it answers as before."""
    found, seen, ready = _found(request, list_import), request.POST.get("seen", "")[:64], None
    if acts.was_done(request.actor, Once.of(request)):
        return redirect("list-import", found.public_id)
    if found.state == ImportState.READY:
        if is_long(found, Sheet(found).count):
            return _press(request, found, actions.send_import, IN_BACKGROUND, seen=seen)
        try:
            ready = made_ready(found, request.actor)
        except Refusal as refusal:
            return _state(request, found, refusal.status, refusal)
    return _press(request, found, actions.apply_import, "已导入台账。", seen=seen, ready=ready)


@policy(f"{KEEPERS}：撤回名单导入", methods=("POST",))
def take_back(request: HttpRequest, list_import: str) -> HttpResponse:
    found, ready = _found(request, list_import), None
    if acts.was_done(request.actor, Once.of(request)):
        return redirect("list-import", found.public_id)
    if found.state == ImportState.APPLIED and found.undo and not undoing.touched(found):
        if is_long(found, sum(found.receipt.get(name, 0) for name in ("added", "changed"))):
            return _press(request, found, actions.send_back, IN_BACKGROUND)
        try:
            ready = undoing.ready_back(found, request.actor)
        except Refusal as refusal:
            return _state(request, found, refusal.status, refusal)
    words = "已撤回，台账恢复成导入以前的样子。"
    return _press(request, found, actions.take_back_import, words, ready=ready)


@policy(f"{KEEPERS}：放弃名单导入", methods=("POST",))
def discard(request: HttpRequest, list_import: str) -> HttpResponse:
    return _press(request, _found(request, list_import), actions.discard_import, "已放弃，台账没有改动。")


@policy(f"{KEEPERS}：接着办放弃的名单导入", methods=("POST",))
def resume(request: HttpRequest, list_import: str) -> HttpResponse:
    return _press(request, _found(request, list_import), actions.resume_import, "可以接着办了。")
