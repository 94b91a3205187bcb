"""An Office file as a zip of parts, rewritten part by part.

A part that is not changed keeps its **compressed** bytes, its name, time and place in the order; the local header is
written anew, without the data descriptor that streaming writers leave behind the data. The strongest promise that can
be kept without trusting a foreign header: a reader of the zip finds the same name, method, checksum and bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING

from luoshi.core.reading.formats.detect import detect
from luoshi.core.reading.hostile import Archive, check_size, open_archive
from luoshi.core.reading.structure import Unreadable

if TYPE_CHECKING:
    from lxml import etree

MOST_OF_A_PART = 40 * 1024 * 1024  # of one XML part that is held as a tree
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STREAMED, _UTF8 = 0x8, 0x800
_ZIP64 = 1


class Package:
    """The parts of one file; hostile ones are refused when it is opened (Unreadable)."""

    def __init__(self, name: str, data: bytes) -> None:
        check_size(name, data)
        if not data.startswith(b"PK"):
            detect(name, data)  # refuses what is encrypted, holds macros or is no document, each in its words
            raise Unreadable(
                f"“{name}”不是 .xlsx 或 .docx 文件，请用办公软件打开后另存为 .xlsx 或 .docx 再上传。"
            )
        self.name = name
        self.archive: Archive = open_archive(name, data)
        self._data = data

    def tree(self, path: str) -> etree._Element:
        """A part as XML with everything that stands in it, comments too."""
        data = self.archive.read(path)
        if len(data) > MOST_OF_A_PART:
            raise Unreadable(f"“{self.name}”里有一部分太大，没有读取，请删去空白的行和列，另存后再上传。")
        return self.archive.whole_xml(path)

    def rewritten(self, changed: Mapping[str, bytes], dropped: frozenset[str] = frozenset()) -> bytes:
        """The same file with other bytes for some parts; new parts come last."""
        with zipfile.ZipFile(io.BytesIO(self._data)) as opened:
            entries = opened.infolist()
        known = {entry.filename for entry in entries}
        out, central = io.BytesIO(), io.BytesIO()
        for entry in [each for each in entries if each.filename not in dropped]:
            packed = self._packed(entry)
            if entry.filename in changed:
                entry, packed = _packed_anew(entry, changed[entry.filename])
            _write(out, central, entry, packed)
        for path in [each for each in changed if each not in known]:
            _write(out, central, *_packed_anew(zipfile.ZipInfo(path), changed[path]))
        return _ended(out, central, len(known - dropped) + len(set(changed) - known))

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        header = _LOCAL.unpack_from(self._data, entry.header_offset)
        start = entry.header_offset + _LOCAL.size + header[9] + header[10]
        return self._data[start : start + entry.compress_size]


def xml_bytes(root: etree._Element) -> bytes:
    """A part's bytes again, as Office writes them."""
    from lxml import etree

    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed_anew(entry: zipfile.ZipInfo, data: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    new = copy(entry)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    new.compress_type = zipfile.ZIP_DEFLATED
    new.CRC, new.file_size, new.compress_size = zlib.crc32(data), len(data), len(packed)
    return new, packed


def _write(out: io.BytesIO, central: io.BytesIO, entry: zipfile.ZipInfo, packed: bytes) -> None:
    """One part behind the others, and its line of the table of contents."""
    name = entry.filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
    flags = entry.flag_bits & ~_STREAMED
    year, month, day, hour, minute, second = entry.date_time
    moment = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
    sizes = entry.CRC, entry.compress_size, entry.file_size
    offset = out.tell()
    version = max(entry.extract_version, 20)
    out.write(_LOCAL.pack(b"PK\3\4", version, flags, entry.compress_type, *moment, *sizes, len(name), 0))
    out.write(name + packed)
    made = entry.create_version | entry.create_system << 8
    extra = _without_zip64(entry.extra)
    line = _CENTRAL.pack(
        b"PK\1\2", made, version, flags, entry.compress_type, *moment, *sizes, len(name), len(extra),
        len(entry.comment), 0, entry.internal_attr, entry.external_attr, offset,
    )  # fmt: skip
    central.write(line + name + extra + entry.comment)


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields without the one that would speak of sizes again."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept


def _ended(out: io.BytesIO, central: io.BytesIO, entries: int) -> bytes:
    start, table = out.tell(), central.getvalue()
    end = _END.pack(b"PK\5\6", 0, 0, entries, entries, len(table), start, 0)
    return out.getvalue() + table + end
