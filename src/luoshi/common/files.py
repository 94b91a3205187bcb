"""Content-addressed files: temp, fsync, rename, fsync directory, row.

Bytes and row appear together or not at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse

from . import clock
from .models import StoredFile

SPARED = dt.timedelta(hours=48)  # the sweep leaves younger files alone: their act may still be running
SANDBOX = "sandbox; default-src 'none'"


def root() -> Path:
    return Path(settings.LUOSHI_HOME) / "files"


def path_of(digest: str) -> Path:
    return root() / digest[:2] / digest[2:]


def put(chunks: Iterable[bytes]) -> StoredFile:
    """Keep bytes, before any act begins; the same content is kept once. Returns its row."""
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
        _place(Path(name), path_of(hasher.hexdigest()))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    stored, _ = StoredFile.objects.get_or_create(digest=hasher.hexdigest(), defaults={"size": size})
    return stored


def _place(temporary: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(temporary, target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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


def answer(stored: StoredFile, name: str) -> FileResponse:
    """The file as a download: attachment, sandboxed, never guessed at. The caller has checked who may have it."""
    response = FileResponse(path_of(stored.digest).open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(clean_name(name))}"
    response["Content-Security-Policy"] = SANDBOX
    return response


def sweep(cited: set[str]) -> list[str]:
    """Remove bytes and rows nobody cites and that are older than 48 h. Returns the digests removed."""
    border = clock.now() - SPARED
    gone = []
    for stored in StoredFile.objects.filter(created_at__lt=border).exclude(digest__in=cited):
        stored.delete()
        path_of(stored.digest).unlink(missing_ok=True)
        gone.append(stored.digest)
    for part in root().glob(".part-*"):
        if part.stat().st_mtime < border.timestamp():
            part.unlink(missing_ok=True)
    return gone
