"""Each view declares who may call it and how. The list of all routes is made from these declarations.

    @policy("市局经办：装载导入结果", methods=("POST",))
    def load_reading(request: HttpRequest, reading: str) -> HttpResponse: ...

A URL without a declaration fails the suite (controls AZ-01).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from . import error_pages, throttle

View = Callable[..., HttpResponse]
ANY_ANGLE = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


def policy(
    words: str, *, methods: tuple[str, ...] = ("GET",), public: bool = False, in_parts: bool = False
) -> Callable[[View], View]:
    """Declare a view: `words` say who may see or do what; other methods than `methods` get 405 (HEAD goes with GET).

    `public` views are open to people who have not signed in. Files that come with a form count towards what one account
    may send (TooOften); `in_parts`: the view takes parts of one file, which was counted when it began.
    """
    allowed = frozenset([*methods, "HEAD"] if "GET" in methods else methods)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return error_pages.wrong_method(request, sorted(allowed))
            if request.method == "HEAD":
                request.method = "GET"  # the server leaves the body out; views need not know
            if request.method == "POST" and not in_parts and request.FILES:
                sent = sum(len(each) for _, each in request.FILES.lists())
                throttle.count(request.actor, throttle.SEND, sent)
            return view(request, *args, **kwargs)

        checked.policy = words  # type: ignore[attr-defined]
        checked.methods = tuple(methods)  # type: ignore[attr-defined]
        checked.public = public  # type: ignore[attr-defined]
        return login_not_required(checked) if public else checked

    return decorate


def routes() -> list[dict[str, Any]]:
    """All routes as `luoshi routes --json` shows them (design, section 5), in the order of the resolver."""
    return [_described(path, pattern, params) for path, pattern, params in _walk(get_resolver(), "/", [])]


def undeclared() -> list[str]:
    """Paths whose view declares no policy."""
    return [route["path"] for route in routes() if not route["policy"]]


def _walk(
    resolver: URLResolver, prefix: str, params: list[dict[str, str]]
) -> Iterator[tuple[str, URLPattern, list[dict[str, str]]]]:
    for entry in resolver.url_patterns:
        path = prefix + ANY_ANGLE.sub(r"<\1>", str(entry.pattern))
        found = [*params, *_params(entry)]
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path, found)
        else:
            yield path, entry, found


def _params(entry: URLPattern | URLResolver) -> list[dict[str, str]]:
    return [{"name": name, "type": _type_of(made)} for name, made in entry.pattern.converters.items()]


def _type_of(converter: Any) -> str:
    """`public_id`, `string`, `int`, `slug` …"""
    bare = type(converter).__name__.removesuffix("Converter")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", bare).lower()


def _described(path: str, pattern: URLPattern, params: list[dict[str, str]]) -> dict[str, Any]:
    view = pattern.callback
    return {
        "name": pattern.name or "",
        "path": path,
        "methods": list(getattr(view, "methods", ())),
        "params": params,
        "policy": getattr(view, "policy", ""),
        "public": not getattr(view, "login_required", True),
    }
