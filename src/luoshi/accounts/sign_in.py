"""Signing in by mobile number or name and password: counted before evaluated, and silent about who exists."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from luoshi.common import audit, clock, crypto
from luoshi.common.actor import Actor, anonymous_actor
from luoshi.common.ids import new_public_id
from luoshi.common.models import AuditEvent
from luoshi.core.days import day_in_words

from .models import Membership, Session, Throttle, User
from .queries import ancestors, memberships_today, not_over
from .throttle import count, window

PER_ACCOUNT_AND_NETWORK = 5
PER_NETWORK = 60
KNOWN_FOR = dt.timedelta(days=30)
TOO_OFTEN = "尝试次数太多，请 15 分钟后再试，或请系统管理员重设密码。"  # wherever a password is asked for
PER_ACCOUNT = 100  # from everywhere together; high, so that a stranger cannot shut somebody out


class Backend(BaseBackend):
    """Django's way to find the user of a session. Rights never come from here."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def throttled(typed: str, account: str, network: str) -> bool:
    """Count one attempt and tell whether it is one too many. Counts first, so parallel guesses do not slip through.

    The low limit counts what was `typed`: were it the person, five failures with a number would tell strangers, by a
    sixth with a name, whose number it is. `account` is what `counted_as` made of the input, for the high limit.
    """
    here = count(f"sign-in:{typed}:{network}")
    from_here = count(f"sign-in-from:{network}")
    everywhere = count(f"sign-in-as:{account}")
    if here > PER_ACCOUNT_AND_NETWORK or from_here > PER_NETWORK:
        return True
    return everywhere > PER_ACCOUNT and not _known_here(account, network)


def counted_as(user: User | None, account: str) -> str:
    """Under what an attempt is counted: the person, whether named by number or by name; else the input itself."""
    return user.public_id if user else account


def _known_here(account: str, network: str) -> bool:
    """Whether this person signed in from this network lately: strangers elsewhere cannot shut such a one out."""
    since = clock.now() - KNOWN_FOR
    good = AuditEvent.objects.filter(at__gte=since, action="accounts.sign_in", user=account)
    return good.filter(network=network).exists()


def forget_attempts(typed: str, account: str, network: str) -> None:
    """After a success the next slip of the finger starts from zero, and the attempt itself is no failure: a whole
    school signs in from one network in the morning. Failures of others stay counted."""
    key = crypto.blind_index(f"sign-in:{typed}:{network}", context="throttle")
    Throttle.objects.filter(key=key).delete()
    for what in (f"sign-in-from:{network}", f"sign-in-as:{account}"):
        good = Throttle.objects.filter(key=crypto.blind_index(what, context="throttle"), window=window())
        good.filter(count__gt=0).update(count=F("count") - 1)


def find_user(account: str) -> User | None:
    """By mobile number, or by name when only one active person has it."""
    if re.fullmatch(r"1[0-9]{10}", account):
        return User.objects.by_mobile(account).filter(is_active=True).first()
    found = list(User.objects.filter(name=account, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def check(user: User | None, password: str) -> User | None:
    """The user if the password is right, else None. As slow for nobody as for somebody."""
    if user is None or not user.has_usable_password():
        make_password(password)
        return None
    return user if user.check_password(password) else None


def without_post(user: User) -> str:
    """Why somebody whose password is right is not let in, and whom to ask; empty where a post is held.

    Never said before the password was right: it would tell strangers who works here.
    """
    if memberships_today().filter(user=user).exists():
        return ""
    posts = Membership.objects.filter(user=user).select_related("organisation")
    coming = posts.filter(not_over(), start__gt=clock.today()).order_by("start", "id").first()
    if coming is not None:
        begins = day_in_words(coming.start)
        return f"密码正确，但您的岗位“{coming}”从 {begins} 起才生效，到时再登录。要提前办理，请找{_ask(coming)}。"
    last = posts.exclude(end=None).order_by("-end", "-id").first()
    if last is None:
        return "密码正确，但您现在没有岗位，不能登录。请找安全管理员登记岗位。"
    ended = day_in_words(last.end) if last.end else ""
    return (
        f"密码正确，但您现在没有岗位，不能登录：原岗位“{last}”到 {ended} 为止。"
        f"仍在岗或已有新岗位的，请找{_ask(last)}登记。"
    )


def _ask(post: Membership) -> str:
    """Whom to ask about a post: the administrators of its organisation, else of the nearest one above."""
    path = post.organisation.path
    admins = memberships_today().filter(role="system_admin", organisation__path__in=ancestors(path))
    nearest = admins.order_by("-organisation__path", "id").first()
    if nearest is None:
        return f"{post.organisation.short}的系统管理员"
    return f"系统管理员{nearest.user.name}（{nearest.organisation.short}）"


def network_of(request: HttpRequest) -> str:
    """The caller's address; proxies are believed only as many as are configured."""
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and len(chain) >= settings.PROXIES:
        return chain[-settings.PROXIES][:64]
    return request.META.get("REMOTE_ADDR", "")[:64]


def note_sign_in(action: str, request: HttpRequest, *, actor: Actor | None, account: str, good: bool) -> None:
    """One line in the log for each outcome; an unknown account enters as a fingerprint only."""
    by = actor or anonymous_actor(getattr(request, "request_id", ""), network_of(request))
    changes: list[dict[str, Any]] = []
    if actor is None:
        changes.append(
            {"account": hashlib.sha256(crypto.blind_index(account, context="log").encode()).hexdigest()[:16]}
        )
    with transaction.atomic():
        audit.record(action, by=by, changes=changes, result="done" if good else "refused")


def remember_browser(request: HttpRequest, *, since: dt.datetime | None = None) -> None:
    """Note agent and network at the session's row, for the page of own sessions.

    `since`: when the person signed in, where only the session's id is new.
    """
    request.session.save()
    Session.objects.filter(session_key=request.session.session_key).update(
        public_id=new_public_id(),
        agent=re.sub(r"[\x00-\x1f\x7f-\x9f]", "", request.META.get("HTTP_USER_AGENT", ""))[:120],
        network=network_of(request),
        started_at=since or clock.now(),
        seen_at=clock.now(),
    )


def signed_in_since(request: HttpRequest) -> dt.datetime | None:
    """When the present session began, None where that is not known."""
    rows = Session.objects.filter(session_key=request.session.session_key)
    return rows.values_list("started_at", flat=True).first()
