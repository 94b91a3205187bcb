"""My account: posts, browsers that are signed in, the password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.acts import Once
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, sign_in
from ..forms import ChangePasswordForm
from ..middleware import IDLE, LIFE
from ..models import User
from ..queries import sessions_of


@policy("本人：查看自己的岗位和登录情况")
def me(request: HttpRequest) -> HttpResponse:
    return _page(request, ChangePasswordForm(user=request.user))


def _page(request: HttpRequest, form: ChangePasswordForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "person": request.user,
        "own_posts": request.posts,
        "sessions": sessions_of(request.actor),
        "present": request.session.session_key,
        "idle_hours": int(IDLE.total_seconds() // 3600),
        "life_hours": int(LIFE.total_seconds() // 3600),
    }
    return render(request, "accounts/me.html", context, status=status)


def _own(request: HttpRequest) -> User:
    """The row itself; `request.user` only stands for it."""
    return User.objects.get(pk=request.actor.user_id)


@policy("本人：修改自己的密码", methods=("POST",))
def change_password(request: HttpRequest) -> HttpResponse:
    """Counted like signing in: the present password cannot be guessed here either."""
    form, network = ChangePasswordForm(request.POST, user=request.user), sign_in.network_of(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    own = request.user.public_id
    if sign_in.throttled(own, own, network):
        form.add_error(None, sign_in.TOO_OFTEN)
        return _page(request, form, status=429)
    if not request.user.check_password(form.cleaned_data["present"]):
        sign_in.note_sign_in(
            "accounts.password_not_confirmed", request, actor=request.actor, account="", good=False
        )
        form.add_error("present", "现在的密码不对。忘记了请找系统管理员发放重设链接。")
        return _page(request, form, status=422)
    user = actions.change_password(
        user=_own(request),
        password=form.cleaned_data["password"],
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    sign_in.forget_attempts(own, own, network)
    update_session_auth_hash(request, user)  # a new session id; all others have ended
    sign_in.remember_browser(request)
    messages.success(request, "密码已修改，其他设备上的登录都已退出。")
    return redirect("me")


@policy("本人：退出自己的一处登录", methods=("POST",))
def end_session(request: HttpRequest, session: str) -> HttpResponse:
    row = find(sessions_of(request.actor), session)
    if row.session_key == request.session.session_key:
        raise Http404  # the present one is left by signing out
    actions.end_session(session=row, by=request.actor)
    messages.success(request, "那一处登录已退出。")
    return redirect("me")


@policy("本人：退出自己的其他登录", methods=("POST",))
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    keep = str(request.session.session_key)
    actions.end_other_sessions(user=_own(request), keep=keep, by=request.actor, once=Once.of(request))
    messages.success(request, "其他设备上的登录都已退出。")
    return redirect("me")
