"""Signing in and out, and choosing the post to act through."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from luoshi.common.routes import policy

from .. import demo, sign_in
from ..forms import SignInForm
from ..models import User
from ..queries import actor_for, memberships_today

NOT_THIS_PAIR = "手机号（姓名）或密码不对。请核对后再试；忘记密码请找本单位系统管理员重设。"


@policy("任何人：登录页", methods=("GET", "POST"), public=True)
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """The form; in a demo the cast as cards."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(_next_page(request))
        return _sign_in_form(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_form(request, form, status=422)
    account, password = form.cleaned_data["account"].strip(), form.cleaned_data["password"]
    user = sign_in.find_user(account)
    counted, network = sign_in.counted_as(user, account), sign_in.network_of(request)
    if sign_in.throttled(account, counted, network):
        sign_in.note_sign_in("accounts.sign_in_throttled", request, actor=None, account=account, good=False)
        return _turned_away(request, form, sign_in.TOO_OFTEN, status=429)
    if (user := sign_in.check(user, password)) is None:
        sign_in.note_sign_in("accounts.sign_in_failed", request, actor=None, account=account, good=False)
        return _turned_away(request, form, NOT_THIS_PAIR, status=422)
    if words := sign_in.without_post(user):
        sign_in.note_sign_in("accounts.sign_in_failed", request, actor=None, account=account, good=False)
        return _turned_away(request, form, words, status=422)
    sign_in.forget_attempts(account, counted, network)
    return _let_in(request, user)


def _turned_away(request: HttpRequest, form: SignInForm, words: str, status: int) -> HttpResponse:
    form.add_error(None, words)
    return _sign_in_form(request, form, status=status)


def _sign_in_form(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    cast = demo.cards() if settings.LUOSHI_MODE == "demo" else []
    context = {"form": form, "cast": cast, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=status)


@policy("任何人（仅演示和测试站点）：以示例人员登录", methods=("POST",), public=True)
def sign_in_as(request: HttpRequest, cast: str) -> HttpResponse:
    """One click in a demo or test world; elsewhere this page does not exist."""
    if settings.LUOSHI_MODE not in ("demo", "test"):
        raise Http404
    user = User.objects.filter(cast_key=cast, is_active=True).first()
    if user is None or not memberships_today().filter(user=user).exists():
        raise Http404
    return _let_in(request, user)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend="luoshi.accounts.sign_in.Backend")
    sign_in.remember_browser(request)
    post = memberships_today().filter(user=user).order_by("id").first()
    actor = actor_for(post, request_id=request.request_id, network=sign_in.network_of(request))
    sign_in.note_sign_in("accounts.sign_in", request, actor=actor, account="", good=True)
    return redirect(_next_page(request))


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else settings.LOGIN_REDIRECT_URL


@policy("本人：退出登录", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    sign_in.note_sign_in("accounts.sign_out", request, actor=request.actor, account="", good=True)
    logout(request)
    return redirect("sign-in")


@policy("本人：选择以哪个岗位办理", methods=("POST",))
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act through another of the own posts, then go on where the form says; the session gets a new id."""
    wanted = request.POST.get("post", "")
    post = next((each for each in request.posts if each.public_id == wanted), None)
    if post is None:
        raise Http404
    since = sign_in.signed_in_since(request)
    request.session.cycle_key()
    request.session["membership"] = post.pk
    sign_in.remember_browser(request, since=since)
    actor = actor_for(post, request_id=request.request_id, network=sign_in.network_of(request))
    sign_in.note_sign_in("accounts.switch_post", request, actor=actor, account="", good=True)
    return redirect(_next_page(request))
