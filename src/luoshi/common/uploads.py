"""What may be uploaded with a paper or a form: looked at by ending, size, beginning and what it hides, told by its
name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from luoshi.core.reading.harm import harm_in

from . import files, room

MEGABYTE = 1024 * 1024
LARGEST, MOST = 20 * MEGABYTE, 10
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".ofd": (b"PK\x03\x04",),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
    ".wps": (_OLE, b"PK\x03\x04"),
    ".et": (_OLE, b"PK\x03\x04"),
}
PAPERS = (".pdf", ".jpg", ".jpeg", ".png", ".ofd")  # what a signed sheet or minutes may come as
WORD = (".docx", ".doc")
PAPERS_IN_WORDS = "PDF、图片（JPG、PNG）、OFD"
KINDS_IN_WORDS = "PDF、图片（JPG、PNG）、OFD、Word、Excel"


def refusals(uploads: list[UploadedFile], endings: Iterable[str] = BEGINNINGS) -> Iterator[str]:
    """What is wrong with these files, a sentence each."""
    allowed = tuple(endings)
    if len(uploads) > MOST:
        yield f"一次最多附 {MOST} 个文件，请分几次上传。"
    for upload in uploads:
        name = files.clean_name(upload.name or "")
        ending = PurePath(name).suffix.lower()
        if ending not in allowed:
            kinds = PAPERS_IN_WORDS if set(allowed) <= {*PAPERS, *WORD} else KINDS_IN_WORDS
            kinds += "、Word" if set(WORD) & set(allowed) and kinds == PAPERS_IN_WORDS else ""
            yield f"“{name}”的类型不能上传，请换成{kinds}。"
        elif not upload.size:
            yield f"“{name}”是空文件，请重新选择。"
        elif upload.size > LARGEST:
            yield f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩或拆成几个文件后再上传。"
        elif not _begins_right(upload, ending):
            yield f"“{name}”的内容与扩展名不符，可能已损坏，请重新扫描或另存后再上传。"
        elif wrong := room.disk_full(name, upload.size) or harm_in(name, upload):
            yield wrong


def _begins_right(upload: UploadedFile, ending: str) -> bool:
    head = upload.read(16)
    upload.seek(0)
    return head.startswith(BEGINNINGS[ending])
