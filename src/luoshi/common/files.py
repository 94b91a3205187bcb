"""Content-addressed files: temp, fsync, rename, fsync directory, row.

Bytes and row appear together or not at all.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse

from luoshi.core.masking import mask_numbers

from . import clock, room
from .models import StoredFile

SPARED = dt.timedelta(hours=48)  # the sweep leaves younger files alone: their act may still be running
SANDBOX = "sandbox; default-src 'none'"


def root() -> Path:
    return Path(settings.LUOSHI_HOME) / "files"


def path_of(digest: str) -> Path:
    return root() / digest[:2] / digest[2:]


def put(chunks: Iterable[bytes]) -> StoredFile:
    """Keep bytes, before any act begins; the same content is kept once. Returns its row. Raises DiskFull."""
    room.refuse_unless_free()
    root().mkdir(parents=True, exist_ok=True)
    hasher, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(dir=root(), prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                hasher.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        with sweep_held_off():
            _place(Path(name), path_of(hasher.hexdigest()))
            return _row_of(hasher.hexdigest(), size)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _row_of(digest: str, size: int) -> StoredFile:
    """The row of these bytes. An old one counts as new again, so that the sweep spares it until its act is through."""
    stored, made = StoredFile.objects.get_or_create(digest=digest, defaults={"size": size})
    if not made and stored.created_at < clock.now() - SPARED / 2:
        StoredFile.objects.filter(pk=stored.pk).update(created_at=clock.now())
    return stored


@contextmanager
def sweep_held_off(how: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Keeping bytes and sweeping exclude each other: shared for those who keep, exclusive for the sweep."""
    with (root() / ".lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def _place(temporary: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(temporary, target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def measure(path: Path) -> tuple[int, str]:
    """Size and digest of a file's bytes. Raises FileNotFoundError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def read(stored: StoredFile) -> bytes:
    """The bytes. Raises FileNotFoundError when the data folder lost them."""
    return path_of(stored.digest).read_bytes()


def clean_name(name: str) -> str:
    """A display name without path, control characters and direction marks; at most 120 characters, never empty."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\"<>|:*?]", "", bare
    ).strip(" .")
    if len(bare) > 120:
        stem, dot, ending = bare.rpartition(".")
        bare = f"{stem[:100]}.{ending[:10]}" if dot else bare[:120]
    return bare or "文件"


def given_name(name: str) -> str:
    """The name an uploaded file is known by: a scan is often called after the number of the person it is about, and
    names stand on pages, in logs and in exports, where nobody needs it (controls PD-02).
    """
    return mask_numbers(clean_name(name))


def answer(stored: StoredFile, name: str) -> FileResponse:
    """The file as a download: attachment, sandboxed, never guessed at. The caller has checked who may have it."""
    response = FileResponse(path_of(stored.digest).open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(clean_name(name))}"
    response["Content-Security-Policy"] = SANDBOX
    return response


def picture(stored: StoredFile) -> FileResponse:
    """A JPEG that the server itself made from pixels, to be shown in a page. The caller has checked who may see it."""
    response = FileResponse(path_of(stored.digest).open("rb"), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = SANDBOX
    return response


def cited() -> set[str]:
    """Digests that some row points to, whichever stage it belongs to."""
    found: set[str] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            rows = relation.related_model._base_manager
            found.update(rows.values_list(f"{relation.field.name}__digest", flat=True))
    return found


def sweep(spared: set[str]) -> list[str]:
    """Remove bytes and rows that are older than 48 h and not among `spared`. Returns the digests removed."""
    if not root().exists():
        return []
    border = clock.now() - SPARED
    with sweep_held_off(fcntl.LOCK_EX):
        gone = []
        for stored in StoredFile.objects.filter(created_at__lt=border).iterator():
            if stored.digest in spared:
                continue
            stored.delete()
            path_of(stored.digest).unlink(missing_ok=True)
            gone.append(stored.digest)
        return gone + _sweep_leftovers(border.timestamp())


def _sweep_leftovers(border: float) -> list[str]:
    """Half-written parts, and bytes without a row: what a killed process left."""
    for part in root().glob(".part-*"):
        if part.stat().st_mtime < border:
            part.unlink(missing_ok=True)
    gone = []
    for file in root().glob("??/*"):
        digest = file.parent.name + file.name
        if file.stat().st_mtime < border and not StoredFile.objects.filter(digest=digest).exists():
            file.unlink(missing_ok=True)
            gone.append(digest)
    return gone
