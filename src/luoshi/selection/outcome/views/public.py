"""What anybody may open without signing in: a public notice while it is shown, an objection to it, a report."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.accounts.sign_in import network_of
from luoshi.common.actor import anonymous_actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.core.public_notice import FIELDS
from luoshi.core.selection import read_rules
from luoshi.selection.deadline import arrival_of
from luoshi.selection.panel.opened import calls_open_to
from luoshi.selection.queries import is_schools_own

from .. import actions, forms, papers, throttle
from ..models import PublicNotice
from ..queries import notices_readable_by, objection_of, reportable_calls
from ..states import NoticeState

ANYBODY = "公开"
TOO_OFTEN = "这个网络提交得太频繁，没有收下。请过一刻钟再提交，或按页面上的电话、地址书面提出。"


def gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Over, stopped or replaced: the page says so and shows nothing of it any more. Unknown is 404, and so is to
    anybody else what a school shows its own people.
    """
    found = PublicNotice.objects.select_related("call__organisation").filter(public_id=public_id).first()
    own = found is not None and found.call.organisation_id == request.actor.organisation_id
    if found is None or (is_schools_own(found.call) and not own):
        raise Http404
    corrected = found.state == NoticeState.REPLACED
    latest = notices_readable_by(request.actor).filter(call=found.call_id).first() if corrected else None
    context = {"corrected": corrected, "latest": latest, "words": found.reason if corrected else ""}
    return render(request, "outcome/public_gone.html", context, status=410)


def shown_of(request: HttpRequest, public_id: str) -> PublicNotice | None:
    return notices_readable_by(request.actor).filter(public_id=public_id).first()


@policy(f"{ANYBODY}：公示期内的公示", public=True)
def public_notice(request: HttpRequest, public_notice: str) -> HttpResponse:
    found = shown_of(request, public_notice)
    if found is None:
        return gone(request, public_notice)
    first, last = papers.days_of(found.snapshot)
    signed = read_rules(found.call.rules).objection_signed
    numeric = [key for key in FIELDS if key == "order"]
    context = {
        "notice": found, "shown": found.snapshot, "lines": papers.lines_of(found.snapshot),
        "replaced": _what_it_replaces(found.replaces),
         "first": first, "last": last, "signed": signed,
        "numeric": numeric, "call": found.call, 
        "is_drawn": calls_open_to(request.actor).filter(pk=found.call_id).exists(),
    }  # fmt: skip
    return render(request, "outcome/public.html", context)


def _what_it_replaces(former: PublicNotice | None) -> str:
    """A change after publication leaves its trace where everybody reads (controls DN-05)."""
    if former is None:
        return ""
    return f"先前的公示于{day_in_words(former.from_on)}发布，已经更正。更正理由：{former.reason}"


@policy(f"{ANYBODY}：公示期内对公示提出异议", methods=("GET", "POST"), public=True)
def object_to_notice(request: HttpRequest, public_notice: str) -> HttpResponse:
    arrived = arrival_of(request)
    found = shown_of(request, public_notice)
    if found is None:
        return gone(request, public_notice)
    if request.method != "POST":
        return _object_page(request, found, forms.ObjectionForm(notice=found))
    form = forms.ObjectionForm(notice=found, data=request.POST, files=request.FILES)
    if throttle.one_too_many(network_of(request)):
        return _object_page(request, found, form, 429, TOO_OFTEN)
    if not form.is_valid():
        return _object_page(request, found, form, 422)
    said = form.cleaned_data
    try:
        made = actions.object_to(
            notice=found, words=form.said(), result=forms.result_at(found, said["result"]), arrived=arrived,
            objector=request.actor.user_public_id, file=forms.stored(said["file"]), by=nobody(request),
            once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        return _object_page(request, found, form, refusal.status, refusal.message)
    signed_in = bool(request.actor.user_public_id)
    return render(
        request,
        "outcome/public_received.html",
        {"objection": True, "signed_in": signed_in, "made": made, "notice": found, "said": form.said()},
    )


def nobody(request: HttpRequest) -> Any:
    """Whoever it is: no chain of the log names him, or the school of his that he objects to would read it there."""
    return anonymous_actor(request.request_id)


def _object_page(
    request: HttpRequest, found: PublicNotice, form: forms.ObjectionForm, status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {
        "notice": found, "form": form, "trouble": trouble, "title": "提出异议", "button": "提交异议",
        "words": f"对“{found.title}”提出异议。姓名和电话只供核实和答复，不向被提出异议的单位和个人透露。",
    }  # fmt: skip
    return render(request, "outcome/public_form.html", context, status=status)


@policy(f"{ANYBODY}：凭受理号和电话查异议的办理情况", methods=("GET", "POST"), public=True)
def look_up(request: HttpRequest) -> HttpResponse:
    """Sent and not asked by an address: neither number nor telephone is to stay in any list of addresses."""
    form = forms.LookUpForm(data=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "outcome/public_look_up.html", {"form": form})
    if throttle.one_look_too_many(network_of(request)):
        context = {"form": form, "trouble": "查得太频繁，请过一刻钟再查。"}
        return render(request, "outcome/public_look_up.html", context, status=429)
    if not form.is_valid():
        return render(request, "outcome/public_look_up.html", {"form": form}, status=422)
    found = objection_of(**form.cleaned_data)
    context = {"form": form, "found": found, "unknown": found is None}
    answer = render(request, "outcome/public_look_up.html", context, status=200 if found else 404)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@policy(f"{ANYBODY}：向监督员举报一次遴选中的违纪违规", methods=("GET", "POST"), public=True)
def report(request: HttpRequest, reported_call: str) -> HttpResponse:
    call = find(reportable_calls(request.actor), reported_call)
    if request.method != "POST":
        return _report_page(request, call, forms.ReportForm())
    form = forms.ReportForm(data=request.POST, files=request.FILES)
    if throttle.one_too_many(network_of(request)):
        return _report_page(request, call, form, 429, TOO_OFTEN)
    if not form.is_valid():
        return _report_page(request, call, form, 422)
    try:
        actions.report_misconduct(
            call=call, words=form.said(), file=forms.stored(form.cleaned_data["file"]), by=nobody(request),
            watch=form.cleaned_data["watch"],
            once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        return _report_page(request, call, form, refusal.status, refusal.message)
    watch = form.cleaned_data["watch"]
    return render(request, "outcome/public_received.html", {"objection": False, "watch": watch})


def _report_page(
    request: HttpRequest, call: Any, form: forms.ReportForm, status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {
        "form": form, "trouble": trouble, "title": "举报", "button": "提交举报",
        "words": f"举报“{call.title}”中的违纪违规问题。内容只有{call.organisation.name}的监督员看得到，"
        "反映监督员本人的请在下面勾选；可以不署名。",
    }  # fmt: skip
    return render(request, "outcome/public_form.html", context, status=status)
