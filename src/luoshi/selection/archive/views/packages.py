"""Packages: of which selections, one of them, made, watched, fetched, stopped, cleared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import sealed_files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import sealed_archive
from luoshi.common.errors import RuleBroken
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.binding.names import safe
from luoshi.core.fields.shown import size_words
from luoshi.selection.models import Call

from .. import actions
from ..models import Package
from ..queries import came_since, packages_visible_to, packed_calls_of
from ..states import TONES, PackageState

BUREAU = "组织单位的经办、科长、监督员"
EARLIER = 5


def _home() -> tuple[str, str]:
    return "遴选档案", reverse("selection-packages")


@policy(f"{BUREAU}：已公布、可以生成档案包的遴选")
def packages(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("run_selections") or request.actor.may("watch_selections"))
    rows = packed_calls_of(request.actor).prefetch_related("packages").order_by("-id")
    page = page_of(request, rows)
    for row in page:
        row.newest = next(iter(row.packages.all()), None)
        row.tone = TONES[PackageState(row.newest.state)] if row.newest else "muted"
    crumbs = [("遴选档案", "")]
    return render(request, "archive/packages.html", {"page_obj": page, "crumbs": crumbs})


def _find_call(request: HttpRequest, public_id: str) -> Call:
    found: Call = find(packed_calls_of(request.actor), public_id)
    return found


@policy(f"{BUREAU}：一次遴选的档案包")
def package_page(request: HttpRequest, packed_call: str) -> HttpResponse:
    found = _find_call(request, packed_call)
    rows = list(found.packages.select_related("job").order_by("-id")[: EARLIER + 1])
    newest = rows[0] if rows else None
    ready = newest is not None and newest.state == PackageState.READY
    context: dict[str, Any] = {
        "call": found,
        "package": newest,
        "tone": TONES[PackageState(newest.state)] if newest is not None else "",
        "earlier": rows[1:],
        "under_way": newest is not None and newest.state == PackageState.MAKING,
        "size_words": size_words(newest.size) if ready and newest is not None else "",
        "since": list(came_since(newest)) if ready and newest is not None else [],
        "progress_url": reverse("selection-package-progress", args=[found.public_id]),
        "crumbs": [_home(), (found.title, "")],
    }
    return render(request, "archive/package.html", context)


@policy(f"{BUREAU}：生成档案包", methods=("POST",))
def make(request: HttpRequest, packed_call: str) -> HttpResponse:
    found = _find_call(request, packed_call)
    actions.start_package(call=found, by=request.actor, once=Once.of(request))
    return redirect("selection-package", found.public_id)


@policy(f"{BUREAU}：档案包生成到哪一步")
def progress(request: HttpRequest, packed_call: str) -> HttpResponse:
    """Asked every two seconds; once it is made, the window loads the page anew."""
    found = _find_call(request, packed_call)
    package = found.packages.select_related("job").order_by("-id").first()
    under_way = package is not None and package.state == PackageState.MAKING
    context = {
        "package": package,
        "under_way": under_way,
        "progress_url": reverse("selection-package-progress", args=[found.public_id]),
    }
    answer = render(request, "archive/_progress.html", context)
    if not under_way:
        answer["HX-Refresh"] = "true"
    return answer


def _find_package(request: HttpRequest, public_id: str) -> Package:
    found: Package = find(packages_visible_to(request.actor), public_id)
    return found


@policy(f"{BUREAU}：下载档案包，记入操作日志", methods=("POST",))
def download(request: HttpRequest, selection_package: str) -> HttpResponse | StreamingHttpResponse:
    """No key of its own: whoever fetches it twice has fetched it twice."""
    found = _find_package(request, selection_package)
    actions.note_fetched(package=found, by=request.actor)
    try:
        parts = sealed_files.reading(found.public_id)
    except FileNotFoundError:
        raise RuleBroken(actions.GONE) from None
    return sealed_archive(parts, found.size, f"{safe(found.call.title, 60)}-档案包.zip")


@policy(f"{BUREAU}：停止生成档案包", methods=("POST",))
def stop(request: HttpRequest, selection_package: str) -> HttpResponse:
    found = _find_package(request, selection_package)
    actions.stop_package(package=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已停止，可以重新生成。")
    return redirect("selection-package", found.call.public_id)


@policy(f"{BUREAU}：清除生成的档案包", methods=("POST",))
def clear(request: HttpRequest, selection_package: str) -> HttpResponse:
    found = _find_package(request, selection_package)
    actions.clear_package(package=found, by=request.actor, version=version_of(request), once=Once.of(request))
    transaction.on_commit(lambda: sealed_files.remove(found.public_id))
    messages.success(request, "文件已清除，可以重新生成。")
    return redirect("selection-package", found.call.public_id)
