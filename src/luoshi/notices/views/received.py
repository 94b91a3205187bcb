"""What reached me: the list, one notice, reading and signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import User
from luoshi.common import clock
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from .. import actions
from ..forms import UndoForm, instant_of
from ..models import Notice
from ..queries import deliveries_to, notices_visible_to, waiting

TABS = (("", "待处理"), ("signed", "已签收"), ("all", "全部"))


@policy("登录人员：本人收到的消息")
def notices(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else ""
    mine = deliveries_to(request.actor)
    shown = {"": waiting(mine), "signed": mine.filter(received_at__isnull=False), "all": mine}[tab]
    context = {
        "tab": tab,
        "tabs": _tabs(tab, waiting(mine).count()),
        "page_obj": page_of(request, shown, 30),
        "may_read_all": waiting(mine).filter(notice__receipt=False).exists(),
        "may_send": request.actor.may("send_notices"),
        "may_set_rules": request.actor.may("set_reminders"),
        "undo": instant_of(request.GET.get("undo", "")),
    }
    return render(request, "notices/notices.html", context)


def _tabs(current: str, count: int) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?tab={key}" if key else "?",
            "current": key == current,
            **({} if key else {"count": count}),
        }
        for key, label in TABS
    ]


@policy("登录人员：本人收到的一条消息")
def notice(request: HttpRequest, notice: str) -> HttpResponse:
    return _page(request, find(notices_visible_to(request.actor), notice))


def _page(request: HttpRequest, found: Notice, refusal: Refusal | None = None) -> HttpResponse:
    mine = list(deliveries_to(request.actor).filter(notice=found))
    context = {
        "notice": found,
        "deliveries": mine,
        "not_read": any(each.read_at is None for each in mine),
        "received": all(each.received_at is not None for each in mine),
        "let_off": all(each.let_off_at is not None for each in mine),
        "refusal": refusal,
        "files": found.files.all(),
        "corrections": notices_visible_to(request.actor).filter(follows=found),
    }
    return render(request, "notices/notice.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, public_id: str, act: Callable[..., Any], said: str) -> HttpResponse:
    found = find(notices_visible_to(request.actor), public_id)
    try:
        act(notice=found, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    if said:
        messages.success(request, said)
    return redirect("notice", found.public_id)


@policy("登录人员：标记收到的消息为已读", methods=("POST",))
def read(request: HttpRequest, notice: str) -> HttpResponse:
    answer = _act(request, notice, actions.mark_read, "")
    return HttpResponse(status=204) if request.htmx and answer.status_code == 302 else answer


@policy("登录人员：把收到的消息标为未读", methods=("POST",))
def unread(request: HttpRequest, notice: str) -> HttpResponse:
    answer = _act(request, notice, actions.mark_unread, "已标为未读，仍在待处理中。")
    return redirect("notices") if answer.status_code == 302 else answer


@policy("登录人员：签收收到的消息", methods=("POST",))
def receive(request: HttpRequest, notice: str) -> HttpResponse:
    return _act(request, notice, actions.receive, "已签收，发送单位可以看到签收时间。")


@policy("登录人员：撤回自己的签收", methods=("POST",))
def take_back(request: HttpRequest, notice: str) -> HttpResponse:
    return _act(request, notice, actions.take_back_receipt, "已撤回签收。")


def _own(request: HttpRequest) -> User:
    return User.objects.get(pk=request.actor.user_id)


@policy("登录人员：把收到的消息全部标为已读", methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    count = actions.read_all(
        user=_own(request), posts=request.posts, at=at, by=request.actor, once=Once.of(request)
    )
    query = QueryDict(mutable=True)
    query["undo"] = at.isoformat()
    return redirect(f"{reverse('notices')}?{query.urlencode()}" if count else "notices")


@policy("登录人员：撤回全部标为已读", methods=("POST",))
def unread_all(request: HttpRequest) -> HttpResponse:
    form = UndoForm(request.POST)
    if form.is_valid():
        actions.unread_all(
            user=_own(request), at=form.cleaned_data["at"], by=request.actor, once=Once.of(request)
        )
        messages.success(request, "已恢复为未读。")
    return redirect("notices")
