"""What was dropped or pasted, kept as files before any act begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files
from luoshi.policies.actions import Upload

ENDINGS = (
    ".docx", ".doc", ".wps", ".rtf", ".xlsx", ".xls", ".et", ".ods",
    ".pdf", ".ofd", ".txt", ".md", ".csv", ".html", ".htm",
)  # fmt: skip
MEGABYTE = 1024 * 1024
LARGEST, LARGEST_TOGETHER, MOST = 50 * MEGABYTE, 100 * MEGABYTE, 10
PASTED = "粘贴的文字.txt"


def refusals(uploads: list[UploadedFile]) -> Iterator[str]:
    """What is wrong with the dropped files before anything is read, a sentence each."""
    if len(uploads) > MOST:
        yield f"一次最多读 {MOST} 个文件，请分几次导入。"
    if sum(upload.size or 0 for upload in uploads) > LARGEST_TOGETHER:
        yield f"这些文件加起来超过 {LARGEST_TOGETHER // MEGABYTE} MB，请分几次导入，或压缩其中的图片。"
    for upload in uploads:
        name = files.clean_name(upload.name or "")
        if PurePath(name).suffix.lower() not in ENDINGS:
            yield f"“{name}”不是能读的文件类型。请上传 Word、Excel、PDF、OFD、文本或网页文件。"
        elif not upload.size:
            yield f"“{name}”是空文件，里面没有内容，请重新导出后再上传。"
        elif upload.size > LARGEST:
            yield f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩其中的图片或拆成几个文件后再上传。"


def keep(uploads: Iterable[UploadedFile], pasted: str) -> list[Upload]:
    """The bytes in the store, under names that differ from one another."""
    kept: list[Upload] = []
    for upload in uploads:
        name = _free_name(files.given_name(upload.name or ""), kept)
        kept.append(Upload(files.put(upload.chunks()), name))
    if pasted:
        kept.append(Upload(files.put([pasted.encode()]), _free_name(PASTED, kept)))
    return kept


def _free_name(name: str, kept: list[Upload]) -> str:
    taken = {upload.name for upload in kept}
    path, number = PurePath(name), 2
    while name in taken:
        name = f"{path.stem}（{number}）{path.suffix}"
        number += 1
    return name
