"""Files on their way into the library: looked at by ending, size and beginning, archives are opened in the child."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

from luoshi.common import clock, files, sandbox, uploads
from luoshi.common.models import StoredFile
from luoshi.common.room import disk_full
from luoshi.core.file_days import HEAD, day_in_name, day_taken
from luoshi.core.reading.harm import harm_in
from luoshi.core.reading.structure import Unreadable

from .states import DayFrom, EvidenceKind, Grade

MEGABYTE = 1024 * 1024
LARGEST, MOST, LARGEST_TOGETHER = 50 * MEGABYTE, 60, 100 * MEGABYTE  # in one form
LARGEST_IN_PARTS = 500 * MEGABYTE
CHECK, CHECK_SECONDS = "luoshi.core.reading.hostile.check_archives", 20
ALONE_SECONDS = 60  # for all that are looked at one by one: nobody holds the server longer with one form
LATER = "这次没有来得及检查，没有添加。请少选几个，分几次添加。"
ARCHIVES = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# By ending: where in the file which beginning stands. Empty: nothing to go by.
_AT_START: dict[str, tuple[bytes, ...]] = {
    **uploads.BEGINNINGS,
    ".pptx": (ARCHIVES,),
    ".ppt": (_OLE,),
    ".dps": (_OLE, ARCHIVES),
    ".gif": (b"GIF8",),
    ".bmp": (b"BM",),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
    ".webp": (b"RIFF",),
    ".wav": (b"RIFF",),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
}
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")  # brands of the container
_AT_FOUR = {".mp4": b"ftyp", ".mov": b"ftyp", ".m4a": b"ftyp", ".heic": b"ftyp"}
ENDINGS = (*_AT_START, *_AT_FOUR)
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
_KINDS = {
    EvidenceKind.PHOTO: PICTURES,
    EvidenceKind.MEDIA: (".mp4", ".mov", ".m4a", ".mp3", ".wav"),
    EvidenceKind.SHEET: (".xlsx", ".xls", ".et"),
}
KINDS_IN_WORDS = "PDF、OFD、图片、Word、Excel、PPT、WPS 文件，或 MP4、MOV、MP3、WAV 音视频"
ACCEPT = ",".join(ENDINGS)


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def kind_of(name: str) -> str:
    """The kind a file is of, by its ending."""
    return next(
        (kind for kind, endings in _KINDS.items() if ending_of(name) in endings), EvidenceKind.DOCUMENT
    )


EDITABLE = (".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".dps")


def is_editable(name: str) -> bool:
    """What a stamp cannot be seen on: a stamped document is a scan, a picture or a PDF."""
    return ending_of(name) in EDITABLE


def grade_of(name: str) -> int:
    """What a file proves as long as nobody says more of it."""
    return Grade.PHOTO if ending_of(name) in PICTURES else Grade.STATEMENT


def day_of(stored: StoredFile, name: str) -> tuple[dt.date, str]:
    """The day of a file of which nobody says it, and where it comes from (`DayFrom`)."""
    today, taken = clock.today(), None
    if ending_of(name) in PICTURES:
        with files.path_of(stored.digest).open("rb") as file:
            taken = day_taken(file.read(HEAD), today)
    if taken is not None:
        return taken, DayFrom.PHOTO
    named = day_in_name(name, today)
    return (named, DayFrom.NAME) if named is not None else (today, DayFrom.ADDED)


def refusal(name: str, size: int, head: bytes | None, *, largest: int = LARGEST) -> str:
    """What is wrong with a file, by its name, size and first bytes (None: not known yet); empty: nothing."""
    ending = ending_of(name)
    if ending not in ENDINGS:
        return f"“{name}”的类型不能上传，请换成{KINDS_IN_WORDS}。"
    if size <= 0:
        return f"“{name}”是空文件，请重新选择。"
    if size > largest:
        return f"“{name}”超过 {largest // MEGABYTE} MB，请压缩或拆成几个文件后再上传。"
    if head is not None and not _begins_right(ending, head):
        return f"“{name}”的内容与扩展名不符，可能已损坏，请另存后再上传。"
    return ""


def _begins_right(ending: str, head: bytes) -> bool:
    if ending in _AT_FOUR:
        return head[4:8] == _AT_FOUR[ending] and (ending != ".heic" or head[8:12] in _HEIC)
    return head.startswith(_AT_START[ending])


def hostile(stored: StoredFile, name: str) -> str:
    """What is wrong with one file, in words; empty: nothing."""
    [wrong] = hostile_among([(stored, name)])
    return wrong


def hostile_among(chosen: Sequence[tuple[StoredFile, str]]) -> list[str]:
    """Archives (Word, Excel, OFD …) are opened in one child process: macros, bombs and ways out are refused. So is
    what a PDF, a picture or an old office file carries besides what it shows.

    For each file what is wrong with it, in words; empty: nothing.
    """
    paths = {at: files.path_of(stored.digest) for at, (stored, _) in enumerate(chosen)}
    wrong = [_harm_in(paths[at], name) for at, (_, name) in enumerate(chosen)]
    archives = [at for at, path in paths.items() if _is_archive(path)]
    for together in _small_enough(archives, paths):
        found = _opened([(paths[at], chosen[at][1]) for at in together])
        for at, words in zip(together, found, strict=True):
            wrong[at] = words
    return wrong


def _small_enough(archives: list[int], paths: dict[int, Path]) -> Iterator[list[int]]:
    """As many as one child has memory for; a larger one by itself."""
    together, held = list[int](), 0
    for at in archives:
        size = paths[at].stat().st_size
        if together and held + size > LARGEST_TOGETHER:
            yield together
            together, held = [], 0
        together.append(at)
        held += size
    if together:
        yield together


def _opened(archives: list[tuple[Path, str]]) -> list[str]:
    """What is wrong with each. Where the child breaks off over several, each is looked at alone: one that is too much
    does not refuse the others, as long as there is time.
    """
    options = {"names": [name for _, name in archives]}
    try:
        found: list[str] = sandbox.run_in_child(
            CHECK, [path for path, _ in archives], options, seconds=CHECK_SECONDS
        )["wrong"]
    except Unreadable as reason:
        if len(archives) == 1:
            return [str(reason)]
        until = time.monotonic() + ALONE_SECONDS
        return [words for each in archives for words in _opened_until(until, each)]
    return found


def _opened_until(until: float, archive: tuple[Path, str]) -> list[str]:
    return _opened([archive]) if time.monotonic() < until else [f"“{archive[1]}”{LATER}"]


def _harm_in(path: Path, name: str) -> str:
    with path.open("rb") as file:
        return harm_in(name, file)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ARCHIVES)) == ARCHIVES


def too_many(chosen: list[UploadedFile]) -> Iterator[str]:
    """What is wrong with all of them together; single ones are refused by themselves."""
    if len(chosen) > MOST:
        yield f"一次最多上传 {MOST} 个文件，请分几次上传。"
    if sum(upload.size or 0 for upload in chosen) > LARGEST_TOGETHER:
        yield f"这些文件加起来超过 {LARGEST_TOGETHER // MEGABYTE} MB，请分几次上传。"


def keep(chosen: Iterable[UploadedFile]) -> tuple[list[tuple[StoredFile, str]], list[str]]:
    """The good ones in the store with their names, and what was refused, a sentence each."""
    stored, refused = [], []
    for upload in chosen:
        name = files.clean_name(upload.name or "")
        head = upload.read(16)
        upload.seek(0)
        if wrong := refusal(name, upload.size or 0, head) or disk_full(name, upload.size or 0):
            refused.append(wrong)
        else:
            stored.append((files.put(upload.chunks()), name))
    faults = hostile_among(stored)
    kept = [each for each, wrong in zip(stored, faults, strict=True) if not wrong]
    return kept, [*refused, *(wrong for wrong in faults if wrong)]
