"""The worker's part: pictures of pages and words, made in a child process; Office files through a PDF."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.common import files, jobs, sandbox
from luoshi.common.actor import system_actor
from luoshi.common.conversion import to_pdf
from luoshi.common.models import Job, StoredFile
from luoshi.core.reading.structure import Unreadable

from .models import EvidenceFile
from .reading import READ_JOB, Read, neutral, note_read, note_unread
from .states import ReadState
from .taking import PICTURES, ending_of

COUNT, PAGES, TEXT = (f"luoshi.core.previews.{name}" for name in ("count_pages", "page_pictures", "text_of"))
MOST_PAGES, AT_ONCE, SECONDS = 40, 4, 60
SHOWN = (".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
CONVERTED = (".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".dps")
READ_AS_THEY_ARE = (".docx", ".xlsx", ".xls", ".pptx", ".ofd")
LARGEST = 120 * 1024 * 1024  # beyond it nothing is opened
TOO_LARGE = "文件太大，不生成预览，请下载后查看。"
NO_PREVIEW = "这种文件不能在页面上预览，请下载后查看。"
Report = Callable[[int, int, str], None]


def read(job: Job, report: Report) -> Read | None:
    """None when nobody waits for it any more."""
    row = EvidenceFile.objects.filter(public_id=job.object_id, state=ReadState.WAITING).first()
    if row is None:
        return None
    path, ending, name = files.path_of(row.stored.digest), ending_of(row.name), neutral(row.name)
    if row.stored.size > LARGEST:
        return Read(message=TOO_LARGE)
    if ending not in (*SHOWN, *CONVERTED, *READ_AS_THEY_ARE):
        return Read(message=NO_PREVIEW)
    with tempfile.TemporaryDirectory(prefix="luoshi-preview-") as folder:
        shown, message = _to_show(name, ending, path, Path(folder))
        text = _text(name, ending, path, shown)
        if shown is None:
            return Read(message=message, text=text)
        try:
            pictures, count = _pictures(name, shown, report)
        except Unreadable as reason:
            return Read(message=str(reason), text=text)
    more = f"只显示前 {MOST_PAGES} 页，共 {count} 页；其余请下载后查看。" if count > MOST_PAGES else ""
    return Read(pictures, count, more, text)


def _to_show(name: str, ending: str, path: Path, folder: Path) -> tuple[Path | None, str]:
    """The file that pictures are made of, or why there is none."""
    if ending in SHOWN:
        return path, ""
    if ending not in CONVERTED:
        return None, NO_PREVIEW
    try:
        made = folder / "made.pdf"
        made.write_bytes(to_pdf(name, path))
    except Unreadable as reason:
        return None, str(reason)
    return made, ""


def _text(name: str, ending: str, path: Path, shown: Path | None) -> str:
    """As far as it can be read: a scan has none."""
    source = path if ending in READ_AS_THEY_ARE or ending == ".pdf" else shown
    if source is None or ending in PICTURES:
        return ""
    read_as = name if source == path else "made.pdf"
    try:
        return str(_in_child(TEXT, read_as, source, {})["text"])
    except Unreadable:
        return ""


def _pictures(name: str, path: Path, report: Report) -> tuple[list[StoredFile], int]:
    count = int(_in_child(COUNT, name, path, {})["pages"])
    wanted, made = min(count, MOST_PAGES), []
    for first in range(0, wanted, AT_ONCE):
        report(first, wanted, "正在生成预览")
        found = _in_child(PAGES, name, path, {"first": first, "most": min(AT_ONCE, wanted - first)})
        made += [files.put([base64.b64decode(picture)]) for picture in found["pictures"]]
    return made, count


def _in_child(task: str, name: str, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    return sandbox.run_in_child(task, [path], {**options, "names": [name]}, seconds=SECONDS)


def keep(job: Job, result: Read | None) -> None:
    row = EvidenceFile.objects.filter(public_id=job.object_id, state=ReadState.WAITING).first()
    if row is not None and result is not None:
        note_read(file=row, read=result, by=system_actor(), version=row.version)


def fail(job: Job, message: str) -> None:
    row = EvidenceFile.objects.filter(public_id=job.object_id, state=ReadState.WAITING).first()
    if row is not None:
        note_unread(file=row, message=f"没有生成预览：{message}", by=system_actor(), version=row.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(read, keep, fail, later=True))
