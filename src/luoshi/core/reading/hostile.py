"""Files that mean harm, refused before anything parses them (controls UP-01, UP-02, UP-03, UP-07).

`open_archive` inflates every entry of a zip once, counting real bytes, before it hands out any of them.
`parse_xml` is the only way of this package to XML: no document type, no entities, nothing from outside.
Each refusal is an `Unreadable` with one Chinese sentence that says what to do next.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .structure import Unreadable

if TYPE_CHECKING:
    from lxml import etree

MEGABYTE = 1024 * 1024
MAX_FILE = 50 * MEGABYTE
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may cost us. A ratio counts only from `ratio_from` bytes on: small XML packs well.

    The ratio holds for each entry and for all of them together, so that many small bombs are one.
    """

    entries: int = 4000
    entry_bytes: int = 160 * MEGABYTE
    total_bytes: int = 240 * MEGABYTE
    ratio: int = 150
    ratio_from: int = 16 * MEGABYTE
    relations_bytes: int = 8 * MEGABYTE  # of all .rels parts, which are read as trees


LIMITS = Limits()
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_DEEPEST = 3  # office files within office files within an archive
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVE_ENDINGS = (".zip", ".rar", ".7z", ".gz", ".jar")
PROGRAM_ENDINGS = (
    ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
    ".lnk", ".reg", ".apk", ".sh", ".py",
)  # fmt: skip
MACRO_PARTS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml)$|(^|/)(macrosheets|dialogsheets)/|^Basic/", re.I
)
_EMBEDDED_PARTS = re.compile(
    r"(^|/)(embeddings|activeX)/|(^|/)oleObject\d*\.bin$|^Object \d+/content\.xml$", re.I
)
_FETCHED = re.compile(r"/(attachedTemplate|oleObject|subDocument|frame|externalLinkPath)$", re.I)
_OUTSIDE = re.compile(r"(https?|ftp|mhtml|file):|[/\\]{2}", re.I)
_DOCUMENT_TYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_KNOWN_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "gb18030", "gbk", "gb2312", "iso-8859-1"}


class Archive:
    """A zip that passed every check. Entries are inflated again when read, so that little lies in memory."""

    def __init__(self, name: str, opened: zipfile.ZipFile) -> None:
        self.name = name
        self._opened = opened
        self.names = tuple(info.filename for info in opened.infolist() if not info.is_dir())
        self._known = set(self.names)

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def read(self, path: str) -> bytes:
        """The bytes of one entry; Unreadable if the archive has no such entry."""
        if path not in self._known:
            raise Unreadable(
                f"“{self.name}”内部缺少必要的部分，文件可能已损坏，请用办公软件打开后另存一份再上传。"
            )
        return self._opened.read(path)

    def xml(self, path: str) -> etree._Element:
        """One entry as parsed XML; see `parse_xml`."""
        return parse_xml(self.name, self.read(path))

    def whole_xml(self, path: str) -> etree._Element:
        """The same with its comments and instructions, for a part that is written again."""
        return parse_xml(self.name, self.read(path), whole=True)

    @property
    def embedded(self) -> list[str]:
        """Objects put into the document (a sheet in a text, an OLE object); they are never opened."""
        return [path for path in self.names if _EMBEDDED_PARTS.search(path)]


def check_size(name: str, data: bytes) -> None:
    """Refuse an empty file and one above `MAX_FILE`."""
    if not data:
        raise Unreadable(f"“{name}”是空文件，里面没有内容，请重新导出后再上传。")
    if len(data) > MAX_FILE:
        raise Unreadable(f"“{name}”超过 {MAX_FILE // MEGABYTE} MB，请压缩其中的图片或拆成几个文件后再上传。")


