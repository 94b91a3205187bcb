"""The worker's part: scans are read page by page in a child process, stamped copies are put together."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import files, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job, StoredFile
from luoshi.common.rendering.pdf import typeset
from luoshi.common.sandbox import run_in_child
from luoshi.core.reading.structure import Unreadable

from .actions import note_read, note_stamped, note_unread
from .actions.papers import BIND_JOB
from .actions.scans import READ_JOB
from .models import FiledPaper, ScanBatch, ScanFile
from .placing import Seen
from .states import BatchState, PageState

COUNT, READ = "luoshi.core.scans.reading.count_sheets", "luoshi.core.scans.reading.read_sheets"
AT_ONCE = 3  # sheets a child reads: progress is shown in between, and an answer stays small
SECONDS = 90
MOST_PAGES = 400
TOO_MANY = "这一次上传的页数超过 {most} 页，后面的没有读。请分几次上传。"
TEMPLATE = Path(__file__).with_name("stamped.typ")
Report = Callable[[int, int, str], None]


def read(job: Job, report: Report) -> dict[str, Any] | None:
    """Read all files of the batch. None when nobody waits for it any more. A file that cannot be read says why."""
    batch = _waiting(job)
    if batch is None:
        return None
    _actor(job)  # before the long work
    rows = list(batch.files.select_related("stored"))
    counts, unread = _counted(rows, report)
    total, done = sum(counts.values()), 0
    pages: list[Seen] = []
    for row in rows:
        try:
            for first in range(0, counts.get(row.pk, 0), AT_ONCE):
                report(done, total, f"正在识别“{row.name}”")
                pages += _read_some(row, first)
                done += min(AT_ONCE, counts[row.pk] - first)
        except Unreadable as reason:
            unread[row.pk] = str(reason)
    return {"pages": pages, "unread": unread}


def _counted(rows: list[ScanFile], report: Report) -> tuple[dict[int, int], dict[int, str]]:
    counts: dict[int, int] = {}
    unread: dict[int, str] = {}
    for at, row in enumerate(rows):
        report(0, 0, f"正在打开第 {at + 1} 个文件，共 {len(rows)} 个")
        try:
            count = int(_in_child(COUNT, row, {})["sheets"])
        except Unreadable as reason:
            unread[row.pk] = str(reason)
            continue
        if sum(counts.values()) + count > MOST_PAGES:
            unread[row.pk] = TOO_MANY.format(most=MOST_PAGES)
        else:
            counts[row.pk] = count
    return counts, unread


def _read_some(row: ScanFile, first: int) -> Iterator[Seen]:
    for page in _in_child(READ, row, {"first": first, "most": AT_ONCE})["pages"]:
        picture = files.put([base64.b64decode(page["picture"])])
        yield Seen(row.pk, page["sheet"], page["part"], tuple(page["codes"]), picture, page["red"])


def _in_child(task: str, row: ScanFile, options: dict[str, Any]) -> dict[str, Any]:
    return run_in_child(
        task, [files.path_of(row.stored.digest)], {**options, "names": [row.name]}, seconds=SECONDS
    )


def _waiting(job: Job) -> ScanBatch | None:
    return ScanBatch.objects.filter(public_id=job.object_id, job=job, state=BatchState.READING).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("上传的人已不在原岗位，没有继续识别。请由现任经办人重新识别。")
    return actor


def keep_read(job: Job, result: dict[str, Any] | None) -> None:
    batch = _waiting(job)
    if batch is not None and result is not None:
        note_read(batch=batch, by=_actor(job), version=batch.version, **result)


def fail_read(job: Job, message: str) -> None:
    batch = _waiting(job)
    if batch is not None:
        note_unread(batch=batch, message=message, by=system_actor(), version=batch.version)


def bind(job: Job, report: Report) -> dict[str, Any] | None:
    """One PDF of the pages that came back, in their order; None when it is not needed any more."""
    paper = FiledPaper.objects.filter(public_id=job.object_id, stamped__isnull=True).first()
    if paper is None or paper.missing_pages():
        return None
    pages = list(paper.pages.filter(state=PageState.FILED).order_by("number").select_related("picture"))
    pictures = {f"{page.number}.jpg": files.read(page.picture) for page in pages}
    data = {"title": paper.title, "pages": [_is_wide(picture) for picture in pictures.values()]}
    try:
        made = typeset(TEMPLATE.read_bytes(), data, pictures, seconds=SECONDS)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None
    return {"stamped": files.put([made.pdf]), "pages": [page.pk for page in pages]}


def _is_wide(picture: bytes) -> bool:
    """Our own JPEG: only its head is read."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
        return opened.width > opened.height


def keep_bound(job: Job, result: dict[str, Any] | None) -> None:
    paper = FiledPaper.objects.filter(public_id=job.object_id).first()
    if paper is not None and result is not None:
        stamped: StoredFile = result["stamped"]
        note_stamped(
            paper=paper, stamped=stamped, pages=result["pages"], by=system_actor(), version=paper.version
        )


def fail_bound(job: Job, message: str) -> None:
    """The paper's page offers to make it again; nothing of its own has changed."""


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(read, keep_read, fail_read))
    jobs.register(BIND_JOB, jobs.Kind(bind, keep_bound, fail_bound))
