"""What a file carries besides what it shows: scripts and attached files in a PDF, a page or an archive behind the first
bytes of a picture, macros in an office file, programs by name in an archive (controls UP-01, UP-07). Bytes are looked
through, nothing is opened: of an archive the names of what lies in it; opening is for `hostile.open_archive`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .hostile import MACRO_PARTS, PROGRAM_ENDINGS

LARGEST = 64 * 1024 * 1024  # what is looked through of one file
UNPACKED = 16 * 1024 * 1024  # of the packed lists of objects of one PDF together
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|iframe|object|embed)[\s>/]|<\?php", re.I)
_ARCHIVE, _ARCHIVE_END = b"PK\x03\x04", b"PK\x05\x06"
_LISTED, _NAME_AT = (
    b"PK\x01\x02",
    46,
)  # an entry of the list at the end of an archive, and where its name begins
_WITH_MACROS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm")
_PDF_WITHIN = 1024  # readers take a file for a PDF whose head stands so near its beginning
_MACROS = tuple(word.encode("utf-16-le") for word in ("_VBA_PROJECT", "Macros"))
# Names that make a PDF do something, or carry something: scripts, programs, files, forms that send themselves.
_DOES = frozenset(
    b"JavaScript JS Launch EmbeddedFile EmbeddedFiles RichMedia SubmitForm ImportData XFA".split()
)
_PLAIN = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
_NAME = re.compile(rb"/([^\x00\s()<>\[\]{}/%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def harm_in(name: str, file: BinaryIO) -> str:
    """What is wrong with it, in words that say what to do; empty: nothing. The file is left at its beginning."""
    file.seek(0)
    data = file.read(LARGEST)
    file.seek(0)
    if b"%PDF-" in data[:_PDF_WITHIN] and not data.startswith(_PICTURES):
        if _PLAIN.search(data) or any(each in _DOES for each in _names_of(data)):
            return (
                f"“{name}”里有会自动运行的脚本、附带的文件或会打开程序的动作，为安全起见没有收下。"
                "请打开后用“打印为 PDF”另存一份再上传。"
            )
    elif data.startswith(_PICTURES):
        if _hides(data):
            return f"“{name}”里除了图片还藏着别的内容，为安全起见没有收下。请用画图打开另存一份，或者截图再上传。"
    elif data.startswith(_OLE) and any(word in data for word in _MACROS):
        return _macros(name)
    elif data.startswith(_ARCHIVE):
        return _packed(name, data)
    return ""


def _macros(name: str) -> str:
    return f"“{name}”含有宏（可自动运行的程序），请另存为不含宏的 .docx 或 .xlsx 后再上传。"


def _packed(name: str, archive: bytes) -> str:
    """By the names alone, which are never packed: macros of the office file itself, programs and such files in it."""
    for inside in _listed(archive):
        if MACRO_PARTS.search(inside):
            return _macros(name)
        last = inside.rpartition("/")[2][:60]
        if last.lower().endswith(_WITH_MACROS):
            return f"“{name}”里的“{last}”含有宏（可自动运行的程序），请另存为不含宏的文件，重新压缩再上传。"
        if last.lower().endswith(PROGRAM_ENDINGS):
            return f"“{name}”里有程序或脚本（{last}），为安全起见没有收下，请去掉以后重新压缩再上传。"
    return ""


def _listed(archive: bytes) -> Iterator[str]:
    at = -1
    while (at := archive.find(_LISTED, at + 1)) >= 0:
        size = int.from_bytes(archive[at + 28 : at + 30], "little")
        written = archive[at + _NAME_AT : at + _NAME_AT + size]
        try:
            yield written.decode()
        except UnicodeDecodeError:
            yield written.decode("gb18030", "replace")


def _hides(picture: bytes) -> bool:
    """A page, a PDF, or an archive that begins and ends somewhere in it."""
    begins = picture.find(_ARCHIVE)
    packed = begins >= 0 and picture.find(_ARCHIVE_END, begins) >= 0
    return packed or b"%PDF-" in picture[:_PDF_WITHIN] or _MARKUP.search(picture) is not None


def _names_of(pdf: bytes) -> Iterator[bytes]:
    """Names that stand outside of its streams, and in its packed lists of objects, however they are written."""
    end, left = 0, UNPACKED
    while (begins := pdf.find(b"stream", end)) >= 0 and (stops := pdf.find(b"endstream", begins)) >= 0:
        head = pdf[end:begins]
        yield from _names_in(head)
        if b"ObjStm" in head[head.rfind(b"obj") - 1 :] and left > 0:
            objects = _unpacked(pdf[begins + len(b"stream") : stops].lstrip(b"\r\n"), left)
            left -= len(objects)
            yield from _names_in(objects)
        end = stops + len(b"endstream")
    yield from _names_in(pdf[end:])


def _names_in(part: bytes) -> Iterator[bytes]:
    for found in _NAME.finditer(part):
        yield _ESCAPED.sub(lambda escaped: bytes([int(escaped[1], 16)]), found[1])


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
