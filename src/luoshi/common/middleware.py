"""What every request passes through, outermost first."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from . import error_pages, room
from .acts import is_lock_timeout
from .errors import Busy, Refusal
from .forms import UNSEEN, without_unseen
from .ids import new_public_id

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Names each request. The id is in a header always, in the body only on 5xx."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = new_public_id()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class HeadersMiddleware:
    """Security headers on every answer, static files and errors too (controls WB-02, WB-03, WB-04)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Server", "luoshi")  # the program that serves us does not tell its name
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
            if "cookie" not in response.headers.get("Vary", "").lower():
                response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Cookie"]))
        return response


class BusyMiddleware:
    """A lock that could not be had in time, outside any act: 503 and 'try again'."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and is_lock_timeout(exception):
            return error_pages.refused(request, Busy())
        return None


class RefusalMiddleware:
    """A refusal that its view did not show itself gets a page of its own; NUL bytes are no text.

    Whoever says how his request is to be read says UTF-8: other alphabets make half signs and NULs of plain letters.

    Nor are signs nobody sees (forms.UNSEEN): whatever is typed into a form loses them here, before any view.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            request.encoding = "utf-8"  # for the page that says so
            return error_pages.bad_request(request)
        if "\0" in request.META.get("PATH_INFO", "") or re.search(
            r"%00", request.META.get("QUERY_STRING", "")
        ):
            return error_pages.bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Raw fields go to the database too (the key of a form), and PostgreSQL takes no NUL."""
        sent = [text for name, values in request.POST.lists() for text in (name, *values)]
        if any("\0" in text for text in sent):
            return error_pages.bad_request(request)
        if any(UNSEEN.search(text) for text in sent):
            request.POST = without_unseen(request.POST)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return error_pages.refused(request, exception)
        if room.is_full(exception):
            log.error("the disk is full: %s", exception)
            return error_pages.full(request)
        return None
