"""Files in parts: begin or go on, one part, not wanted any more. Asked by `upload.js`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from luoshi.common.errors import DiskFull, Refusal, RuleBroken
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import parts
from ..queries import uploads_of
from .adding import own_library


@policy("学校人员：开始传一个文件，或接着传没有传完的", methods=("POST",))
def begin(request: HttpRequest) -> JsonResponse:
    own_library(request)
    name, mark = request.POST.get("name", ""), request.POST.get("mark", "")[:64]
    try:
        upload = parts.begin(name=name, size=_number(request, "size"), mark=mark, by=request.actor)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"id": upload.public_id, "received": upload.received, "part": parts.PART})


@policy("学校人员：传自己文件的一段", methods=("POST",), in_parts=True)
def part(request: HttpRequest, evidence_upload: str) -> JsonResponse:
    upload = find(uploads_of(request.actor), evidence_upload)
    own_library(request)
    sent = request.FILES.get("part")
    if sent is None or (sent.size or 0) > parts.LARGEST_PART:
        return _refused(RuleBroken("没有收到这一段，请重新传。"))
    given = {"digest": request.POST.get("digest", ""), "data": sent.read()}
    try:
        received = parts.take_part(upload, offset=_number(request, "offset"), **given)
    except parts.WrongOffset as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except (RuleBroken, DiskFull) as broken:
        return _refused(broken)
    return JsonResponse({"received": received})


@policy("学校人员：不要自己没有传完的文件", methods=("POST",))
def discard(request: HttpRequest, evidence_upload: str) -> HttpResponse:
    upload = find(uploads_of(request.actor), evidence_upload)
    parts.discard(upload)
    messages.success(request, f"“{upload.name}”已去掉。")
    back = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect("add-evidence")


def _number(request: HttpRequest, name: str) -> int:
    """A whole number of the form; -1 for anything else, which fits nowhere."""
    text: Any = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def _refused(refusal: Refusal) -> JsonResponse:
    words = f"{refusal.message}{getattr(refusal, 'todo', '')}"
    return JsonResponse({"refused": words}, status=refusal.status)