def open_archive(name: str, data: bytes, limits: Limits = LIMITS) -> Archive:
    """Open a zip after checking every entry from its inflated bytes.

    Raises Unreadable for: damaged, encrypted, links, paths leading out, too many or too large entries, a
    suspicious ratio, archives within the archive, macros, and parts fetched from elsewhere.
    """
    damaged = Unreadable(f"“{name}”已损坏或没有传完整，请用办公软件打开检查，另存一份后再上传。")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        _check_entries(name, opened.infolist(), limits)
        _check_contents(name, opened, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise damaged from error
    return Archive(name, opened)


def check_archives(files: list[tuple[str, bytes]], options: Mapping[str, Any]) -> dict[str, Any]:
    """Task for the child process: {"wrong": […]}, for each file what is wrong with its archive, empty if nothing."""
    return {"wrong": [_wrong_with(name, data) for name, data in files]}


def _wrong_with(name: str, data: bytes) -> str:
    try:
        open_archive(name, data)
    except Unreadable as reason:
        return str(reason)
    return ""


def _check_entries(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    suspicious = Unreadable(f"“{name}”的内部结构可疑，为安全起见没有打开，请用办公软件另存一份后再上传。")
    if len(entries) > limits.entries:
        raise suspicious
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Unreadable(f"“{name}”设有密码，请去掉密码后再上传。")
        if MACRO_PARTS.search(entry.filename):
            raise Unreadable(
                f"“{name}”含有宏（可自动运行的程序），请另存为不含宏的 .docx 或 .xlsx 后再上传。"
            )
        if (
            _leads_out(entry)
            or entry.filename in seen
            or entry.compress_type not in _PLAIN_METHODS
            or entry.filename.lower().endswith(_ARCHIVE_ENDINGS)
        ):
            raise suspicious
        if entry.filename.lower().endswith(PROGRAM_ENDINGS):
            raise _program(name, entry)
        seen.add(entry.filename)


def _program(name: str, entry: zipfile.ZipInfo) -> Unreadable:
    inside = entry.filename.rpartition("/")[2][:60]
    return Unreadable(f"“{name}”里有程序或脚本（{inside}），为安全起见没有收下，请去掉以后重新压缩再上传。")


def _is_program(head: bytes) -> bool:
    """By what it is, whatever it is called: of Windows, of Linux."""
    at = int.from_bytes(head[0x3C:0x40], "little")
    return head.startswith(b"\x7fELF") or (head.startswith(b"MZ") and head[at : at + 4] == b"PE\0\0")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    """Whether the entry is a link or its path leaves the archive."""
    path = entry.filename.replace("\\", "/")
    parts = path.split("/")
    absolute = path.startswith("/") or ":" in parts[0]
    return absolute or ".." in parts or "\0" in path or stat.S_ISLNK(entry.external_attr >> 16)


def _check_contents(name: str, opened: zipfile.ZipFile, limits: Limits) -> None:
    too_large = Unreadable(f"“{name}”解开后过大，为安全起见没有打开，请删去无关内容、另存一份后再上传。")
    total = total_packed = relations = 0
    nested = list[zipfile.ZipInfo]()
    for entry in opened.infolist():
        size, packed = 0, max(entry.compress_size, 1)
        with opened.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                if not size and _is_program(chunk):
                    raise _program(name, entry)
                if not size and chunk.startswith((_ZIP, _OLE)):
                    nested.append(entry)
                size += len(chunk)
                if size > limits.entry_bytes or total + size > limits.total_bytes:
                    raise too_large
                if _packs_too_well(size, packed, limits):
                    raise too_large
                if _packs_too_well(total + size, total_packed + packed, limits):
                    raise too_large
        total, total_packed = total + size, total_packed + packed
        if entry.filename.lower().endswith(".rels"):
            relations += size
            if relations > limits.relations_bytes:
                raise too_large
            _refuse_fetching(name, opened.read(entry))
    _refuse_nested_macros(name, opened, nested, _Left(limits.entries, limits.total_bytes))


@dataclass(slots=True)
class _Left:
    """What may still be looked at in office files within one archive, together."""

    entries: int
    size: int


def _refuse_nested_macros(
    name: str, opened: zipfile.ZipFile, nested: list[zipfile.ZipInfo], left: _Left, depth: int = 1
) -> None:
    """Of office files within it the names of their parts, whatever they are called; old ones by their bytes."""
    for entry in nested:
        inside = entry.filename.rpartition("/")[2][:60]
        left.size -= entry.file_size
        if left.size < 0 or depth > _DEEPEST:
            raise Unreadable(f"“{name}”里层层嵌套，没有办法检查，请把“{inside}”取出来单独上传。")
        data = opened.read(entry)
        if _OLD_MACROS in data if data.startswith(_OLE) else _has_macro_parts(name, data, left, depth):
            raise Unreadable(
                f"“{name}”里的“{inside}”含有宏（可自动运行的程序），请另存为不含宏的文件，替换以后再上传。"
            )


def _has_macro_parts(name: str, data: bytes, left: _Left, depth: int) -> bool:
    """Of one office file within; one that is no archive after all is left to whoever opens it."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError):
        return False
    entries = opened.infolist()
    left.entries -= len(entries)
    if left.entries < 0:
        raise Unreadable(f"“{name}”里的文件太多，没有办法检查，请拆开以后上传。")
    if any(MACRO_PARTS.search(entry.filename) for entry in entries):
        return True
    _refuse_nested_macros(name, opened, _nested(opened, entries), left, depth + 1)
    return False


def _nested(opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Of these the office files and archives, by how they begin."""
    found = []
    for entry in entries:
        if not entry.flag_bits & 0x1 and entry.compress_type in _PLAIN_METHODS:
            with opened.open(entry) as stream:
                if stream.read(len(_OLE)).startswith((_ZIP, _OLE)):
                    found.append(entry)
    return found


def _packs_too_well(size: int, packed: int, limits: Limits) -> bool:
    return size > limits.ratio_from and size > packed * limits.ratio


def _refuse_fetching(name: str, relations: bytes) -> None:
    if _fetches(name, relations):
        raise Unreadable(
            f"“{name}”会从外部地址取内容，为安全起见没有打开，请断开外部链接、另存一份后再上传。"
        )


def _fetches(name: str, relations: bytes) -> bool:
    """Whether an office program would fetch a part from another machine when it opens the document."""
    for relation in parse_xml(name, relations).iter("{*}Relationship"):
        target = relation.get("Target", "").strip()
        if _FETCHED.search(relation.get("Type", "").strip()) and _OUTSIDE.match(target):
            return True
    return False


def parse_xml(name: str, data: bytes, *, whole: bool = False) -> etree._Element:
    """Parse XML that has no document type and no entities; Unreadable otherwise, and when it is malformed.

    Comments and instructions are left out, unless it is to be written again (`whole`).
    """
    from lxml import etree

    _refuse_definitions(name, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not whole,
        remove_pis=not whole,
        strip_cdata=not whole,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error


def walk_xml(name: str, data: bytes, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of these tags, each as soon as it is complete and gone afterwards: for large sheets.

    The same checks as `parse_xml`. An element may be used only until the next one is asked for.
    """
    from lxml import etree

    _refuse_definitions(name, data)
    steps = etree.iterparse(
        io.BytesIO(data),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in steps:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"“{name}”内部内容已损坏，请用办公软件打开检查，另存一份后再上传。")


def _refuse_definitions(name: str, data: bytes) -> None:
    if _DOCUMENT_TYPE.search(_as_seen_by_a_parser(name, data)):
        raise Unreadable(f"“{name}”含有不允许的外部定义，为安全起见没有打开，请用办公软件另存一份后再上传。")


def _as_seen_by_a_parser(name: str, data: bytes) -> str:
    """The markup in the encoding a parser will use; unknown encodings are refused, they can hide a DTD."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:64]:
        raise _damaged(name)
    declared = _DECLARED_ENCODING.match(data[3:] if data.startswith(b"\xef\xbb\xbf") else data)
    if declared and declared[1].decode("ascii").lower() not in _KNOWN_ENCODINGS:
        raise _damaged(name)
    # Every encoding allowed here writes "<!DOCTYPE" with the bytes of ASCII.
    return data.decode("latin-1")
