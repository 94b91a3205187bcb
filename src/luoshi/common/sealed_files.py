"""Files made for people (exports by jobs, printed pages): written as a stream, sealed part by part, gone after a day.

They lie in LUOSHI_HOME/made under a name of the caller's (a public id), outside the store and backups. A file is
there whole or not at all; each part knows the name, its place and whether it is the last, so that parts cannot be
swapped, left out or taken from another file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from . import clock, crypto, room
from .errors import DiskFull

PART = 1024 * 1024
_SEALED = PART + crypto.NONCE + 16


def _folder() -> Path:
    return Path(settings.LUOSHI_HOME) / "made"


def path_of(name: str) -> Path:
    return _folder() / f"{name}.sealed"


class Writer:
    """Takes bytes in pieces of any size."""

    def __init__(self, file: int, name: str) -> None:
        self._file, self._name, self._at, self._held = file, name, 0, bytearray()
        self.size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._held += data
        while len(self._held) > PART:
            self._put(bytes(self._held[:PART]), last=False)
            del self._held[:PART]

    def finish(self) -> None:
        self._put(bytes(self._held), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = memoryview(crypto.encrypt(plain, context=_context(self._name, self._at, last)))
        while sealed:
            sealed = sealed[os.write(self._file, sealed) :]
        self._at += 1


def _context(name: str, at: int, last: bool) -> str:
    return f"made:{name}:{at}:{'last' if last else 'more'}"


@contextmanager
def writing(name: str) -> Iterator[Writer]:
    """A new file of this name, in place of an older one; nothing of it stays where the block raises.

    Raises DiskFull.
    """
    room.refuse_unless_free()
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    part = _folder() / f".{name}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        writer = Writer(handle, name)
        yield writer
        writer.finish()
        os.fsync(handle)
        os.replace(part, path_of(name))
        _sync_folder()
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)


def _sync_folder() -> None:
    handle = os.open(_folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exists(name: str) -> bool:
    return path_of(name).exists()


class Reader:
    """The plain bytes, part by part. Raises ValueError where a part was changed."""

    def __init__(self, name: str) -> None:
        self._name, self._at = name, 0
        self._file = path_of(name).open("rb")
        self._next = self._file.read(_SEALED)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        sealed = self._next
        if not sealed:
            self.close()
            raise StopIteration
        self._next = self._file.read(_SEALED)
        plain = crypto.decrypt(sealed, context=_context(self._name, self._at, not self._next))
        self._at += 1
        return plain

    def close(self) -> None:
        self._file.close()


def reading(name: str) -> Reader:
    """Opened at once, so that FileNotFoundError comes before the first part. Read to the end, or close."""
    return Reader(name)


def once(name: str, make: Callable[[], bytes]) -> bytes:
    """What is kept under this name, made now where it is not there or does not read. `name` tells all that it is made
    of, so that what changed has another name; of those who ask at the same moment one makes it, the others wait.
    """
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_folder() / f".{name[:2]}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with closing(reading(name)) as parts:
                return b"".join(parts)
        except (FileNotFoundError, ValueError):
            data = make()
        with suppress(DiskFull), writing(name) as writer:  # what cannot be kept is made again the next time
            writer.write(data)
        return data


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def free_space() -> int:
    """Bytes that are free where such files lie."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    left = os.statvfs(_folder())
    return left.f_bavail * left.f_frsize


def sweep(kept: set[str], border: float | None = None) -> None:
    """Remove what is older than a day, but for `kept` (names); half-written parts of a killed process too."""
    oldest = clock.now().timestamp() - 86_400 if border is None else border
    for path in [*_folder().glob("*.sealed"), *_folder().glob(".*.part")]:
        if path.name.removesuffix(".sealed") not in kept and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
