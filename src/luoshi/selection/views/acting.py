"""The buttons of a call: one address for each act of its bureau."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..actions.extending import EXTENDED
from ..forms import ExtendForm, HostForm
from ..models import Call, Extension, Proposal
from ..queries import calls_visible_to, extensions_visible_to, proposals_visible_to
from ..states import JUDGED, ProposalKind
from ..telling import moment_words
from .calls import call_page, crumbs
from .making import OFFICERS, run_by

DECLINED = "已答复不同意，理由已告诉提请的人。什么都没有变。"


def press(request: HttpRequest, public_id: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = run_by(request, public_id)
    try:
        act(call=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        again = find(calls_visible_to(request.actor), public_id)
        return call_page(request, again, refusal.status, refusal)
    messages.success(request, words)
    return redirect("call", public_id)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


@policy(f"{OFFICERS}：发出遴选通知", methods=("POST",))
def open_call(request: HttpRequest, selection: str) -> HttpResponse:
    return press(request, selection, actions.open_call, "已发出，能申报的已收到通知。")


@policy(f"{OFFICERS}：重新带入类别的规则", methods=("POST",))
def take_call_rules(request: HttpRequest, selection: str) -> HttpResponse:
    return press(request, selection, actions.take_rules, "已带入类别现在的规则。")


@policy("下级单位的经办、项目办：为上级的遴选先办本级遴选，带入它的规则和申报书", methods=("POST",))
def take_kind(request: HttpRequest, selection: str) -> HttpResponse:
    found: Call = find(calls_visible_to(request.actor), selection)
    require(permissions.can_take_kind(request.actor, found))
    try:
        made = actions.take_kind(call=found, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return call_page(request, found, refusal.status, refusal)
    messages.success(request, "规则和申报书已带入，请核对，再写明本级遴选的时间和要求。")
    return redirect(f"{reverse('new-call', args=[made.public_id])}?upper={found.public_id}")


@policy(f"{OFFICERS}：截止受理", methods=("POST",))
def close_call(request: HttpRequest, selection: str) -> HttpResponse:
    return press(request, selection, actions.close_call, "已截止，可以形式审查了。")


@policy(f"{OFFICERS}：撤销遴选；评审开始以后提请撤销", methods=("POST",))
def withdraw_call(request: HttpRequest, selection: str) -> HttpResponse:
    judged = run_by(request, selection).state in JUDGED
    act = actions.propose_withdrawal if judged else actions.withdraw_call
    words = "已提请撤销，等本单位另一人确认；监督员已收到通知。" if judged else "已撤销。"
    return press(request, selection, act, words, reason=_reason(request))


@policy(f"{OFFICERS}：恢复撤销的遴选", methods=("POST",))
def restore_call(request: HttpRequest, selection: str) -> HttpResponse:
    return press(request, selection, actions.restore_call, "已恢复。", reason=_reason(request))


@policy(f"{OFFICERS}：提出延期", methods=("GET", "POST"))
def extend_call(request: HttpRequest, selection: str) -> HttpResponse:
    found = run_by(request, selection)
    here = reverse("call", args=[found.public_id])
    if request.method == "GET" and (found.state not in EXTENDED or found.until is None):
        return redirect(here)
    until = moment_words(found.until) if found.until else "未定"
    page = FormPage(
        request,
        "selection/form.html",
        make=lambda *given, **more: ExtendForm(*given, call=found, **more),
        name="selection.extend",
        about=found,
        send=lambda said: actions.propose_extension(
            call=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已提出，等另一个人确认后对全体生效。",
        context={
            "title": "延期",
            "words": f"现在的截止时间是 {until}。延期对全体申报单位适用，只能往后延；学校报送、县市推荐日期一起往后移；"
            f"要由{found.own_words.leader}确认才生效，理由所有申报的都看得到。",
            "button": "提出延期",
            "cancel_url": here,
            "crumbs": crumbs(found, "延期"),
        },
    )
    return answer(page)


@policy(f"{OFFICERS}：定承办单位和承办的事项，收回承办", methods=("GET", "POST"))
def host_of_call(request: HttpRequest, selection: str) -> HttpResponse:
    found = run_by(request, selection)
    here = reverse("call", args=[found.public_id])
    page = FormPage(
        request,
        "selection/form.html",
        make=lambda *given, **more: HostForm(*given, actor=request.actor, **more),
        name="selection.host",
        about=found,
        stored=lambda: {"host": found.host and found.host.public_id, "parts": list(found.hosted)},
        send=lambda said: actions.set_host(
            call=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已保存，承办单位已收到通知。",
        context={
            "title": "承办单位",
            "words": "承办单位只办理这里勾选的事项，只办这一次遴选。要收回，改选“本单位自己组织”，当时生效。",
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs(found, "承办单位"),
        },
    )
    return answer(page)


@policy("组织单位的另一名经办、科长或领导：确认延期", methods=("POST",))
def confirm_extension(request: HttpRequest, call_extension: str) -> HttpResponse:
    found: Extension = find(extensions_visible_to(request.actor), call_extension)
    require(permissions.can_confirm_extension(request.actor, found))
    return _settle(request, found, actions.confirm_extension, "已延期，能申报的已收到通知。")


@policy(f"{OFFICERS}：撤回没有确认的延期", methods=("POST",))
def drop_extension(request: HttpRequest, call_extension: str) -> HttpResponse:
    found: Extension = find(extensions_visible_to(request.actor), call_extension)
    require(permissions.can_drop_extension(request.actor, found))
    return _settle(request, found, actions.drop_extension, "已撤回，截止时间不变。")


@policy("组织单位的另一名经办、科长或领导：不同意延期，写明理由", methods=("POST",))
def decline_extension(request: HttpRequest, call_extension: str) -> HttpResponse:
    found: Extension = find(extensions_visible_to(request.actor), call_extension)
    require(permissions.can_confirm_extension(request.actor, found))
    return _settle(request, found, actions.decline_extension, DECLINED, reason=_reason(request))


def _proposal(request: HttpRequest, public_id: str, may: Any) -> Proposal:
    found: Proposal = find(proposals_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    return found


@policy("组织单位的另一名经办、科长或领导：确认提请的撤销、增加的限额", methods=("POST",))
def confirm_proposal(request: HttpRequest, call_proposal: str) -> HttpResponse:
    found = _proposal(request, call_proposal, permissions.can_confirm_proposal)
    if found.what == ProposalKind.QUOTAS:
        return _settle(request, found, actions.confirm_quotas, "限额已增加，能申报的已收到通知。")
    return _settle(
        request, found, actions.confirm_withdrawal, "已撤销，申报单位、监督员和评审专家已收到通知。"
    )


@policy(f"{OFFICERS}：撤回没有确认的提请", methods=("POST",))
def drop_proposal(request: HttpRequest, call_proposal: str) -> HttpResponse:
    found = _proposal(request, call_proposal, permissions.can_drop_proposal)
    return _settle(request, found, actions.drop_proposal, "已撤回，一切照旧。")


@policy("组织单位的另一名经办、科长或领导：不同意提请的撤销、增加的限额，写明理由", methods=("POST",))
def decline_proposal(request: HttpRequest, call_proposal: str) -> HttpResponse:
    found = _proposal(request, call_proposal, permissions.can_confirm_proposal)
    return _settle(request, found, actions.decline_proposal, DECLINED, reason=_reason(request))


def _settle(
    request: HttpRequest, found: Extension | Proposal, act: Any, words: str, **said: Any
) -> HttpResponse:
    row = {"extension" if isinstance(found, Extension) else "proposal": found}
    try:
        act(**row, **said, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        call = find(calls_visible_to(request.actor), found.call.public_id)
        return call_page(request, call, refusal.status, refusal)
    messages.success(request, words)
    return redirect("call", found.call.public_id)
