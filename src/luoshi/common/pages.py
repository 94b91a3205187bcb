"""Small helpers of views."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PAGE_SIZE = 50


def find(visible: QuerySet[Any], public_id: str) -> Any:
    """The row with this public id among those the actor may see; otherwise 404, foreign and nonexistent alike."""
    row = visible.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for by `?page=`; nonsense gives the first or the last page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def version_of(request: HttpRequest) -> int | None:
    """The version the form was made from (`_version`), or None."""
    text = request.POST.get("_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
