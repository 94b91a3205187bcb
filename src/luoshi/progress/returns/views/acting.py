"""The buttons of a return: one address for each act of its office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.notices.urging import urge

from .. import actions
from ..actions.extending import urged_in
from ..forms import ExtendForm, SendUpForm
from ..models import Return
from ..queries import returns_visible_to
from ..standing import standing_of
from ..states import OVER, ReturnState, SheetState
from ..telling import moment_words
from .making import OFFICERS, crumbs, run_by
from .returns import return_page

Act = Callable[..., Any]


def press(request: HttpRequest, public_id: str, act: Act, words: str, **said: Any) -> HttpResponse:
    found = run_by(request, public_id)
    try:
        act(row=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        again = find(returns_visible_to(request.actor), public_id)
        return return_page(request, again, refusal.status, refusal)
    messages.success(request, words)
    return redirect("return", found.public_id)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000]


@policy(f"{OFFICERS}：发出收表", methods=("POST",))
def open_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.open_return, "已发出，各单位已收到通知。")


@policy(f"{OFFICERS}：收回修改", methods=("POST",))
def redraft_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(
        request, ad_hoc_return, actions.redraft_return, "已收回，改好后再发。", reason=_reason(request)
    )


@policy(f"{OFFICERS}：撤回收表", methods=("POST",))
def withdraw_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(
        request, ad_hoc_return, actions.withdraw_return, "已撤回，可以恢复。", reason=_reason(request)
    )


@policy(f"{OFFICERS}：恢复撤回的收表", methods=("POST",))
def restore_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.restore_return, "已恢复。", reason=_reason(request))


@policy(f"{OFFICERS}：截止收表", methods=("POST",))
def close_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.close_return, "已截止，可以合并了。")


@policy(f"{OFFICERS}：重新开放填报", methods=("POST",))
def reopen_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.reopen_return, "已重新开放。", reason=_reason(request))


@policy(f"{OFFICERS}：把各校的表合并到原表", methods=("POST",))
def merge_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.start_merge, "正在合并，合并完在本页下载。")


@policy(f"{OFFICERS}：撤销上报", methods=("POST",))
def take_back_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.take_back_up, "已撤销上报。", reason=_reason(request))


@policy(f"{OFFICERS}：一次收下已送出的表", methods=("POST",))
def receive_sheets(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    """Each ticked line carries the version that was shown."""
    found, shown = run_by(request, ad_hoc_return), dict[str, int]()
    for text in request.POST.getlist("sheet")[:1000]:
        key, _, version = text.partition(":")
        if version.isascii() and version.isdigit():
            shown[key[:20]] = int(version[:9])
    answered = press(request, ad_hoc_return, actions.receive_sheets, "已收下。", shown=shown)
    left = found.sheets.filter(public_id__in=shown).exclude(state=SheetState.RECEIVED)
    if answered.status_code == 302 and (
        names := "、".join(left.values_list("organisation__short", flat=True)[:20])
    ):
        messages.warning(request, f"{names}没有收下：刚刚撤回或重新送出，或盖章页还没有到。请打开核对。")
    return answered


def _form_page(request: HttpRequest, found: Return, **given: Any) -> HttpResponse:
    here = reverse("return", args=[found.public_id])
    context = {"cancel_url": here, "crumbs": crumbs(found, given["title"]), **given.pop("context", {})}
    context |= {"title": given.pop("title"), "words": given.pop("words"), "button": given.pop("button")}
    template = given.pop("template", "returns/form.html")
    return answer(FormPage(request, template, about=found, then=lambda saved: here, context=context, **given))


@policy(f"{OFFICERS}：对全体单位延期", methods=("GET", "POST"))
def extend_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    if request.method == "GET" and (found.state != ReturnState.OPEN or found.until is None):
        return redirect("return", found.public_id)
    until = moment_words(found.until) if found.until else "未定"
    return _form_page(
        request,
        found,
        title="延期",
        words=f"现在的截止时间是 {until}。延期对全体填报单位适用，只能往后延；理由各单位都看得到。",
        button="延期",
        make=ExtendForm,
        name="returns.extend",
        said="已延期，各单位已收到通知。",
        send=lambda said: actions.extend_return(
            row=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
    )


@policy(f"{OFFICERS}：标记已上报", methods=("GET", "POST"))
def send_up_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    if request.method == "GET" and found.state not in OVER:
        return redirect("return", found.public_id)
    return _form_page(
        request,
        found,
        title="标记已上报",
        words="写下报给上级的文号和方式。各校在自己的表里看得到什么时候报的、做什么用。",
        button="标记已上报",
        make=SendUpForm,
        name="returns.send_up",
        said="已标记上报。",
        send=lambda said: actions.send_up(
            row=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
    )


@policy(f"{OFFICERS}：催报文字和站内催报", methods=("GET", "POST"))
def urge_return(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    if request.method == "POST":
        return press(
            request, ad_hoc_return, actions.urge_return, "已给还没有送出的单位发消息，每天最多一次。"
        )
    owing = [
        sheet.organisation.short
        for sheet in standing_of(found, request.actor).sheets
        if sheet.state in urged_in(found)
    ]
    here = reverse("return", args=[found.public_id])
    asks = found.state in (ReturnState.OPEN, ReturnState.CLOSED)
    context = {
        "row": found,
        "owing": owing,
        "urging": urge(what=found.title, verb="填报送出", names=owing, href=here, due=found.last_day)
        if owing and asks
        else None,
        "crumbs": crumbs(found, "催报"),
    }
    return render(request, "returns/urge.html", context)
