"""The page behind an invitation or a reset link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.errors import RuleBroken
from luoshi.common.routes import policy

from .. import actions
from ..forms import NewPasswordForm
from ..models import Ticket
from ..queries import ticket_of


@policy("持有邀请或重设链接的人：设置密码", methods=("GET", "POST"), public=True)
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link does not use it up: scanners and previews open links too."""
    found = ticket_of(secret)
    if found is None:
        return _closed(request, status=410)
    if found.awaits_confirmation:
        return _silent(render(request, "accounts/ticket_waiting.html", {"ticket": found}, status=403))
    if request.method != "POST":
        return _page(request, found, NewPasswordForm(user=found.user))
    form = NewPasswordForm(request.POST, user=found.user)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.use_ticket(ticket=found, password=form.cleaned_data["password"], by=request.actor)
    except RuleBroken:  # used in the same instant
        return _closed(request, status=410)
    if request.user.pk == found.user_id:
        logout(request)  # all sessions of this person have ended, this browser's too
    messages.success(request, "密码已设好，请用手机号和新密码登录。")
    return redirect("sign-in")


def _page(request: HttpRequest, found: Ticket, form: NewPasswordForm, status: int = 200) -> HttpResponse:
    invited = found.purpose == Ticket.Purpose.INVITATION
    context = {"ticket": found, "form": form, "invited": invited}
    return _silent(render(request, "accounts/ticket.html", context, status=status))


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    """Used, expired and never issued look the same."""
    return _silent(render(request, "accounts/ticket_closed.html", status=status))


def _silent(response: HttpResponse) -> HttpResponse:
    """The address holds the secret: a referrer carries the site's name only. (`no-referrer` would also take the
    origin from the form's own POST, which is then refused.)"""
    response["Referrer-Policy"] = "strict-origin"
    return response
