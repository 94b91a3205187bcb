"""Who publishes, reveals or gives rights proves anew who he is: an open browser alone is not enough (controls SE-05).

An act made with `proof=True` wants a password not older than `FRESH`. Where it is older the page asks for it in place:
what was sent comes along in the form, so nothing typed is lost, and the same form is answered then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import ProofWanted

from . import sign_in
from .models import Session, User

FRESH = dt.timedelta(minutes=5)
FIELD = "_password"
BACK = "_back"  # the page the form was sent from
LEFT_OUT = ("csrfmiddlewaretoken", FIELD, BACK)
WRONG = "密码不对，请再输一次。忘记密码请找本单位系统管理员重设。"
NO_PASSWORD = "您还没有设置登录密码，不能办理这件事。请先到“我的账号”设置密码。"


def proved_lately(by: Actor) -> bool:
    """Whether this browser's person gave the password within `FRESH`. Always where no browser asked (a job, the
    command line), and on a demo or test site for its sample people, who have no passwords.
    """
    if not by.session:
        return True
    since = clock.now() - FRESH
    rows = Session.objects.filter(Q(started_at__gte=since) | Q(proved_at__gte=since), session_key=by.session)
    return rows.exists() or _needs_none(User.objects.get(pk=by.user_id))


def _needs_none(user: User) -> bool:
    return settings.LUOSHI_MODE in ("demo", "test") and not user.has_usable_password()


class ProofMiddleware:
    """Asks for the password where an act wants it, and takes it with the form that is sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """After the check of the form's token: a stranger's page must not count guesses against somebody."""
        if request.method != "POST" or FIELD not in request.POST or not request.user.is_authenticated:
            return None
        fields = request.POST.copy()
        password, back = fields.pop(FIELD)[-1], fields.pop(BACK, [""])[-1]
        request.POST = fields
        if (refusal := _prove(request, password)) is not None:
            return ask(request, refusal, back)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return ask(request) if isinstance(exception, ProofWanted) else None


def _prove(request: HttpRequest, password: str) -> str | None:
    """Note the proof at the session's row; else why not. Guesses are counted as those of signing in."""
    user, network = request.user, sign_in.network_of(request)
    counted = f"again:{user.public_id}"
    if sign_in.throttled(counted, user.public_id, network):
        sign_in.note_sign_in("accounts.prove_throttled", request, actor=request.actor, account="", good=False)
        return sign_in.TOO_OFTEN
    if sign_in.check(user, password) is None:
        sign_in.note_sign_in("accounts.prove_failed", request, actor=request.actor, account="", good=False)
        return WRONG
    sign_in.forget_attempts(counted, user.public_id, network)
    Session.objects.filter(session_key=request.session.session_key).update(proved_at=clock.now())
    sign_in.note_sign_in("accounts.prove", request, actor=request.actor, account="", good=True)
    return None


def ask(request: HttpRequest, refusal: str = "", back: str = "") -> HttpResponse:
    """401: the password, and with it everything that was sent but files, which a page cannot hold. What brings a file
    leaves this page standing: `back` leads to where it was sent from.
    """
    sent = [
        (name, value) for name, values in request.POST.lists() if name not in LEFT_OUT for value in values
    ]
    context = {
        "sent": sent,
        "files": bool(request.FILES),
        "refusal": refusal,
        "back": _inside(back) or _came_from(request),
        "hopeless": "" if request.user.has_usable_password() else NO_PASSWORD,
    }
    return render(
        request, "accounts/prove.html", context, status=429 if refusal == sign_in.TOO_OFTEN else 401
    )


def _inside(path: str) -> str:
    """A path of this site; empty for anything else."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else ""


def _came_from(request: HttpRequest) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host():
        return ""
    return _inside(f"{came.path}?{came.query}" if came.query else came.path)
