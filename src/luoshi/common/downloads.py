"""Files made for one request: what they are by the ending of their name, and that they are kept, never opened."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

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
