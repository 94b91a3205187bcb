"""Copies for the experts, as the officer judges them; and as the applicant replaces one that came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.selection import reads
from luoshi.selection.applying.queries import is_inside
from luoshi.selection.models import Call

from .. import actions, permissions
from ..forms import ReplaceForm
from ..materials import title_of
from ..models import BareCopy
from ..names import names_of
from ..queries import calls_to_manage, copies_visible_to, is_blind, lacking_for
from ..reading import pages_of
from ..states import COPY, OPEN_COPY, CopyState

BUREAU = "组织单位的经办、科长和监督员，承办评审的单位"
OFFICERS = "组织单位的经办、科长，承办评审的单位"
TONES = {"waiting": "busy", "clean": "ok", "hits": "warn", "held": "bad", "back": "info", "passed": "ok"}
PAGES = {
    "review.pass_copy": "review-pass-copy",
    "review.send_copy_back": "review-send-copy-back",
    "review.hold_copy": "review-hold-copy",
}


def call_crumbs(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("遴选", ""), (call.title, ""), *more]


@policy(f"{BUREAU}：一次遴选的评审用副本")
def review_copies(request: HttpRequest, review_call: str) -> HttpResponse:
    call: Call = find(calls_to_manage(request.actor), review_call)
    rows = copies_visible_to(request.actor).filter(material__application__call=call)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    wanted = request.GET.get("state", "")
    shown = rows.filter(state=wanted) if wanted in CopyState.values else rows
    gone = Count("hits", filter=Q(hits__cleaned=True))
    shown = shown.annotate(cleaned=gone).order_by("material__application", "material__item", "pk")
    page = page_of(request, shown)
    for copy in page:
        copy.title, copy.tone = title_of(call, copy.material), TONES[copy.state]
    context = {
        "call": call,
        "blind": is_blind(call),
        "copies": page,
        "total": sum(counts.values()),
        "open": sum(counts.get(state, 0) for state in OPEN_COPY),
        "filters": [
            {
                "label": state.label,
                "url": f"?state={state}",
                "on": state == wanted,
                "count": counts.get(state, 0),
            }
            for state in list(CopyState)
            if counts.get(state)
        ],
        "lacking": lacking_for(request.actor, call).count(),
        "runs": permissions.can_run_review(request.actor, call),
        "crumbs": call_crumbs(call, ("评审用副本", "")),
    }
    return render(request, "review/copies.html", context)


@policy(f"{OFFICERS}：制作还没有的评审用副本", methods=("POST",))
def review_begin_copies(request: HttpRequest, review_call: str) -> HttpResponse:
    call: Call = find(calls_to_manage(request.actor), review_call)
    require(permissions.can_run_review(request.actor, call))
    try:
        actions.begin_copies(call=call, by=request.actor, once=Once.of(request))
        messages.success(request, "正在制作，做完后在本页显示。")
    except Busy:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("review-copies", call.public_id)


@policy(f"{BUREAU}：一份副本；退回以后申报单位也能看")
def review_copy(request: HttpRequest, blind_copy: str) -> HttpResponse:
    return copy_page(request, _find_read(request, blind_copy))


def _find_read(request: HttpRequest, public_id: str) -> BareCopy:
    """With what it was made of it shows an application: of somebody else's the log takes a line."""
    copy: BareCopy = find(copies_visible_to(request.actor), public_id)
    application = copy.material.application
    if not is_inside(request.actor, application):
        reads.note_read(reads.APPLICATION, request.actor, application)
    return copy


def copy_page(request: HttpRequest, copy: BareCopy, status: int = 200, refusal: Any = None) -> HttpResponse:
    application = copy.material.application
    call, judges = application.call, permissions.can_judge_copy(request.actor, copy)
    inside = application.organisation_id == request.actor.organisation_id and not judges
    title = title_of(call, copy.material)
    urls = {act: reverse(name, args=[copy.public_id]) for act, name in PAGES.items()}
    above = "" if inside else reverse("review-copies", args=[call.public_id])
    open_now, found = {move.action for move in COPY.possible(copy)}, list(copy.hits.all())
    context = {
        "copy": copy,
        "call": call,
        "application": application,
        "title": title,
        "tone": TONES[copy.state],
        "inside": inside,
        "hits": [hit for hit in found if not hit.cleaned],
        "cleaned": [hit for hit in found if hit.cleaned and not inside],
        "wanted": names_of(application),
        "pages": _numbers(copy),
        "replaces": permissions.can_replace_copy(request.actor, copy) and "review.replace_copy" in open_now,
        "buttons": COPY.buttons(copy, lambda action: judges, urls),
        "crumbs": call_crumbs(call, ("评审用副本", above), (title, "")),
        "refusal": refusal,
    }
    if refusal is not None:
        context["reason_said"] = request.POST.get("reason", "")
    return render(request, "review/copy.html", context, status=status)


