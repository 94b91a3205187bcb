"""Files made for one request: what they are by the ending of their name, and that they are kept, never opened.

What takes much out of the house at once, or personal values, is asked for by POST and by an act of its own
(`…fetch_…`, with `proof=True`), which says by `note_taken` what went out (controls EX-02, SE-05).
"""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from . import acts
from .files import clean_name

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "yaml": "application/yaml; charset=utf-8",
}


def as_download(content: bytes | str, name: str) -> HttpResponse:
    """An attachment of this name, which people read: title, organisation, day. An ending not listed is plain bytes."""
    kept = clean_name(name)
    answer = HttpResponse(
        content, content_type=MEDIA_TYPES.get(kept.rpartition(".")[2], "application/octet-stream")
    )
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=kept) or "attachment"
    )
    return answer


def note_taken(content: bytes, rows: int) -> None:
    """Inside the act that hands a file out: of how many rows it tells, and the SHA-256 of its bytes."""
    note_taken_digest(hashlib.sha256(content).hexdigest(), rows)


def note_taken_digest(digest: str, rows: int) -> None:
    """The same of a file whose hash is kept already."""
    acts.note_ready({"bulk": "file", "rows": rows, "digest": digest})
