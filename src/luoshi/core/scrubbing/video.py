"""MP4 and MOV without their notes: place, author, device and times are overwritten where they stand.

Nothing is moved, so that offsets in the file stay right and a film of hundreds of megabytes is never held in memory:
the caller copies the film and writes the patches over the copy (ISO/IEC 14496-12: boxes, `free`, `udta`, `meta`).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .held import CannotScrub

SIGNS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
LARGEST_BOX = 64 * 1024 * 1024  # of a box with notes
MOST_BOXES = 100_000
_NOTES = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"Xtra", b"pnot", b"PICT"}
_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"edts", b"dinf", b"moof", b"traf", b"mvex"}
_KNOWN = {b"ftyp", b"styp", b"mdat", b"sidx", b"ssix", b"mfra", b"prft"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_BROKEN = "这段视频打不开，不能清理。请另存为 MP4 后再交。"


@dataclass(frozen=True, slots=True)
class Patch:
    """Bytes to write over the copy from this place on."""

    at: int
    data: bytes


def is_video(head: bytes) -> bool:
    """Whether a file that begins like this is one of ours to clean."""
    return head[4:8] in SIGNS


def video_patches(film: BinaryIO) -> list[Patch]:
    """What to write over a copy of the film so that its notes are gone. Raises CannotScrub."""
    size = film.seek(0, os.SEEK_END)
    found: list[Patch] = []
    for number, patch in enumerate(_of(film, 0, size, inside=False)):
        if number > MOST_BOXES:
            raise CannotScrub(_BROKEN)
        found.append(patch)
    return found


def _of(film: BinaryIO, start: int, end: int, *, inside: bool) -> Iterator[Patch]:
    at = start
    while at < end:
        kind, body, after = _box(film, at, end)
        if kind in _NOTES:
            yield from _blanked(at, body, after)
        elif kind in _HOLDERS:
            yield from _of(film, body, after, inside=True)
        elif kind in _TIMED:
            yield _without_times(film, body)
        elif kind == b"hdlr":
            yield from _unnamed(film, body, after)
        elif not inside and kind not in _KNOWN:
            raise CannotScrub(_BROKEN)
        at = after


def _box(film: BinaryIO, at: int, end: int) -> tuple[bytes, int, int]:
    """Kind of the box here, where its content begins, and where the next one begins."""
    film.seek(at)
    head = film.read(16)
    if len(head) < 8:
        raise CannotScrub(_BROKEN)
    size, kind = struct.unpack_from(">I4s", head)
    body = at + 8
    if size == 1 and len(head) == 16:
        (size,) = struct.unpack_from(">Q", head, 8)
        body = at + 16
    elif size == 0:
        size = end - at
    if size < body - at or at + size > end:
        raise CannotScrub(_BROKEN)
    return kind, body, at + size


def _blanked(at: int, body: int, after: int) -> Iterator[Patch]:
    if after - body > LARGEST_BOX:
        raise CannotScrub("这段视频的附加信息太大，不能清理。请另存为 MP4 后再交。")
    yield Patch(at + 4, b"free")
    yield Patch(body, bytes(after - body))


def _without_times(film: BinaryIO, body: int) -> Patch:
    film.seek(body)
    version = film.read(1)
    return Patch(body + 4, bytes(16 if version == b"\1" else 8))


def _unnamed(film: BinaryIO, body: int, after: int) -> Iterator[Patch]:
    """Behind version, kind and reserved bytes stands a name that programs fill with their own or the author's."""
    if after - body > 24:
        yield Patch(body + 24, bytes(after - body - 24))
