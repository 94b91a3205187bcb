"""How long a file is: pages, words, seconds. Pages and words as a task of the child process; a video by its head."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from luoshi.core.previews import text_of
from luoshi.core.reading.hostile import open_archive
from luoshi.core.reading.structure import Unreadable
from luoshi.core.scans.opening import sheet_count

_ARCHIVE, _PDF = b"PK\x03\x04", b"%PDF-"
MOST_BOXES = 200  # that a video may begin with before its head comes


def measure(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """{"pages": number or null, "words": number or null} of the one file. Raises Unreadable, also for an archive that
    is not safe to open. Words are counted as offices do: every character that is no space."""
    [(name, data)] = files
    found: dict[str, Any] = {"pages": None, "words": None}
    if data.startswith(_ARCHIVE):
        open_archive(name, data)
    elif data.startswith(_PDF):
        found["pages"] = sheet_count(name, data, None)
    if options["words"]:
        found["words"] = len("".join(text_of(files, {})["text"].split()))
    return found


def video_seconds(file: BinaryIO) -> int:
    """Of an MP4, as its head (`mvhd`) says, rounded up. Raises Unreadable where there is none."""
    file.seek(0, 2)
    end = file.tell()
    inside = _find(file, b"moov", 0, end)
    start, _ = _find(file, b"mvhd", *inside)
    file.seek(start)
    head = file.read(32)
    try:
        if head[0] == 1:
            scale, length = struct.unpack(">IQ", head[20:32])
        else:
            scale, length = struct.unpack(">II", head[12:20])
    except (struct.error, IndexError):
        raise _broken() from None
    if not scale:
        raise _broken()
    return int(-(-length // scale))


def _find(file: BinaryIO, kind: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the content of the first box of this kind lies between these places."""
    for _ in range(MOST_BOXES):
        file.seek(start)
        head = file.read(16)
        if start + 8 > end or len(head) < 8:
            break
        size, begins = struct.unpack(">I", head[:4])[0], 8
        if size == 1 and len(head) == 16:
            size, begins = struct.unpack(">Q", head[8:])[0], 16
        stop = end if size == 0 else start + size
        if (size and size < begins) or stop > end:
            break
        if head[4:8] == kind:
            return start + begins, stop
        start = stop
    raise _broken()


def _broken() -> Unreadable:
    return Unreadable("视频读不出时长，可能没有录完或已损坏，请重新导出为 MP4 后再上传。")
