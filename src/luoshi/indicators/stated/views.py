"""Files of official statistics: the list, one with its columns and figures beside ours, why they differ."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import files, sealed_files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.ids import new_public_id
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from ..models import Period
from . import actions, permissions, reading
from .comparing import all_beside
from .forms import ColumnsForm, SourceForm
from .models import StatedSource
from .queries import sources_visible_to, stated_visible_to, unexplained
from .reading import indicators_for, taken
from .states import StatedState

READERS = "看指标的各岗位"
BRINGERS = "教育局经办、科长，学校项目办"
TONES = {"draft": "warn", "applied": "ok", "withdrawn": "muted", "discarded": "muted"}
SHOWN = 50


def crumbs(last: str = "", source: StatedSource | None = None) -> list[tuple[str, str]]:
    rows = [("指标", reverse("indicators")), ("官方统计", reverse("stated-sources") if last else "")]
    return [*rows, (last, "")] if last else rows


@policy(f"{READERS}：官方统计的各个文件，与本站不同、还没有说明的数")
def sources(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_figures"))
    context = {
        "page_obj": (page := page_of(request, sources_visible_to(request.actor).order_by("-id"))),
        "rows": [(row, TONES[row.state]) for row in page],
        "open": all_beside(unexplained(request.actor)[:SHOWN]),
        "brings": permissions.can_bring(request.actor),
        "crumbs": crumbs(),
    }
    return render(request, "stated/sources.html", context)


@policy(f"{BRINGERS}：上传一份官方统计", methods=("GET", "POST"))
def new_source(request: HttpRequest) -> HttpResponse:
    require(permissions.can_bring(request.actor))
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _start(request, form)
    return _new_page(request, form, 422 if request.method == "POST" else 200)


def _new_page(request: HttpRequest, form: SourceForm, status: int, refusal: Any = None) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "crumbs": crumbs("上传")}
    return render(request, "stated/new.html", context, status=status)


def _start(request: HttpRequest, form: SourceForm) -> HttpResponse:
    said, public_id, digest = form.cleaned_data, new_public_id(), hashlib.sha256()
    with sealed_files.writing(public_id) as file:
        for chunk in said["upload"].chunks():
            file.write(chunk)
            digest.update(chunk)
    name, span = files.given_name(said["upload"].name), said["period"]
    period = Period(type=span.kind, starts=span.starts, ends=span.ends, label=span.label)
    try:
        made = actions.start_source(
            public_id=public_id, title=said["title"], span=span, day=said["day"], file_name=name,
            digest=digest.hexdigest(), reading=reading.read(public_id, name, period, request.actor),
            by=request.actor, once=Once.of(request),
        )  # fmt: skip
    except Refusal as refusal:
        sealed_files.remove(public_id)
        if isinstance(refusal, Busy):
            raise
        return _new_page(request, form, refusal.status, refusal)
    if made.public_id != public_id:  # the same form sent again
        sealed_files.remove(public_id)
    return redirect("stated-source", made.public_id)


def _found(request: HttpRequest, stated_source: str) -> StatedSource:
    found: StatedSource = find(sources_visible_to(request.actor), stated_source)
    require(permissions.can_run(request.actor, found))
    return found


@policy(f"{READERS}：一份官方统计的数，旁边是本站的")
def source(request: HttpRequest, stated_source: str) -> HttpResponse:
    return source_page(request, find(sources_visible_to(request.actor), stated_source))


def source_page(
    request: HttpRequest, found: StatedSource, status: int = 200, refusal: Any = None, form: Any = None
) -> HttpResponse:
    runs = permissions.can_run(request.actor, found)
    rows = stated_visible_to(request.actor).filter(source=found)
    page = page_of(request, rows.order_by("organisation__order", "organisation", "indicator__order", "pk"))
    context = {
        "source": found,
        "tone": TONES[found.state],
        "runs": runs,
        "refusal": refusal,
        "page_obj": page,
        "rows": [(each, permissions.can_explain(request.actor, each.stated)) for each in all_beside(page)],
        "counts": [
            ("一致", rows.filter(differs=False).count()),
            ("与本站不同", rows.filter(differs=True).count()),
            ("本站没有数", rows.filter(differs__isnull=True).count()),
        ],
        "crumbs": crumbs(found.title),
    }
    if runs and found.state == StatedState.DRAFT:
        context |= _draft(request, found, form)
    return render(request, "stated/source.html", context, status=status)


def _draft(request: HttpRequest, found: StatedSource, form: Any) -> dict[str, Any]:
    """What was read so far, and what the columns are taken for."""
    now = taken(found, _own(found))
    indicators = indicators_for(request.actor, found.period)
    titles = {row.public_id: row.title for row in indicators}
    schools = dict(Organisation.objects.filter(kind="school").values_list("public_id", "short"))
    initial = {"count_of": found.count_of.public_id if found.count_of else ""}
    tables = found.reading.get("tables", [])
    form = form or ColumnsForm(tables=tables, indicators=indicators, initial=initial)
    return {
        "form": form,
        "blocks": list(form.blocks()),
        "found": [(schools.get(s.school, "—"), titles.get(s.indicator, "—"), s) for s in now.stated[:SHOWN]],
        "found_count": len(now.stated),
        "left": now.left[:SHOWN],
        "left_count": len(now.left),
        "no_indicators": not indicators,
    }


def _own(found: StatedSource) -> str:
    return found.organisation.public_id if found.organisation.kind == Organisation.Kind.SCHOOL else ""


@policy(f"{BRINGERS}：官方统计的各列是什么，按此重新读取", methods=("POST",))
def choose_columns(request: HttpRequest, stated_source: str) -> HttpResponse:
    found = _found(request, stated_source)
    indicators = indicators_for(request.actor, found.period)
    tables = found.reading.get("tables", [])
    form = ColumnsForm(request.POST, tables=tables, indicators=indicators)
    if found.state != StatedState.DRAFT:
        return redirect("stated-source", found.public_id)
    if not form.is_valid():
        return source_page(request, found, 422, form=form)
    try:
        again = reading.read(found.public_id, found.file_name, found.period, request.actor, form.chosen())
        actions.choose_columns(
            source=found, chosen=form.chosen(), count_of=form.counted(), reading=again,
            by=request.actor, version=version_of(request), once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return source_page(request, found, refusal.status, refusal, form)
    messages.success(request, "已按选定的各列重新读取，下次同样的表头不用再选。")
    return redirect("stated-source", found.public_id)


def _press(request: HttpRequest, stated_source: str, act: Any, words: str, **more: Any) -> HttpResponse:
    found = _found(request, stated_source)
    try:
        act(source=found, by=request.actor, version=version_of(request), once=Once.of(request), **more)
    except Busy:
        raise
    except Refusal as refusal:
        return source_page(request, _found(request, stated_source), refusal.status, refusal)
    messages.success(request, words)
    return redirect("stated-source", found.public_id)


@policy(f"{BRINGERS}：收下官方统计的数", methods=("POST",))
def apply_source(request: HttpRequest, stated_source: str) -> HttpResponse:
    leaves = bool(request.POST.get("leaves"))
    return _press(
        request, stated_source, actions.apply_source, "已收下。与本站不同的请说明原因。", leaves=leaves
    )


@policy(f"{BRINGERS}：撤回一份官方统计", methods=("POST",))
def withdraw_source(request: HttpRequest, stated_source: str) -> HttpResponse:
    return _press(request, stated_source, actions.withdraw_source, "已撤回，可以恢复。")


@policy(f"{BRINGERS}：恢复撤回的官方统计", methods=("POST",))
def restore_source(request: HttpRequest, stated_source: str) -> HttpResponse:
    return _press(request, stated_source, actions.restore_source, "已恢复。")


@policy(f"{BRINGERS}：放弃一份没有收下的官方统计", methods=("POST",))
def discard_source(request: HttpRequest, stated_source: str) -> HttpResponse:
    return _press(request, stated_source, actions.discard_source, "已放弃，什么也没有收。")


@policy(f"{BRINGERS}：接着办放弃的官方统计", methods=("POST",))
def resume_source(request: HttpRequest, stated_source: str) -> HttpResponse:
    return _press(request, stated_source, actions.resume_source, "可以接着办了。")


@policy("有关学校的项目办和上传的单位：说明官方统计为什么与本站不同，空着就是收回", methods=("POST",))
def explain(request: HttpRequest, stated_figure: str) -> HttpResponse:
    found = find(stated_visible_to(request.actor), stated_figure)
    require(permissions.can_explain(request.actor, found))
    reason = request.POST.get("reason", "")[:400]
    try:
        actions.explain(
            figure=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return source_page(request, found.source, refusal.status, refusal)
    messages.success(request, "已记下，两个数都留着。" if reason.strip() else "已收回说明。")
    return redirect("stated-source", found.source.public_id)
