"""Errors as pages a person can read: what happened and what to do next."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from . import audit, room
from .errors import DiskFull, Refusal
from .models import AuditEvent

log = logging.getLogger(__name__)
RETRY_AFTER = {429: "60", 503: "5"}  # seconds


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def wrong_method(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """A page opened by an address that only a button may call."""
    page = render_to_string("405.html", request=request)
    return HttpResponseNotAllowed(allowed, page)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal, with the refusal's own status."""
    template = {409: "409.html", 429: "429.html", 503: "503.html", 507: "507.html"}.get(
        refusal.status, "422.html"
    )
    context = {"refusal": refusal, "conflict": conflict_of(request, refusal)}
    response = render(request, template, context, status=refusal.status)
    if refusal.status in RETRY_AFTER:
        response["Retry-After"] = str(getattr(refusal, "retry_after", RETRY_AFTER[refusal.status]))
    return response


def conflict_of(request: HttpRequest, refusal: Refusal) -> dict[str, Any] | None:
    """Both versions of a row that was saved in between: who changed it, and field by field what stands and what was
    sent. None when the refusal is no such case or the form's fields are not the row's."""
    current = getattr(refusal, "current", None)
    if current is None:
        return None
    fields = {field.name: field for field in current._meta.fields if _has_label(field)}
    rows = [
        {
            "label": fields[name].verbose_name,
            "current": _shown(current, fields[name]),
            "yours": request.POST[name],
        }
        for name in request.POST
        if name in fields and name not in current.AUDIT_PERSONAL
    ]
    done = AuditEvent.objects.filter(
        object_type=current._meta.label_lower, object_id=current.public_id, result=AuditEvent.Result.DONE
    )
    last = done.exclude(audit.TAKEN).order_by("id").last()
    who = get_user_model().objects.filter(public_id=last.user).first() if last and last.user else None
    return {"by": str(who) if who else "", "at": last.at if last else None, "rows": rows}


def _has_label(field: Any) -> bool:
    """Whether people know this field. One without a label of ours (keys, digests, sealed bytes) is never shown,
    whatever names a request carries."""
    named = field.verbose_name != field.name.replace("_", " ")
    return bool(named and field.editable and not field.primary_key)


def _shown(row: Any, field: Any) -> Any:
    display = getattr(row, f"get_{field.name}_display", None)
    return display() if display else getattr(row, field.name)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {"refused_because": "页面打开太久或来自别处。请返回上一页，刷新后再提交一次。"}
    return render(request, "403.html", context, status=403)


def full(request: HttpRequest) -> HttpResponse:
    """The disk is full: the page needs no session and no database, both may want to write."""
    return HttpResponse(render_to_string("507.html", {"refusal": DiskFull()}), status=DiskFull.status)


def broken(request: HttpRequest) -> HttpResponse:
    """The last resort: no database, no context, only the request id to tell the administrator. A full disk comes here
    where a form's files could not be taken in, before any view began.
    """
    if room.is_full(sys.exc_info()[1]):
        return full(request)
    page = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(page, status=500)
