"""A file in parts: begun, continued where it stopped, also after a reload, a lost line or a killed server.

A part counts once its bytes are on the disk and the row says so; bytes beyond `received` are what a killed process
left, and the next part overwrites them. No act and no event: like a draft, it is nobody's business but its user's.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum

from luoshi.common import clock, files, throttle
from luoshi.common.actor import Actor
from luoshi.common.errors import DiskFull, RuleBroken
from luoshi.common.models import StoredFile
from luoshi.common.room import is_full

from . import room, taking
from .models import EvidenceUpload
from .queries import uploads_of

PART = 4 * taking.MEGABYTE
LARGEST_PART = 8 * taking.MEGABYTE
MOST_OPEN, MOST_BYTES = 240, 2048 * taking.MEGABYTE  # of one person at a time
READ = 1024 * 1024


class WrongOffset(Exception):
    """The part does not begin where the file stands; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def _folder() -> Path:
    return Path(settings.LUOSHI_HOME) / "uploads"


def path_of(upload: EvidenceUpload) -> Path:
    return _folder() / f"{upload.public_id}.part"


def begin(*, name: str, size: int, mark: str, by: Actor) -> EvidenceUpload:
    """A new upload, or the one of the same file that was broken off. Raises RuleBroken, TooOften."""
    name = files.clean_name(name)
    if wrong := taking.refusal(name, size, None, largest=taking.LARGEST_IN_PARTS):
        raise RuleBroken(wrong)
    own = uploads_of(by)
    there = own.filter(name=name, size=size, mark=mark).first()
    if there is not None:
        with _alone(there):
            return there
    if own.count() >= MOST_OPEN or (own.aggregate(all=Sum("size"))["all"] or 0) + size > MOST_BYTES:
        raise RuleBroken("没有传完的文件太多了，请先把它们添加完，或者不要其中的几个，再传新的。")
    room.refuse_unless_room(by.organisation_id, name, size)
    throttle.count(by, throttle.SEND)
    made, _ = EvidenceUpload.objects.get_or_create(
        user_id=by.user_id, organisation_id=by.organisation_id, name=name, size=size, mark=mark
    )
    return made


def take_part(upload: EvidenceUpload, *, offset: int, digest: str, data: bytes) -> int:
    """One part; how much there is now. Raises WrongOffset, RuleBroken."""
    if not data or len(data) > LARGEST_PART or hashlib.sha256(data).hexdigest() != digest:
        raise RuleBroken("这一段没有传完整，请重新传。")
    with _alone(upload) as file:
        if offset != upload.received:
            raise WrongOffset(upload.received)
        if offset + len(data) > upload.size:
            raise RuleBroken("传来的比文件还长，文件可能刚被改动，请重新选择。")
        if offset == 0 and (
            wrong := taking.refusal(upload.name, upload.size, data[:16], largest=upload.size)
        ):
            raise RuleBroken(wrong)
        _write(file, data, offset)
        received = offset + len(data)
        EvidenceUpload.objects.filter(pk=upload.pk).update(received=received, touched_at=clock.now())
        return received


def _write(file: int, data: bytes, offset: int) -> None:
    """All of it: a disk that is all but full takes less than it is given and says so the next time. Raises DiskFull."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.pwrite(file, rest, offset + len(data) - len(rest)) :]
        os.fsync(file)
    except OSError as broken:
        if is_full(broken):
            raise DiskFull from broken
        raise


@contextmanager
def _alone(upload: EvidenceUpload) -> Iterator[int]:
    """The part's file, held by this process alone, and the row as it stands. Where bytes are missing (the site came
    back from a backup, which holds no parts) it begins anew.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    handle = os.open(path_of(upload), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            upload.refresh_from_db(fields=["received"])
        except EvidenceUpload.DoesNotExist:
            path_of(upload).unlink(missing_ok=True)
            raise RuleBroken("这个文件已经去掉或添加了，请刷新页面核对。") from None
        if os.fstat(handle).st_size < upload.received:
            EvidenceUpload.objects.filter(pk=upload.pk).update(received=0)
            upload.received = 0
        if not upload.received:
            _sync_folder()
        yield handle
    finally:
        os.close(handle)


def _sync_folder() -> None:
    """That the file is there at all must be on the disk too."""
    handle = os.open(_folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_all(given: dict[str, Any]) -> tuple[list[tuple[StoredFile, str]], list[str]]:
    """What a form brought, with it and in parts before: kept with names, and what was refused, a sentence each; also
    what the page was told on the way of files that did not come.
    """
    kept, refused = taking.keep(given["chosen"])
    more, also = keep(given["uploads"])
    return [*kept, *more], [*given.get("refused", []), *refused, *also]


def keep(uploads: Iterable[EvidenceUpload]) -> tuple[list[tuple[StoredFile, str]], list[str]]:
    """The whole ones in the store with their names, and what was refused; the parts stay until `done`."""
    kept, refused, whole = [], [], []
    for upload in uploads:
        try:
            stored = files.put(_bytes_of(upload)) if upload.is_whole else None
        except FileNotFoundError:  # added or taken away in another window
            stored = None
        if stored is None:
            refused.append(f"“{upload.name}”没有传完，请重新选择它，从断开的地方接着传。")
            continue
        whole.append((upload, (stored, upload.name)))
    faults = taking.hostile_among([each for _, each in whole])
    for (upload, each), wrong in zip(whole, faults, strict=True):
        if wrong:
            refused.append(wrong)
            if not wrong.endswith(taking.LATER):
                discard(upload)
        else:
            kept.append(each)
    return kept, refused


def _bytes_of(upload: EvidenceUpload) -> Iterator[bytes]:
    left = upload.size
    with path_of(upload).open("rb") as file:
        while left and (chunk := file.read(min(READ, left))):
            left -= len(chunk)
            yield chunk


def done(uploads: Iterable[EvidenceUpload]) -> None:
    """They are in the library now."""
    for upload in uploads:
        if upload.is_whole:
            discard(upload)


def discard(upload: EvidenceUpload) -> None:
    EvidenceUpload.objects.filter(pk=upload.pk).delete()
    path_of(upload).unlink(missing_ok=True)


def sweep() -> None:
    """What nobody has touched for two days, and parts without a row."""
    border = clock.now() - files.SPARED
    for upload in EvidenceUpload.objects.filter(touched_at__lt=border).iterator():
        discard(upload)
    for path in _folder().glob("*.part"):
        row = EvidenceUpload.objects.filter(public_id=path.stem)
        if path.stat().st_mtime < border.timestamp() and not row.exists():
            path.unlink(missing_ok=True)
