"""The file of a binder: asked for, watched, fetched, stopped, cleared."""

from __future__ import annotations

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
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.binding.names import safe

from .. import actions, makings
from ..models import Making
from ..permissions import WHO
from ..queries import makings_visible_to, may_have
from ..states import MakingState
from .binder import find_binder

CLEARED = "这个文件已经清除（生成后保留 24 小时），请在材料包页面重新生成。"


@policy(f"{WHO}：生成材料包文件", methods=("POST",))
def make(request: HttpRequest, binder: str) -> HttpResponse:
    found = find_binder(request, binder)
    actions.make_binder(binder=found, by=request.actor, once=Once.of(request))
    return redirect("binder", found.public_id)


@policy(f"{WHO}：材料包生成到哪一步")
def progress(request: HttpRequest, binder: str) -> HttpResponse:
    """Asked every two seconds; once it is made, the window loads the page anew."""
    found = find_binder(request, binder)
    making = found.makings.select_related("job").first()
    under_way = making is not None and making.state == MakingState.MAKING
    context = {
        "making": making,
        "under_way": under_way,
        "progress_url": reverse("binder-progress", args=[found.public_id]),
    }
    response = render(request, "binders/_progress.html", context)
    if not under_way:
        response["HX-Refresh"] = "true"
    return response


def _find_making(request: HttpRequest, public_id: str) -> Making:
    found: Making = find(makings_visible_to(request.actor), public_id)
    return found


@policy(f"{WHO}，看得到其中全部材料的：下载材料包", methods=("POST",))
def download(request: HttpRequest, binder_file: str) -> HttpResponse | StreamingHttpResponse:
    """A POST, for that it was taken out is itself written into the log: each time, so without a key."""
    found = _find_making(request, binder_file)
    require(may_have(request.actor, found))
    if found.state != MakingState.READY:
        raise RuleBroken(
            CLEARED if found.state == MakingState.GONE else "文件还没有生成好，请在材料包页面查看。"
        )
    try:
        parts = sealed_files.reading(found.public_id)
    except FileNotFoundError:
        raise RuleBroken(CLEARED) from None
    makings.fetch_making(making=found, by=request.actor)
    return sealed_archive(parts, found.size, f"{safe(found.binder.title, 60)}.zip")


@policy(f"{WHO}：停止生成材料包文件", methods=("POST",))
def stop(request: HttpRequest, binder_file: str) -> HttpResponse:
    found = _find_making(request, binder_file)
    makings.stop_making(making=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已停止，选好的材料没有变。")
    return redirect("binder", found.binder.public_id)


@policy(f"{WHO}：清除生成的材料包文件", methods=("POST",))
def clear(request: HttpRequest, binder_file: str) -> HttpResponse:
    found = _find_making(request, binder_file)
    makings.clear_making(making=found, by=request.actor, version=version_of(request), once=Once.of(request))
    transaction.on_commit(lambda: sealed_files.remove(found.public_id))
    messages.success(request, "文件已清除，选好的材料没有变，可以重新生成。")
    return redirect("binder", found.binder.public_id)
