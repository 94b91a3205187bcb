"""What may be uploaded for a line of the list of materials: kind, size, length, each refusal in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files, sandbox
from luoshi.common.uploads import MEGABYTE
from luoshi.core.measuring import video_seconds
from luoshi.core.reading.harm import harm_in
from luoshi.core.reading.structure import Unreadable
from luoshi.core.selection import Material
from luoshi.papers.actions import Proof

from .actions import Measured

SECONDS = 30  # of the child process, for one file
_ZIP = b"PK\x03\x04"
KINDS: dict[str, tuple[tuple[str, ...], bytes, int, str]] = {  # endings, how the bytes begin, where, in words
    "pdf": ((".pdf",), b"%PDF-", 0, "PDF"),
    "docx": ((".docx",), _ZIP, 0, "Word（docx）"),
    "xlsx": ((".xlsx",), _ZIP, 0, "Excel（xlsx）"),
    "jpg": ((".jpg", ".jpeg"), b"\xff\xd8\xff", 0, "JPG 图片"),
    "png": ((".png",), b"\x89PNG\r\n\x1a\n", 0, "PNG 图片"),
    "mp4": ((".mp4",), b"ftyp", 4, "MP4 视频"),
    "zip": ((".zip",), _ZIP, 0, "ZIP 压缩包"),
}


def kinds_in_words(line: Material) -> str:
    return "、".join(KINDS[kind][3] for kind in line.kinds)


def accepted_by_browsers(line: Material) -> str:
    return ",".join(ending for kind in line.kinds for ending in KINDS[kind][0])


def limits_in_words(line: Material) -> str:
    """所有限制, in one line: what the page says beside the line."""
    said = [kinds_in_words(line)]
    if line.most:
        said.append(f"最多 {line.most} 个")
    if line.megabytes:
        said.append(f"每个不超过 {line.megabytes} MB")
    if line.pages:
        said.append(f"不超过 {line.pages} 页（PDF）")
    if line.words:
        said.append(f"不超过 {line.words} 字")
    if line.seconds:
        said.append(f"视频不超过 {_length(line.seconds)}")
    return "，".join(said)


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if minutes and rest else f"{minutes} 分钟" if minutes else f"{rest} 秒"


def refusals(uploads: list[UploadedFile], line: Material) -> Iterator[str]:
    """What is wrong at first sight, before anything is kept."""
    for upload in uploads:
        yield from _unfit(files.clean_name(upload.name or ""), upload.size or 0, upload, line)


def kept_refusals(proofs: Iterable[Proof], line: Material) -> Iterator[str]:
    """The same of files that are kept already."""
    for proof in proofs:
        with files.path_of(proof.stored.digest).open("rb") as file:
            yield from _unfit(proof.name, proof.stored.size, file, line)


def _unfit(name: str, size: int, file: Any, line: Material) -> Iterator[str]:
    kind = _kind_of(name, line)
    if kind is None:
        yield f"“{name}”的类型不能上传，“{line.title}”请用{kinds_in_words(line)}。"
    elif not size:
        yield f"“{name}”是空文件，请重新选择。"
    elif line.megabytes and size > line.megabytes * MEGABYTE:
        yield f"“{name}”超过 {line.megabytes} MB，请压缩后再上传。"
    elif not _begins_right(file, kind):
        yield f"“{name}”的内容与扩展名不符，可能已损坏，请重新导出或另存后再上传。"
    elif wrong := harm_in(name, file):
        yield wrong


def _kind_of(name: str, line: Material) -> str | None:
    ending = PurePath(name).suffix.lower()
    return next((kind for kind in line.kinds if ending in KINDS[kind][0]), None)


def _begins_right(upload: Any, kind: str) -> bool:
    _, beginning, place, _ = KINDS[kind]
    head = upload.read(place + len(beginning))
    upload.seek(0)
    return head[place:] == beginning


def measured(proofs: Iterable[Proof], line: Material) -> tuple[list[Measured], list[str]]:
    """What was counted in files that are kept, and what is too long or cannot be read, a sentence each."""
    found, wrong = [], []
    for proof in proofs:
        try:
            one = _measured(proof, line)
        except Unreadable as reason:
            wrong.append(str(reason))
            continue
        found.append(one)
        wrong += _too_long(one, line)
    return found, wrong


def _measured(proof: Proof, line: Material) -> Measured:
    path = files.path_of(proof.stored.digest)
    kind = _kind_of(proof.name, line)
    if kind == "mp4":
        with path.open("rb") as file:
            return Measured(proof.stored, proof.name, seconds=video_seconds(file))
    options = {"names": [proof.name], "words": bool(line.words) and kind in ("pdf", "docx")}
    said = sandbox.run_in_child("luoshi.core.measuring.measure", [path], options, seconds=SECONDS)
    return Measured(proof.stored, proof.name, pages=said["pages"], words=said["words"])


def _too_long(one: Measured, line: Material) -> Iterator[str]:
    if line.pages and one.pages and one.pages > line.pages:
        yield f"“{one.name}”有 {one.pages} 页，不能超过 {line.pages} 页，请删减后再上传。"
    if line.words and one.words and one.words > line.words:
        yield f"“{one.name}”约 {one.words} 字，不能超过 {line.words} 字，请删减后再上传。"
    if line.seconds and one.seconds and one.seconds > line.seconds:
        yield f"“{one.name}”长 {_length(one.seconds)}，不能超过 {_length(line.seconds)}，请剪短后再上传。"
