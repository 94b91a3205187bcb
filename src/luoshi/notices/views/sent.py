"""What my organisation sent: following up, taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.queries import people_visible_to
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download, hand_out_stored
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions
from ..forms import ReasonForm
from ..models import Notice
from ..queries import (
    calls_visible_to,
    files_visible_to,
    outstanding,
    sent_deliveries_visible_to,
    sent_visible_to,
)
from ..unreached import Gap, gaps_of
from ..urging import Urging, name_for, qr_png, urge

WHO = "本单位能发送消息的岗位"


@policy(f"{WHO}：本单位发出的消息")
def sent_notices(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("send_notices"))
    read, received = Q(deliveries__read_at__isnull=False), Q(deliveries__received_at__isnull=False)
    rows = sent_visible_to(request.actor).annotate(
        reached=Count("deliveries"),
        read=Count("deliveries", filter=read),
        signed=Count("deliveries", filter=received),
    )
    return render(request, "notices/sent.html", {"page_obj": page_of(request, rows, 30)})


def own_sent(request: HttpRequest, public_id: str) -> Notice:
    found: Notice = find(sent_visible_to(request.actor), public_id)
    return found


@policy(f"{WHO}：一条已发消息的阅读和签收情况")
def sent_notice(request: HttpRequest, sent: str) -> HttpResponse:
    return _page(request, own_sent(request, sent))


def _page(request: HttpRequest, notice: Notice, refusal: Refusal | None = None, **more: Any) -> HttpResponse:
    deliveries = sent_deliveries_visible_to(request.actor).filter(notice=notice)
    tab = request.GET.get("tab", "waiting")
    waiting = outstanding(notice).count()
    counts = deliveries.aggregate(
        reached=Count("pk"),
        read=Count("pk", filter=Q(read_at__isnull=False)),
        signed=Count("pk", filter=Q(received_at__isnull=False)),
    )
    shown = (
        deliveries
        if tab == "all" or not waiting
        else deliveries.filter(pk__in=outstanding(notice).values("pk"))
    )
    tabs = [
        {
            "label": "未签收" if notice.receipt else "未读",
            "url": "?",
            "current": tab != "all",
            "count": waiting,
        },
        {"label": "全部", "url": "?tab=all", "current": tab == "all", "count": counts["reached"]},
    ]
    order = ("membership__organisation__order", "membership__organisation", "id")
    rows = shown.order_by(*order).prefetch_related("calls")
    context = {
        "notice": notice,
        "counts": counts,
        "waiting": waiting,
        "tabs": tabs,
        "refusal": refusal,
        **more,
    }
    context |= {"page_obj": page_of(request, rows), "files": notice.files.all()}
    context |= {"corrections": notice.corrections.all(), "gaps": _gaps(request, notice)}
    return render(request, "notices/sent_notice.html", context, status=refusal.status if refusal else 200)


def _gaps(request: HttpRequest, notice: Notice) -> list[Gap]:
    """The organisations meant in which nobody got it, with who is there today."""
    meant = [row.organisation for row in notice.unreached.select_related("organisation")]
    return gaps_of(meant, (), people_visible_to(request.actor))


def _follow_up(request: HttpRequest, notice: Notice, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        notice.refresh_from_db()
        return _page(request, notice, refusal, reason_said=request.POST.get("reason", ""))
    messages.success(request, said)
    return redirect("sent-notice", notice.public_id)


@policy(f"{WHO}：提醒还没有看或签收的人", methods=("POST",))
def remind(request: HttpRequest, sent: str) -> HttpResponse:
    found = own_sent(request, sent)
    once = Once.of(request)
    act = lambda: actions.remind_notice(notice=found, by=request.actor, once=once)  # noqa: E731
    return _follow_up(request, found, act, "已提醒还没有办的人。")


@policy(f"{WHO}：撤回消息", methods=("POST",))
def withdraw(request: HttpRequest, sent: str) -> HttpResponse:
    found, form = own_sent(request, sent), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    version, once = version_of(request), Once.of(request)

    def act() -> None:
        actions.withdraw_notice(notice=found, reason=reason, by=request.actor, version=version, once=once)

    return _follow_up(request, found, act, "已撤回。收件人那里显示“已撤回”，不再进入待办。")


@policy(f"{WHO}：恢复已撤回的消息", methods=("POST",))
def restore(request: HttpRequest, sent: str) -> HttpResponse:
    found, version, once = own_sent(request, sent), version_of(request), Once.of(request)

    def act() -> None:
        actions.restore_notice(notice=found, by=request.actor, version=version, once=once)

    return _follow_up(request, found, act, "已恢复发送。")


@policy(f"{WHO}：记录电话提醒", methods=("POST",))
def phone(request: HttpRequest, delivery: str) -> HttpResponse:
    found = find(sent_deliveries_visible_to(request.actor), delivery)
    once = Once.of(request)

    def act() -> None:
        actions.note_phone_call(delivery=found, by=request.actor, once=once)

    return _follow_up(
        request, found.notice, act, f"已记录：给{found.membership.user.name}打过电话。点错了可以“撤销”。"
    )


@policy(f"{WHO}：撤销电话提醒记录", methods=("POST",))
def phone_back(request: HttpRequest, call: str) -> HttpResponse:
    found = find(calls_visible_to(request.actor), call)
    notice, once = found.delivery.notice, Once.of(request)
    return _follow_up(
        request,
        notice,
        lambda: actions.take_back_call(call=found, by=request.actor, once=once),
        "已撤销这次电话提醒的记录。",
    )


def _urging(request: HttpRequest, notice: Notice) -> Urging:
    rows = outstanding(notice).select_related("membership__organisation", "membership__user")
    names = [
        name_for(request.actor, each.membership) for each in rows.order_by("membership__organisation__order")
    ]
    verb = "签收" if notice.receipt else "查看"
    return urge(
        what=notice.title,
        verb=verb,
        names=names,
        href=reverse("notice", args=[notice.public_id]),
        due=notice.due,
    )


@policy(f"{WHO}：催报文字")
def urge_page(request: HttpRequest, sent: str) -> HttpResponse:
    found = own_sent(request, sent)
    return render(request, "notices/urge.html", {"notice": found, "urging": _urging(request, found)})


@policy(f"{WHO}：催报二维码图片")
def urge_png(request: HttpRequest, sent: str) -> HttpResponse:
    found = own_sent(request, sent)
    return as_download(qr_png(_urging(request, found).link), "催报二维码.png")


@policy("收到或发出这条消息的人：下载附件")
def file(request: HttpRequest, notice: str, attachment: str) -> HttpResponse:
    found = find(files_visible_to(request.actor).filter(notice__public_id=notice), attachment)
    try:
        return hand_out_stored(
            request, found.stored, found.name, action="notices.fetch_file", about=found.notice
        )
    except FileNotFoundError:
        raise Http404 from None
