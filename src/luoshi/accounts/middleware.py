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
SessionMiddleware = DjangoSessionMiddleware


class ActorMiddleware:
    """`request.actor` and `request.posts`. A person whose last post has ended is signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = anonymous_actor(request.request_id, network_of(request))
        request.posts = []
        if request.user.is_authenticated:
            request.posts = list(memberships_today().filter(user_id=request.user.pk).order_by("id"))
            if request.posts:
                chosen = _chosen(request)
                request.actor = actor_for(chosen, request_id=request.request_id, network=network_of(request))
                _note_seen(request)
            else:
                logout(request)
        return self.get_response(request)


def _chosen(request: HttpRequest) -> Membership:
    wanted = request.session.get("membership")
    return next((post for post in request.posts if post.pk == wanted), request.posts[0])


def _note_seen(request: HttpRequest) -> None:
    border = clock.now() - SEEN_EVERY
    Session.objects.filter(session_key=request.session.session_key, seen_at__lt=border).update(
        seen_at=clock.now()
    )
