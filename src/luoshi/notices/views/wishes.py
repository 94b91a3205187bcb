"""How I wish to hear of notices, and my calendar link."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import User
from luoshi.accounts.sign_in import network_of
from luoshi.common import clock
from luoshi.common.acts import Once
from luoshi.common.routes import policy

from .. import actions, feed, throttle
from ..channel_forms import WishForm
from ..models import Wish

SILENT = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def _own(request: HttpRequest) -> User:
    return User.objects.get(pk=request.actor.user_id)


@policy("本人：消息设置", methods=("GET", "POST"))
def wishes(request: HttpRequest) -> HttpResponse:
    wish = Wish.objects.filter(user_id=request.actor.user_id).first() or Wish()
    if request.method == "POST":
        form = WishForm(request.POST)
        if form.is_valid():
            actions.save_wish(
                user=_own(request), by=request.actor, once=Once.of(request), **form.cleaned_data
            )
            messages.success(request, "已保存。")
            return redirect("wishes")
        return _page(request, form, wish, status=422)
    names = ("address", "digest", "digest_hour", "sms")
    return _page(request, WishForm(initial={name: getattr(wish, name) for name in names}), wish)


def _page(
    request: HttpRequest, form: WishForm, wish: Wish, status: int = 200, link: str = ""
) -> HttpResponse:
    context = {"form": form, "wish": wish, "link": link}
    return render(request, "notices/wishes.html", context, status=status)


@policy("本人：生成日历链接", methods=("POST",))
def make_feed(request: HttpRequest) -> HttpResponse:
    """The link is shown this once; afterwards only its hash is there."""
    secret = actions.new_secret()
    wish = actions.make_feed(user=_own(request), secret=secret, by=request.actor)
    names = ("address", "digest", "digest_hour", "sms")
    form = WishForm(initial={name: getattr(wish, name) for name in names})
    return _page(request, form, wish, link=settings.BASE_URL + reverse("calendar-feed", args=[secret]))


@policy("本人：作废日历链接", methods=("POST",))
def revoke_feed(request: HttpRequest) -> HttpResponse:
    actions.revoke_feed(user=_own(request), by=request.actor, once=Once.of(request))
    messages.success(request, "日历链接已作废，订阅过它的日历不再更新。")
    return redirect("wishes")


@policy("持有日历链接的程序：读取一个人有期限的消息", public=True)
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Read only, few titles and dates; whoever guesses is slowed down, and never made and void look the same."""
    if throttle.too_often(network_of(request)):
        return HttpResponse(
            "稍后再试。", status=429, headers={"Retry-After": "900"}, content_type="text/plain; charset=utf-8"
        )
    wish = feed.wish_of(secret)
    if wish is None:
        return HttpResponse(
            "链接无效或已作废。", status=410, headers=SILENT, content_type="text/plain; charset=utf-8"
        )
    text = feed.calendar_of(feed.deliveries_of(wish), clock.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=SILENT)
    answer["Content-Disposition"] = 'attachment; filename="luoshi.ics"'
    return answer
