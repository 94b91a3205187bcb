"""One version: its fields and checks, changed one at a time; tried, published, given up, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.form_pages import FormPage
from luoshi.common.form_pages import answer as answer_form
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields import KINDS, Step
from luoshi.core.fields.model import FILES
from luoshi.core.fields.sample import sample_of

from .. import actions, attached, burden, uploading
from ..models import FormVersion
from ..queries import before, versions_edited_by
from ..showing import lines_of as printed_lines
from ..sources import picks_for
from ..web import make_form
from . import editing, reading
from .forms import CheckForm, FieldForm
from .uses import uses_of
from .views import EDITORS

CHECKS = "check:"
NOT_COLUMNS = frozenset({"table", *FILES})  # a table holds no table, and no files


def _version(request: HttpRequest, public_id: str) -> FormVersion:
    found: FormVersion = find(versions_edited_by(request.actor), public_id)
    return found


def _crumbs(version: FormVersion, *last: str) -> list[tuple[str, str]]:
    page = reverse("form-version", args=[version.public_id]) if last else ""
    return [
        ("填报表", reverse("forms")),
        (version.definition.title, reverse("form", args=[version.definition.public_id])),
        (f"第 {version.number} 版", page),
        *[(each, "") for each in last],
    ]


@policy(f"{EDITORS}：一版填报表的项目和核对规则")
def form_version(request: HttpRequest, form_version: str) -> HttpResponse:
    return _show(request, _version(request, form_version))


def _show(request: HttpRequest, version: FormVersion, status: int = 200, **more: Any) -> HttpResponse:
    removed = [
        {"number": number, "label": _removed_words(each)}
        for number, each in enumerate(version.content.get("removed", []))
    ]
    context = {
        "form_version": version,
        "definition": version.definition,
        "lines": reading.lines_of(version, request.actor),
        "loose": reading.loose_problems(version),
        "checks": reading.checks_of(version),
        "tables": [field for field in version.form.fields if field.kind == "table"],
        "removed": removed,
        "kinds": KINDS.items(),
        "not_columns": NOT_COLUMNS,
        "is_draft": version.published_at is None,
        "earlier": before(version),
        "crumbs": _crumbs(version),
        **more,
    }
    return render(request, "dataforms/editor/version.html", context, status=status)


def _removed_words(each: dict[str, Any]) -> str:
    if "check" in each:
        return f"规则：{each['check'].get('message', '')}"
    return str(each["field"].get("label", ""))


def _changing(request: HttpRequest, version: FormVersion, content: dict[str, Any]) -> FormVersion:
    changed: FormVersion = actions.change_draft(
        version_row=version,
        content=content,
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    return changed


def _part_page(
    request: HttpRequest,
    version: FormVersion,
    name: str,
    heading: str,
    make: Callable[..., Any],
    changed: Callable[[Any], dict[str, Any]],
) -> HttpResponse:
    """One field or check on a page of its own, kept as it is typed."""
    if version.published_at is not None:
        raise Http404  # a published version is read, never changed
    made: list[Any] = []

    def remembered(**given: Any) -> Any:
        made.append(make(**given))
        return made[-1]

    back = reverse("form-version", args=[version.public_id])
    page = FormPage(
        request,
        "dataforms/editor/part.html",
        make=remembered,
        name=f"form.{name}"[:60],
        about=version,
        stored=lambda: make().initial,
        send=lambda said: _changing(request, version, changed(made[-1])),
        then=lambda saved: back,
        context={
            "heading": heading,
            "back_url": back,
            "form_version": version,
            "crumbs": _crumbs(version, heading),
        },
    )
    return answer_form(page)


@policy(f"{EDITORS}：添加项目或表格的列", methods=("GET", "POST"))
def add_field(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    kind, table = request.GET.get("kind", "text"), request.GET.get("table", "")
    inside = version.form.field(table) if table else None
    if kind not in KINDS or (table and (inside is None or inside.kind != "table" or kind in NOT_COLUMNS)):
        raise Http404
    heading = f"在“{inside.label}”里加一列：{KINDS[kind]}" if inside else f"添加一项：{KINDS[kind]}"
    return _part_page(
        request,
        version,
        f"new.{table}.{kind}",
        heading,
        lambda **given: FieldForm(
            declared=version.form, kind=kind, table=table, actor=request.actor, **given
        ),
        lambda made: _added(version.content, made, kind, table),
    )


def _added(content: dict[str, Any], made: FieldForm, kind: str, table: str) -> dict[str, Any]:
    data = made.field_data(editing.new_key(content, table))
    if kind == "table":
        data["columns"] = [{"key": "c1", "kind": "text", "label": "名称"}]
    return editing.with_field(content, data, table)


@policy(f"{EDITORS}：修改项目或表格的列", methods=("GET", "POST"))
def edit_field(request: HttpRequest, form_version: str, path: str) -> HttpResponse:
    version = _version(request, form_version)
    stored = editing.field_at(version.content, path)
    if stored is None:
        raise Http404
    kind = request.GET.get("kind", "") or stored["kind"]
    table = path.partition(".")[0] if "." in path else ""
    if kind not in KINDS or (kind == "table") != (stored["kind"] == "table"):
        raise Http404
    if table and kind in NOT_COLUMNS and kind != stored["kind"]:
        raise Http404
    return _part_page(
        request,
        version,
        path,
        f"修改“{stored.get('label', '')}”（{KINDS[kind]}）",
        lambda **given: FieldForm(
            declared=version.form, kind=kind, table=table, actor=request.actor, old=stored, **given
        ),
        lambda made: editing.with_changed(version.content, path, made.field_data(stored["key"])),
    )


@policy(f"{EDITORS}：添加核对规则", methods=("GET", "POST"))
def add_check(request: HttpRequest, form_version: str) -> HttpResponse:
    version, table = _version(request, form_version), request.GET.get("table", "")
    inside = version.form.field(table) if table else None
    if table and (inside is None or inside.kind != "table"):
        raise Http404
    return _part_page(
        request,
        version,
        f"check.new.{table}",
        f"“{inside.label}”每一行的核对规则" if inside else "添加核对规则",
        lambda **given: CheckForm(declared=version.form, table=table, **given),
        lambda made: editing.with_check(version.content, made.check_data()),
    )


@policy(f"{EDITORS}：修改核对规则", methods=("GET", "POST"))
def edit_check(request: HttpRequest, form_version: str, number: int) -> HttpResponse:
    version = _version(request, form_version)
    checks = version.content.get("checks", [])
    if number >= len(checks):
        raise Http404
    stored = checks[number]
    return _part_page(
        request,
        version,
        f"check.{number}",
        "修改核对规则",
        lambda **given: CheckForm(declared=version.form, table=stored.get("table", ""), old=stored, **given),
        lambda made: editing.with_check(version.content, made.check_data(), number),
    )


@policy(f"{EDITORS}：移动、删去、恢复项目和核对规则", methods=("POST",))
def arrange_form(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    try:
        _changing(request, version, _arranged(version.content, request.POST.get("do", "")))
    except Refusal as refusal:
        version.refresh_from_db()
        return _show(request, version, status=refusal.status, refused=refusal.message)
    return redirect(f"{reverse('form-version', args=[version.public_id])}#fields")


def _arranged(content: dict[str, Any], asked: str) -> dict[str, Any]:
    """`up f1`, `down f1.c1`, `remove f1`, `remove check:0`, `restore 0`."""
    what, _, path = asked.partition(" ")
    try:
        if what in ("up", "down"):
            return editing.moved(content, path, what == "up")
        if what == "remove":
            return editing.without(content, path)
        if what == "restore" and path.isascii() and path.isdigit():
            return editing.brought_back(content, int(path))
    except (StopIteration, LookupError, ValueError):
        pass
    raise RuleBroken("这一项已经不在了。请刷新页面看最新内容。")


# ---- trying, publishing


@policy(f"{EDITORS}：预览和试填，不保存", methods=("GET", "POST"))
def try_form(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    trial = attached.DraftOf(
        "form.try", version.public_id
    )  # no draft is kept: what is uploaded here is swept
    if request.method == "POST" and request.FILES:
        empty = make_form(version, actor=request.actor)
        if request.headers.get("X-Requested-With") == "upload":
            return uploading.answer_upload(request, empty, trial)
        uploading.take_in(request, empty, trial)
    data = request.POST if request.method == "POST" else None
    form = make_form(version, actor=request.actor, data=data, initial=_sample(request, version))
    form.refused_as = "这样填不能提交：请先改正下面的内容"
    good = data is not None and form.is_valid()
    if request.headers.get("X-Requested-With") == "asked":
        return JsonResponse({"hidden": form.not_asked()})
    context = {
        "form_version": version,
        "form": form,
        "good": good,
        "lines": printed_lines(version.form, form.cleaned_data) if good else [],
        "crumbs": _crumbs(version, "试填"),
    }
    status = 422 if data is not None and not good else 200
    return render(request, "dataforms/editor/try.html", context, status=status)


def _sample(request: HttpRequest, version: FormVersion) -> dict[str, Any]:
    """Values that fit, where they were asked for."""
    if request.GET.get("sample") != "1":
        return {}
    return sample_of(version.form, picks_for([each for _, each in version.form.walk()], request.actor))


@policy(f"{EDITORS}：打印空白表")
def print_form(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    context = {
        "form_version": version,
        "lines": printed_lines(version.form, {}, empty=True),
        "empty": True,
        "crumbs": _crumbs(version, "打印"),
        "back_url": reverse("form-version", args=[version.public_id]),
    }
    return render(request, "dataforms/print.html", context)


@policy(f"{EDITORS}：发布填报表", methods=("GET", "POST"))
def publish_form(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    if version.published_at is not None and request.method == "GET":
        return redirect("form-version", version.public_id)
    questions = reading.questions_of(version)
    if request.method != "POST":
        return _ask(request, version, questions)
    try:
        actions.publish(
            version_row=version,
            steps=_steps(questions, request.POST),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        )
    except Refusal as refusal:
        return _ask(request, _version(request, form_version), questions, refusal)
    messages.success(request, f"“{version.definition.title}”第 {version.number} 版已发布。")
    return redirect("form", version.definition.public_id)


def _steps(questions: list[Any], said: Any) -> tuple[Step, ...]:
    found = []
    for change, options in questions:
        answer = said.get(f"step-{change.path}", "")
        if answer in dict(options):
            how, _, to = answer.partition(":")
            if how == "to":
                how = "convert" if to == change.path else "rename"
            found.append(Step(change.path, how, to))
    return tuple(found)


def _ask(
    request: HttpRequest, version: FormVersion, questions: list[Any], refusal: Refusal | None = None
) -> HttpResponse:
    shown = [
        (change, [(key, text, request.POST.get(f"step-{change.path}") == key) for key, text in options])
        for change, options in questions
    ]
    context = {
        "form_version": version,
        "questions": shown,
        "answers": version.definition.answers.count(),
        "meter": burden.meter_of(version, request.actor),
        **uses_of(version.definition, request.actor),
        "refused": refusal.message if refusal else "",
        "crumbs": _crumbs(version, "发布"),
    }
    return render(
        request, "dataforms/editor/publish.html", context, status=refusal.status if refusal else 200
    )


@policy(f"{EDITORS}：放弃正在改的新版", methods=("POST",))
def discard_version(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    return _ended(request, version, actions.discard_draft, "已放弃这一版，仍用原来的版本。")


@policy(f"{EDITORS}：撤回刚发布的新版", methods=("POST",))
def withdraw_version(request: HttpRequest, form_version: str) -> HttpResponse:
    version = _version(request, form_version)
    reason = request.POST.get("reason", "")[:500]
    return _ended(request, version, actions.withdraw_version, "已撤回，恢复使用上一版。", reason=reason)


def _ended(request: HttpRequest, version: FormVersion, act: Any, said: str, **given: Any) -> HttpResponse:
    definition = version.definition.public_id
    try:
        act(
            version_row=version, by=request.actor, version=version_of(request), once=Once.of(request), **given
        )
    except Refusal as refusal:
        more = {"reason_said": given["reason"]} if given.get("reason") else {}
        return _show(request, version, status=refusal.status, refused=refusal.message, **more)
    messages.success(request, said)
    return redirect("form", definition)