def _numbers(copy: BareCopy) -> list[int]:
    return list(pages_of(copy).values_list("number", flat=True))


@policy(f"{BUREAU}：副本一页的图；退回以后申报单位也能看")
def review_copy_picture(request: HttpRequest, blind_copy: str, number: int) -> HttpResponseBase:
    return picture_of(_find_read(request, blind_copy), number)


def picture_of(copy: BareCopy, number: int) -> HttpResponseBase:
    page = pages_of(copy).filter(number=number).select_related("picture").first()
    if page is None:
        raise Http404
    return files.picture(page.picture)


@policy(f"{BUREAU}：下载副本或原来报送的文件；退回以后申报单位也能下载")
def review_copy_file(request: HttpRequest, blind_copy: str, which: str) -> HttpResponseBase:
    copy = _find_read(request, blind_copy)
    stored = {"original": copy.material.stored, "replaced": copy.replaced, "copy": copy.stored}.get(which)
    if stored is None:
        raise Http404
    name = copy.replaced_name if which == "replaced" else copy.material.name
    return files.answer(stored, name)


def _press(request: HttpRequest, public_id: str, act: Callable[..., Any], words: str) -> HttpResponse:
    copy: BareCopy = find(copies_visible_to(request.actor), public_id)
    require(permissions.can_judge_copy(request.actor, copy))
    reason = request.POST.get("reason", "")[:300]
    try:
        act(copy=copy, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        again = find(copies_visible_to(request.actor), public_id)
        return copy_page(request, again, refusal.status, refusal)
    messages.success(request, words)
    return redirect("review-copy", copy.public_id)


@policy(f"{OFFICERS}：放行含有名称的副本", methods=("POST",))
def review_pass_copy(request: HttpRequest, blind_copy: str) -> HttpResponse:
    return _press(request, blind_copy, actions.pass_copy, "已放行，评审人可以看到。")


@policy(f"{OFFICERS}：退回申报单位更换", methods=("POST",))
def review_send_copy_back(request: HttpRequest, blind_copy: str) -> HttpResponse:
    return _press(request, blind_copy, actions.send_copy_back, "已退回，申报单位已收到通知。")


@policy(f"{OFFICERS}：扣下副本", methods=("POST",))
def review_hold_copy(request: HttpRequest, blind_copy: str) -> HttpResponse:
    return _press(request, blind_copy, actions.hold_copy, "已扣下，评审人看不到了。")


@policy(f"{OFFICERS}；退回以后申报单位：更换副本", methods=("GET", "POST"))
def review_replace_copy(request: HttpRequest, blind_copy: str) -> HttpResponse:
    copy: BareCopy = find(copies_visible_to(request.actor), blind_copy)
    require(permissions.can_replace_copy(request.actor, copy))
    judges = permissions.can_judge_copy(request.actor, copy)
    call = copy.material.application.call
    here = reverse("review-copy", args=[copy.public_id])

    def send(said: dict[str, Any]) -> BareCopy:
        upload = said["file"]
        given = {"stored": files.put(upload.chunks()), "name": files.given_name(upload.name or "")}
        saved: BareCopy = actions.replace_copy(
            copy=copy, by=request.actor, version=version_of(request), once=Once.of(request), **given
        )
        return saved

    title = title_of(call, copy.material)
    context = {
        "title": f"更换：{title}",
        "button": "更换",
        "cancel_url": here,
        "uploads": True,
        "words": "请去掉姓名、单位、县市、团队名称以后上传。只供评审使用，原来报送的文件不变。",
        "crumbs": call_crumbs(call, (title, here), ("更换", "")),
    }
    page = FormPage(
        request,
        "review/form.html",
        lambda *given, **more: ReplaceForm(*given, name=copy.material.name, **_with_files(request, more)),
        name="review-replace",
        about=copy,
        send=send,
        then=lambda saved: here if judges else reverse("desk"),
        said="已收下，正在清理。",
        context=context,
    )
    return answer(page)


def _with_files(request: HttpRequest, more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "files": request.FILES} if more.get("data") is not None else more
