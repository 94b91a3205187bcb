"""Accounts: who can sign in, one-time links, disabling. For the system administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions
from ..access import require_act
from ..forms import ReasonForm
from ..lists import STATES, TONES, AccountsWanted, accounts_with_state, state_of
from ..models import Ticket, User
from ..queries import hash_of, memberships_today, sessions_held_by
from ..slips import slip_of


@policy("系统管理员：查看本单位及下属单位人员的账号")
def accounts(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("manage_accounts"))
    wanted = AccountsWanted.of(request.GET)
    page = page_of(request, wanted.among(request.actor))
    rows = [{"user": user, **_state(user)} for user in page]
    context = {"wanted": wanted, "page_obj": page, "rows": rows, "filters": wanted.chips()}
    return render(request, "accounts/accounts.html", context)


def _state(user: User) -> dict[str, str]:
    key = state_of(user)
    return {"state": STATES[key][0], "tone": TONES[key]}


@policy("系统管理员：查看一个账号")
def account(request: HttpRequest, user: str) -> HttpResponse:
    require(request.actor.may("manage_accounts"))
    return _page(request, _found(request, user))


def _found(request: HttpRequest, user: str) -> User:
    require(request.actor.may("manage_accounts"))
    found: User = find(accounts_with_state(request.actor), user)
    return found


def _page(request: HttpRequest, user: User, refusal: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "person": user,
        **_state(user),
        "is_own": user.pk == request.actor.user_id,
        "browsers": sessions_held_by(user.pk).count(),
        "link_word": "发放重设链接" if user.has_usable_password() else "发放邀请链接",
        "refusal": refusal,
    }
    return render(request, "accounts/account.html", context, status=refusal.status if refusal else 200)


@policy("系统管理员：发放邀请或重设密码链接", methods=("POST",))
def issue_ticket(request: HttpRequest, user: str) -> HttpResponse:
    """Answers with the slip itself: the link stands on this one answer and nowhere else."""
    found = _found_for("accounts.issue_ticket", request, user)
    kind = Ticket.Purpose.RESET if found.has_usable_password() else Ticket.Purpose.INVITATION
    secret = actions.new_secret()
    try:
        ticket = actions.issue_ticket(
            user=found, purpose=kind, secret=secret, by=request.actor, once=Once.of(request)
        )
    except Refusal as refusal:
        return _page(request, found, refusal)
    fresh = ticket.token_hash == hash_of(secret)  # the same form sent again: the first link stands, unseen
    held = memberships_today().filter(user=found).order_by("id")
    slip = slip_of(ticket, secret, "、".join(str(post) for post in held)) if fresh else None
    context = {"person": found, "slip": slip}
    return render(request, "accounts/slip.html", context)


@policy("系统管理员：停用账号", methods=("POST",))
def disable(request: HttpRequest, user: str) -> HttpResponse:
    found = _found_for("accounts.disable_user", request, user)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.disable_user(
            user=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"已停用{found.name}的账号，所有登录都已退出。")
    return redirect("account", found.public_id)


@policy("系统管理员：启用账号", methods=("POST",))
def enable(request: HttpRequest, user: str) -> HttpResponse:
    found = _found_for("accounts.enable_user", request, user)
    try:
        actions.enable_user(user=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"已启用{found.name}的账号。")
    return redirect("account", found.public_id)


@policy("系统管理员：退出某人的全部登录", methods=("POST",))
def end_sessions(request: HttpRequest, user: str) -> HttpResponse:
    found = _found_for("accounts.end_person_sessions", request, user)
    try:
        actions.end_person_sessions(user=found, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, f"{found.name}的登录都已退出。")
    return redirect("account", found.public_id)


def _found_for(action: str, request: HttpRequest, user: str) -> User:
    """The account, and the leave to do this to it; a refusal is written down."""
    if not request.actor.may("manage_accounts"):
        require_act(action, request.actor, None)
    found: User = find(accounts_with_state(request.actor), user)
    require_act(action, request.actor, found)
    return found
