"""What lies in a package, a folder or a zip file: names that can be trusted, and bytes in pieces.

Nothing is unpacked and nothing is read further than was announced, so that a package made with bad intent costs no
more than an honest one: paths out of the folder, links, the same name twice and entries of absurd size are faults.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

MOST_FILES, LARGEST_JSON = 65_000, 200 * 1024 * 1024
LARGEST = 8 * 1024**3
PART = 1024 * 1024
_ENCRYPTED = 0x1
_KNOWN = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # ours are stored; who packs the folder again may deflate it
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError,
    OverflowError, MemoryError,
)  # fmt: skip


class BadArchive(ValueError):
    """This is no package, or one that cannot be read; the text says why in one Chinese sentence."""


class Container(Protocol):
    """faults: what is wrong with it before anything is read. files: path → size as announced."""

    faults: list[str]
    files: dict[str, int]

    def open(self, path: str) -> BinaryIO: ...

    def close(self) -> None: ...


@contextmanager
def opened(path: Path, head: str) -> Iterator[Container]:
    """The package at this place; its paths are told from where the file `head` lies. Raises BadArchive, OSError."""
    if path.is_dir():
        found: Container = _Folder(path)
    elif path.exists() and not path.is_file():
        raise BadArchive("这不是普通文件，没有读取，请给出档案包文件或解压后的文件夹。")
    else:
        found = _Zip(path)
    try:
        yield _Within(found, _prefix(found, head))
    finally:
        found.close()


def digest_of(container: Container, path: str, most: int) -> tuple[int, str]:
    """Length and SHA-256, no further than one byte past `most`. Raises BadArchive where the bytes cannot be read."""
    size, digest = 0, hashlib.sha256()
    for part in _parts(container, path, most + 1):
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()


def bytes_of(container: Container, path: str, most: int = LARGEST_JSON) -> bytes:
    """All of a small file. Raises BadArchive where it is larger or cannot be read."""
    data = b"".join(_parts(container, path, most + 1))
    if len(data) > most:
        raise BadArchive(f"“{path}”太大，没有读取。")
    return data


def _parts(container: Container, path: str, most: int) -> Iterator[bytes]:
    try:
        with container.open(path) as file:
            while most > 0 and (part := file.read(min(PART, most))):
                most -= len(part)
                yield part
    except _UNREADABLE as broken:
        raise BadArchive(f"“{path}”读不出来，档案包已经损坏。") from broken


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.faults: list[str] = []
        self.files: dict[str, int] = {}
        for folder, folders, names in os.walk(root):
            for name in [*folders, *names]:
                self._add(Path(folder) / name)

    def _add(self, path: Path) -> None:
        kind = path.lstat()
        said = path.relative_to(self._root).as_posix()
        if len(self.files) >= MOST_FILES:
            raise BadArchive(f"文件多于 {MOST_FILES} 个，没有读取。")
        if stat.S_ISREG(kind.st_mode):
            self.files[said] = kind.st_size
        elif not stat.S_ISDIR(kind.st_mode):
            self.faults.append(f"“{said}”不是普通文件，没有读取。")

    def open(self, path: str) -> BinaryIO:
        return (self._root / path).open("rb")

    def close(self) -> None:
        """Nothing is held open."""


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _UNREADABLE as broken:
            raise BadArchive("文件内容不是档案包，请选择下载的档案包文件。") from broken
        self.faults: list[str] = []
        self.files: dict[str, int] = {}
        self._entries: dict[str, zipfile.ZipInfo] = {}
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > LARGEST:
            self._zip.close()
            raise BadArchive("档案包里的文件太多或者太大，没有读取。")
        for entry in entries:
            if not entry.is_dir():
                self._add(entry)

    def _add(self, entry: zipfile.ZipInfo) -> None:
        name = entry.orig_filename
        kind = entry.external_attr >> 16
        if not is_safe(name):
            self.faults.append(f"“{_printable(name)}”的路径不在档案包里，没有读取。")
        elif kind and not stat.S_ISREG(kind) and stat.S_IFMT(kind):
            self.faults.append(f"“{name}”不是普通文件，没有读取。")
        elif entry.flag_bits & _ENCRYPTED:
            self.faults.append(f"“{name}”加了密码，没有读取。")
        elif entry.compress_type not in _KNOWN:
            self.faults.append(f"“{name}”用了不认识的压缩方法，没有读取。")
        elif name in self._entries:
            self.faults.append(f"“{name}”在档案包里有两个，没有读取第二个。")
        else:
            self._entries[name], self.files[name] = entry, entry.file_size

    def open(self, path: str) -> BinaryIO:
        return self._zip.open(self._entries[path])  # type: ignore[return-value]

    def close(self) -> None:
        self._zip.close()


class _Within:
    """The same, told from a folder in it; what lies beside that folder keeps its whole path after `../`."""

    def __init__(self, inner: Container, prefix: str) -> None:
        self._inner, self.faults = inner, [*inner.faults, *_alike(inner.files)]
        self._names = {
            name.removeprefix(prefix) if name.startswith(prefix) else f"../{name}": name
            for name in inner.files
        }
        self.files = {said: inner.files[name] for said, name in self._names.items()}

    def open(self, path: str) -> BinaryIO:
        return self._inner.open(self._names[path])

    def close(self) -> None:
        self._inner.close()


def _prefix(container: Container, head: str) -> str:
    """Where the head lies: at the top, or in the one folder that has it."""
    if head in container.files:
        return ""
    found = [name for name in container.files if name.endswith(f"/{head}") and name.count("/") == 1]
    if len(found) != 1:
        raise BadArchive("里面没有档案包的清单，请选择下载的档案包文件或者它解压后的文件夹。")
    return found[0].removesuffix(head)


def _alike(names: dict[str, int]) -> Iterator[str]:
    """Names that some systems take for one: unpacked there, one would lie over the other."""
    seen: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if seen.setdefault(key, name) != name:
            yield f"“{name}”和“{seen[key]}”在有的电脑上是同一个文件名。"


def is_safe(name: str) -> bool:
    """A relative path of plain names."""
    parts = name.split("/")
    return (
        bool(name)
        and len(name.encode("utf-8", "surrogatepass")) <= 1000
        and not any(part in ("", ".", "..") or part != part.strip() for part in parts)
        and not any(sign in name for sign in '\\:*?"<>|')
        and name.isprintable()
    )


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "□" for sign in name)[:200]
