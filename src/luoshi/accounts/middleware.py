"""Who is asking: the session of our own store, and the actor made once per request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse

from luoshi.common import clock
from luoshi.common.actor import anonymous_actor

from .models import Membership, Session
from .queries import actor_for, memberships_today
from .sign_in import network_of

SEEN_EVERY = dt.timedelta(minutes=1)
IDLE = dt.timedelta(hours=1)  # nothing done for so long ends a session (GB/T 22239-2019 8.1.4.1 b)
LIFE = dt.timedelta(hours=12)  # and so long after signing in it ends whatever is done
SessionMiddleware = DjangoSessionMiddleware


class ActorMiddleware:
    """`request.actor` and `request.posts`. Signed out is whose last post has ended and whose session is too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = anonymous_actor(request.request_id, network_of(request))
        request.posts = []
        if request.user.is_authenticated:
            request.posts = list(memberships_today().filter(user_id=request.user.pk).order_by("id"))
            if request.posts and _still_good(request):
                chosen = _chosen(request)
                request.actor = actor_for(
                    chosen,
                    request_id=request.request_id,
                    network=network_of(request),
                    session=request.session.session_key,
                )
            else:
                request.posts = []
                logout(request)
        return self.get_response(request)


def _chosen(request: HttpRequest) -> Membership:
    wanted = request.session.get("membership")
    return next((post for post in request.posts if post.pk == wanted), request.posts[0])


def _still_good(request: HttpRequest) -> bool:
    """Neither idle nor too old; notes once a minute that the person is there."""
    now = clock.now()
    row = request.session.row or Session.objects.filter(session_key=request.session.session_key).first()
    if row is None or row.seen_at is None or row.started_at is None:
        return row is not None
    if row.seen_at < now - IDLE or row.started_at < now - LIFE:
        return False
    if row.seen_at < now - SEEN_EVERY:
        Session.objects.filter(pk=row.pk).update(seen_at=now)
    return True
