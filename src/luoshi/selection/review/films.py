"""A film in the page: played as it comes, part by part, so that one may jump in it (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from luoshi.common import files
from luoshi.common.models import StoredFile

PART = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def answer(asked: str, stored: StoredFile) -> HttpResponseBase:
    """The film, or the part of it the header `Range` asks for; what cannot be answered is 416."""
    path, size = files.path_of(stored.digest), stored.size
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    start, end = _span(found, size)
    if start >= size:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    made = StreamingHttpResponse(
        _part(path, start, end), status=206 if found else 200, content_type="video/mp4"
    )
    made["Content-Length"] = str(end - start)
    made["Accept-Ranges"] = "bytes"
    made["Content-Disposition"] = "inline"
    made["Content-Security-Policy"] = files.SANDBOX
    if found:
        made["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return made


def _span(found: re.Match[str] | None, size: int) -> tuple[int, int]:
    """From and up to (not included)."""
    if found is None or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        return max(0, size - int(found[2])), size
    end = min(int(found[2]) + 1, size) if found[2] else size
    return int(found[1]), max(end, int(found[1]) + 1)


def _part(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as opened:
        opened.seek(start)
        left = end - start
        while left > 0 and (part := opened.read(min(PART, left))):
            left -= len(part)
            yield part
