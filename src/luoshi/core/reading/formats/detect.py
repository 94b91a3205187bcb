"""What a file is, from its content and its name together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from ..hostile import Archive, check_size, open_archive
from ..structure import OnlyPictures, Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta)\b", re.I)
_TEXT_ENDINGS = {"txt": "txt", "text": "txt", "md": "md", "markdown": "md", "csv": "csv", "tsv": "csv"}
# Endings that may stand for each kind of content.
_ENDINGS = {
    "docx": {"docx"},
    "xlsx": {"xlsx"},
    "ods": {"ods"},
    "ofd": {"ofd"},
    "pdf": {"pdf"},
    "xls": {"xls", "et"},
    "doc": {"doc", "wps"},
    "rtf": {"rtf"},
    "html": {"html", "htm"},
}
_READ_TOGETHER = "可上传 .docx、.xlsx、.xls、.ods、.pdf、.ofd、.txt、.md、.csv、.html、.doc、.wps、.rtf 文件"


@dataclass(frozen=True, slots=True)
class Detected:
    """The kind of a file; `archive` is its checked content where the kind is a zip."""

    kind: str
    archive: Archive | None = None


def detect(name: str, data: bytes) -> Detected:
    """The kind (docx, xlsx, ods, ofd, pdf, xls, doc, rtf, html, txt, md, csv).

    Unreadable when the file is empty, too large, no document, hostile, or its ending contradicts its content.
    """
    check_size(name, data)
    ending = PurePath(name).suffix.lower().removeprefix(".")
    detected = _by_content(name, data, ending)
    if detected.kind in _ENDINGS and ending not in _ENDINGS[detected.kind]:
        right = detected.kind
        raise Unreadable(
            f"“{name}”的内容与扩展名不符，内容是 .{right} 格式，"
            f"请把扩展名改为 .{right}，或用办公软件另存后再上传。"
        )
    return detected


def _by_content(name: str, data: bytes, ending: str) -> Detected:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(name, data)
    if data.startswith(_OLE):
        return Detected(_ole(name, data))
    if b"%PDF-" in data[:1024]:
        return Detected("pdf")
    if data.startswith(b"{\\rtf"):
        return Detected("rtf")
    if data.startswith(_PICTURES):
        raise OnlyPictures(
            f"“{name}”是图片，无法读取其中的文字，请把文字粘贴成文本后上传，或手工录入并附上图片。"
        )
    if data.startswith(_PROGRAMS):
        raise Unreadable(f"“{name}”是程序，不是文档，没有打开；{_READ_TOGETHER}。")
    if ending in ("html", "htm") or (ending not in _TEXT_ENDINGS and _HTML.search(data[:2000])):
        return Detected("html")
    if ending in _TEXT_ENDINGS:
        return Detected(_TEXT_ENDINGS[ending])
    if ending in {each for endings in _ENDINGS.values() for each in endings}:
        raise Unreadable(
            f"“{name}”的内容不是 .{ending} 文件，可能已损坏，请用办公软件打开检查，另存一份后再上传。"
        )
    raise Unreadable(f"“{name}”的类型不能识别；{_READ_TOGETHER}。")


def _zip(name: str, data: bytes) -> Detected:
    archive = open_archive(name, data)
    if "word/document.xml" in archive:
        return Detected("docx", archive)
    if "xl/workbook.xml" in archive:
        return Detected("xlsx", archive)
    if "OFD.xml" in archive:
        return Detected("ofd", archive)
    if "mimetype" in archive and archive.read("mimetype").startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        return Detected("ods", archive)
    if "xl/workbook.bin" in archive:
        raise Unreadable(f"“{name}”是二进制工作簿，请用表格软件打开后另存为 .xlsx 再上传。")
    raise Unreadable(f"“{name}”是压缩包或其他文件，不能直接读取；请先解压，{_READ_TOGETHER}。")


def _ole(name: str, data: bytes) -> str:
    """Old office files keep their streams' names in the directory as UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Unreadable(f"“{name}”设有打开密码，请去掉密码后再上传。")
    if holds("_VBA_PROJECT") or holds("Macros"):
        raise Unreadable(f"“{name}”含有宏（可自动运行的程序），请另存为不含宏的 .docx 或 .xlsx 后再上传。")
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Unreadable(f"“{name}”不是可以读取的文档；{_READ_TOGETHER}。")
