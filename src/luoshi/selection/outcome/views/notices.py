"""Public notices as the bureau keeps them: published, corrected, stopped, taken over to its own site."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.selection import reads
from luoshi.selection.models import Call
from luoshi.selection.queries import is_schools_own

from .. import actions, forms, papers, permissions
from ..actions.deciding import last_notice
from ..listing import list_digest
from ..models import PublicNotice
from ..previewing import preview_of
from ..queries import notices_visible_to
from ..states import NOTICE, NoticeState
from .results import BUREAU, OFFICERS, bureau_form, crumbs, press, reason_of, run_by

PUBLISHING = "发布以后内容不能改，{who}看得到，期满自动撤下。发布前请再核对一遍名单。"
TONES = {"shown": "busy", "over": "ok", "stopped": "warn", "replaced": "muted"}


def _facts(call: Call, said: dict[str, Any]) -> actions.NoticeFacts:
    form = forms.NoticeForm(call=call)
    form.cleaned_data = said
    return form.facts()


def _publishing(call: Call) -> str:
    return PUBLISHING.format(who="本校有账号的人登录后" if is_schools_own(call) else "知道地址的人都")


@policy(f"{OFFICERS}：发布公示", methods=("GET", "POST"))
def publish(request: HttpRequest, outcome_call: str) -> HttpResponse:
    call = run_by(request, outcome_call)

    def send(said: dict[str, Any]) -> Any:
        return actions.publish_notice(
            call=call, facts=_facts(call, said), shown=request.POST.get("shown", ""), by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip

    before = forms.suggested(call, last_notice(call))
    return bureau_form(
        request, call, lambda *given, **more: forms.NoticeForm(*given, call=call, **more),
        name="outcome-publish", about=call, send=send, title="发布公示", button="发布公示",
        words=_publishing(call), said="公示已发布。", stored=lambda: before, versioned=True, shown=list_digest(call),
        template="outcome/publish.html", says=partial(_previewed, call), left=_left(request, call),
        preview=preview_of(request, call, "outcome-publish", before),
    )  # fmt: skip


def _previewed(call: Call, said: dict[str, Any]) -> str:
    return f"没有发布。下面是按填写的内容，{call.own_words.public}将看到的名单和公示期。"


def _left(request: HttpRequest, call: Call, correcting: bool = False) -> list[str]:
    left = actions.left_to_publish(call, request.actor, correcting)
    return [left] if left else []


def _notice(request: HttpRequest, public_id: str) -> PublicNotice:
    found: PublicNotice = find(notices_visible_to(request.actor), public_id)
    return found


def _run(request: HttpRequest, public_id: str) -> PublicNotice:
    notice = _notice(request, public_id)
    require(permissions.can_run_notice(request.actor, notice))
    return notice


@policy(f"{BUREAU}：一次公示")
def notice(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    return notice_page(request, _notice(request, outcome_notice))


def notice_page(
    request: HttpRequest, found: PublicNotice, status: int = 200, refusal: Any = None
) -> HttpResponse:
    runs = permissions.can_run_notice(request.actor, found)
    first, last = papers.days_of(found.snapshot)
    possible = {move.action for move in NOTICE.possible(found)}
    context = {
        "notice": found, "call": found.call, "shown": found.snapshot, "lines": papers.lines_of(found.snapshot),
         "first": first, "last": last, "runs": runs,
        "tone": TONES[found.state], "on_show": found.state == NoticeState.SHOWN, "refusal": refusal,
        "may_correct": runs and "outcome.correct_notice" in possible and found.call.state == "noticed",
        "may_stop": runs and "outcome.stop_notice" in possible,
        "address": request.build_absolute_uri(reverse("outcome-public", args=[found.public_id])),
        "objections": found.objections.count(), "crumbs": crumbs(found.call, ("公示", "")),
    }  # fmt: skip
    if refusal is not None:
        context["reason_said"] = reason_of(request)
    return render(request, "outcome/notice.html", context, status=status)


@policy(f"{OFFICERS}：中止公示", methods=("POST",))
def stop(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _run(request, outcome_notice)

    def again(refusal: Refusal) -> HttpResponse:
        return notice_page(request, _notice(request, found.public_id), refusal.status, refusal)

    return press(
        request, actions.stop_notice, "公示已中止，名单退回审定。", again,
        reverse("outcome", args=[found.call.public_id]), notice=found, reason=reason_of(request),
    )  # fmt: skip


@policy(f"{OFFICERS}：更正公示", methods=("GET", "POST"))
def correct(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _run(request, outcome_notice)

    def send(said: dict[str, Any]) -> Any:
        return actions.correct_notice(
            notice=found, facts=_facts(found.call, said), shown=request.POST.get("shown", ""),
            reason=said["reason"], by=request.actor, version=version_of(request), once=Once.of(request),
        )  # fmt: skip

    before = forms.suggested(found.call, found)
    return bureau_form(
        request, found.call,
        lambda *given, **more: forms.NoticeForm(*given, call=found.call, correcting=True, **more),
        name="outcome-correct", about=found, send=send, title="更正公示", button="发布更正",
        words="更正的公示代替原来的，公示期从今天重新算。原来的留存，不再给人看。", said="更正的公示已发布。",
        stored=lambda: before, versioned=True, shown=list_digest(found.call), template="outcome/publish.html",
        says=partial(_previewed, found.call), left=_left(request, found.call, correcting=True),
        preview=preview_of(request, found, "outcome-correct", before),
    )  # fmt: skip


@policy(f"{OFFICERS}：登记官网公示", methods=("GET", "POST"))
def official(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _run(request, outcome_notice)

    def send(said: dict[str, Any]) -> Any:
        kept = forms.stored(said["file"])
        picture, name = kept or (None, "")
        return actions.note_official(
            notice=found, url=said["url"], picture=picture, picture_name=name, by=request.actor,
            version=version_of(request), once=Once.of(request),
        )  # fmt: skip

    return bureau_form(
        request, found.call, forms.OfficialForm, name="outcome-official", about=found, send=send,
        title="登记官网公示", button="登记", uploads=True, stored=lambda: {"url": found.official_url},
        then=reverse("outcome-notice", args=[found.public_id]), versioned=True,
    )  # fmt: skip


@policy(f"{BUREAU}：下载官网公示的截图")
def picture(request: HttpRequest, outcome_notice: str) -> HttpResponseBase:
    found = _notice(request, outcome_notice)
    if found.picture is None:
        raise Http404
    reads.note_read(reads.RESULTS, request.actor, found)
    return files.answer(found.picture, found.picture_name)


@policy(f"{BUREAU}：下载公示的 Word 文件")
def notice_docx(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _notice(request, outcome_notice)
    content, name = papers.docx_bytes(found), f"{found.title}.docx"
    return hand_out(request, content, name, action="outcome.fetch_notice", about=found, rows=1)


@policy(f"{BUREAU}：下载公示的网页文件")
def notice_html(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _notice(request, outcome_notice)
    content, name = papers.html_text(found).encode(), f"{found.title}.html"
    return hand_out(request, content, name, action="outcome.fetch_notice", about=found, rows=1)


@policy(f"{OFFICERS}：登记书面异议", methods=("GET", "POST"))
def register(request: HttpRequest, outcome_notice: str) -> HttpResponse:
    found = _run(request, outcome_notice)

    def send(said: dict[str, Any]) -> Any:
        form = forms.RegisterForm(notice=found)
        form.cleaned_data = said
        return actions.register_objection(
            notice=found, words=form.said(), result=forms.result_at(found, said["result"]), came=said["came"],
            received_at=said["received_at"], reason=said["reason"], file=forms.stored(said["file"]),
            by=request.actor, once=Once.of(request),
        )  # fmt: skip

    return bureau_form(
        request, found.call, lambda *given, **more: forms.RegisterForm(*given, notice=found, **more),
        name="outcome-register", about=found, send=send, title="登记书面异议", button="登记", uploads=True,
        words="书面、邮件送来的异议在这里登记，超期和没有署名的也要登记，再按规定不予受理。", said="已登记。",
        then=reverse("outcome-objections", args=[found.call.public_id]),
    )  # fmt: skip
