"""A zip archive written as a stream: nothing is held but the list of names.

Sizes and check sums are known before (the store knows its bytes), so every entry begins with a whole header: old
unpacking tools need no look at the end. Nothing is pressed together: papers and photos are already. Names are UTF-8
and say so; more than 4 GB or 65,535 entries are refused, for the older tools' sake.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Callable, Iterable

LARGEST, MOST = 4 * 1024**3 - 16 * 1024**2, 65_000
_UTF8, _STORED, _UNIX, _VERSION = 0x0800, 0, 3, 20
_PLAIN_FILE = 0o100644 << 16


class TooLarge(Exception):
    """More than an archive of this kind takes."""


class Changed(Exception):
    """The bytes of an entry were not those that had been announced."""


def check_sum(chunks: Iterable[bytes]) -> int:
    found = 0
    for chunk in chunks:
        found = zlib.crc32(chunk, found)
    return found


def size_of(entries: Iterable[tuple[str, int]]) -> int:
    """What an archive of these (path, size) will weigh, to the byte."""
    return 22 + sum(76 + 2 * len(path.encode()) + size for path, size in entries)


class Zip:
    """write: takes the next bytes; at: the time that stands at every entry."""

    def __init__(self, write: Callable[[bytes], object], at: dt.datetime) -> None:
        self._write, self._where = write, 0
        self._central: list[bytes] = []
        self._day = (max(at.year, 1980) - 1980) << 9 | at.month << 5 | at.day
        self._time = at.hour << 11 | at.minute << 5 | at.second // 2

    def add(self, path: str, size: int, crc: int, chunks: Iterable[bytes]) -> None:
        """One file. Raises Changed where the bytes are not of this size and check sum, TooLarge."""
        name = path.encode()
        if len(self._central) >= MOST or self._where + size + 4096 > LARGEST:
            raise TooLarge
        facts = struct.pack(
            "<HHHHHIIIHH",
            _VERSION, _UTF8, _STORED, self._time, self._day, crc, size, size, len(name), 0,
        )  # fmt: skip
        begins = self._where
        self._put(b"PK\x03\x04" + facts + name)
        seen, sum_ = 0, 0
        for chunk in chunks:
            seen, sum_ = seen + len(chunk), zlib.crc32(chunk, sum_)
            if seen > size:
                break
            self._put(chunk)
        if (seen, sum_) != (size, crc):
            raise Changed
        made_by = struct.pack("<H", _UNIX << 8 | _VERSION)
        tail = struct.pack("<HHHII", 0, 0, 0, _PLAIN_FILE, begins)
        self._central.append(b"PK\x01\x02" + made_by + facts + tail + name)

    def finish(self) -> int:
        """The list at the end; the size of the whole."""
        begins = self._where
        for each in self._central:
            self._put(each)
        many, length = len(self._central), self._where - begins
        self._put(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, many, many, length, begins, 0))
        return self._where

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._where += len(data)
