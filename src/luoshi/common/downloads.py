"""Files made for one request: what they are by the ending of their name, and that they are kept, never opened.

What takes much out of the house at once, or personal values, is asked for by POST and by an act of its own
(`…fetch_…`, with `proof=True`), which says by `note_taken` what went out (controls EX-02, SE-05). What is taken by
opening its address leaves the same line by `note_fetched`, and counts towards what one account may take.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import acts, audit, clock, files, throttle
from .files import clean_name
from .models import AuditEvent, Base, StoredFile

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


def sealed_archive(parts: Iterable[bytes], size: int, name: str) -> StreamingHttpResponse:
    """An archive that lies sealed (`sealed_files.reading`), opened as it goes out; size in bytes."""
    answer = StreamingHttpResponse(parts, content_type="application/zip")
    answer["Content-Length"] = str(size)
    answer["Content-Security-Policy"] = files.SANDBOX
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=clean_name(name)) or "attachment"
    )
    return answer


def note_taken(content: bytes, rows: int) -> None:
    """Inside the act that hands a file out: of how many rows it tells, and the SHA-256 of its bytes."""
    note_taken_digest(hashlib.sha256(content).hexdigest(), rows)


def note_taken_digest(digest: str, rows: int) -> None:
    """The same of a file whose hash is kept already."""
    acts.note_ready(_said(digest, rows))


def _said(digest: str, rows: int) -> audit.Change:
    return {"bulk": "file", "rows": rows, "digest": digest}


def note_fetched(request: HttpRequest, action: str, about: Base, *, rows: int, digest: str) -> None:
    """The line of a file that a reader takes by its address. Raises TooOften before anything is noted."""
    throttle.count(request.actor, throttle.TAKE)
    with transaction.atomic():
        audit.record(action, by=request.actor, obj=about, changes=[_said(digest, rows)])


def hand_out(
    request: HttpRequest, content: bytes, name: str, *, action: str, about: Base, rows: int
) -> HttpResponse:
    """`as_download` with its line: of how many rows it tells, and the SHA-256 of its bytes."""
    note_fetched(request, action, about, rows=rows, digest=hashlib.sha256(content).hexdigest())
    return as_download(content, name)


def hand_out_stored(
    request: HttpRequest, stored: StoredFile, name: str, *, action: str, about: Base
) -> FileResponse:
    """A file of the store as it was given, with its line."""
    note_fetched(request, action, about, rows=1, digest=stored.digest)
    return files.answer(stored, name)


def note_looked(request: HttpRequest, action: str, about: Base) -> None:
    """Pages of a file as pictures are the file, too: a line for each person and file, and no second one within a
    quarter of an hour, however many pages were turned. Raises TooOften.
    """
    since = clock.now() - throttle.WINDOW
    mine = AuditEvent.objects.filter(
        object_type=about._meta.label_lower, object_id=about.public_id, at__gt=since
    )
    if mine.filter(action=action, user=request.actor.user_public_id, result="done").exists():
        return
    throttle.count(request.actor, throttle.TAKE)
    with transaction.atomic():
        audit.record(action, by=request.actor, obj=about)
