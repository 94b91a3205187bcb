"""Bytes of one file in, its paragraphs and tables out.

Old Word formats (.doc, .wps, .rtf) need a converting program first: `luoshi.common.conversion.to_readable`.
Each format's module, and what it needs, is imported only when such a file comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..hostile import Archive
from ..structure import OnlyPictures, SourceDocument, Unreadable
from .detect import Detected, detect

__all__ = ["open_document", "open_documents"]


def open_documents(files: Sequence[tuple[str, bytes]], shown: Sequence[str]) -> list[SourceDocument]:
    """Those of the files that hold text; a scan beside them is named in a remark, it is the original to keep.

    Raises Unreadable if one of them is no scan and cannot be read, or if there are only scans.
    """
    documents, scans = [], []
    for (name, data), known in zip(files, shown, strict=True):
        try:
            documents.append(open_document(name, data, shown_as=known))
        except OnlyPictures as reason:
            scans.append((known, reason))
    if scans and not documents:
        raise scans[0][1]
    told = tuple(f"“{known}”是扫描件或图片，没有读取，作为原件留存，请对照核对。" for known, _ in scans)
    if told:
        documents[0] = replace(documents[0], remarks=(*documents[0].remarks, *told))
    return documents


def open_document(name: str, data: bytes, *, shown_as: str | None = None) -> SourceDocument:
    """Read one file; its type is decided by content and name together.

    `shown_as` is the name in places and messages where that differs, as for a converted file.

    Raises Unreadable, and nothing else, for whatever cannot be read; its message is one Chinese sentence that
    says what to do next. Run it in a child process with limits when the file comes from outside.
    """
    detected = detect(name, data)
    name = shown_as or name
    try:
        document = _read(detected, name, data)
    except (Unreadable, MemoryError, ImportError, NameError):
        raise
    except Exception as error:
        # A damaged file breaks a parser in any way it likes; the caller needs one answer.
        raise Unreadable(
            f"“{name}”已损坏或格式特殊，无法读取，请用办公软件打开检查，另存一份后再上传。"
        ) from error
    if not document.blocks:
        raise Unreadable(
            f"“{name}”里没有可读取的文字，请检查文件内容；扫描件请把文字粘贴成文本后上传，或手工录入。"
        )
    return document


def _read(detected: Detected, name: str, data: bytes) -> SourceDocument:
    if detected.archive is not None:
        return _read_archive(detected.kind, name, detected.archive)
    match detected.kind:
        case "txt" | "md":
            from . import text

            return text.read(name, data, markdown=detected.kind == "md")
        case "csv":
            from . import delimited

            return delimited.read(name, data)
        case "html":
            from . import webpage

            return webpage.read(name, data)
        case "pdf":
            from . import pdf

            return pdf.read(name, data)
        case "xls":
            from . import xls

            return xls.read(name, data)
    raise Unreadable(f"“{name}”是旧格式文件，请用办公软件另存为 .docx 后再上传。")


def _read_archive(kind: str, name: str, archive: Archive) -> SourceDocument:
    match kind:
        case "docx":
            from . import docx

            return docx.read(name, archive)
        case "xlsx":
            from . import xlsx

            return xlsx.read(name, archive)
        case "ods":
            from . import ods

            return ods.read(name, archive)
    from . import ofd

    return ofd.read(name, archive)
