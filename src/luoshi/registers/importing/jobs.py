"""The worker's part: the file is read in a child process, then one act keeps the result; a long list is compared,
put in and taken back here too, what takes time before the act that writes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_of_membership
from luoshi.common import jobs, sealed_files
from luoshi.common.actor import Actor, system_actor
from luoshi.common.conversion import to_modern
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.common.workbooks import SIGNED_SHEET, NotOurs
from luoshi.core.reading.structure import Unreadable
from luoshi.notices.actions import tell
from luoshi.registers.actions import ReadyRows

from . import undoing
from .actions import (
    COMPARE_JOB,
    READ_JOB,
    WRITE_JOB,
    apply_import,
    note_compared,
    note_read,
    note_unread,
    note_unwritten,
    take_back_import,
)
from .comparing import Outcome, outcome_of
from .deciding import Sheet
from .models import ListImport
from .outline import outline_of
from .own import reading_of
from .preview import Preview
from .readying import ReadyImport, made_ready, refuse_undecided
from .states import WRITTEN, ImportState
from .wanted import options_for

TASK = "luoshi.core.lists.own.read_any"
SECONDS = 120
GONE = "上传的文件只留一天，已经清除。请重新上传。"
Report = Callable[[int, int, str], None]


def prepare(job: Job, report: Report) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Read the file: the reading and its outline. None when it is no longer waited for."""
    row = _waiting(job)
    if row is None:
        return None
    actor = _actor(job)
    report(0, 2, f"正在打开“{row.file_name}”")
    try:
        data = b"".join(sealed_files.reading(row.public_id))
    except FileNotFoundError:
        raise jobs.JobFailed(GONE) from None
    options = options_for(row.register, row.organisation, actor)
    with tempfile.TemporaryDirectory(prefix="luoshi-list-") as folder:
        try:
            name, ready = to_modern(row.file_name, data)
            path = Path(folder) / "0"
            path.write_bytes(ready)
            report(1, 2, "正在识别表头和各行")
            names = {"names": [name], "shown_as": row.file_name, "signed": SIGNED_SHEET}
            read = run_in_child(TASK, [path], {**options, **names}, seconds=SECONDS)
            if "sheets" in read:
                read = reading_of(read["sheets"], row.register, row.organisation, actor)
            return read, outline_of(read, row.register)
        except (Unreadable, NotOurs) as reason:
            raise jobs.JobFailed(str(reason)) from None


def _waiting(job: Job, *states: str) -> ListImport | None:
    """The import this job is for, while it is in one of the states: nobody gave it up or asked anew since."""
    rows = ListImport.objects.select_related("register__definition__current", "organisation", "job")
    return rows.filter(public_id=job.object_id, job=job, state__in=states or (ImportState.QUEUED,)).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起的人员已不在原岗位，没有继续。请由现任人员重新办理。")
    return actor


def apply(job: Job, result: tuple[dict[str, Any], dict[str, Any]] | None) -> None:
    row = _waiting(job)
    if row is not None and result is not None:
        note_read(list_import=row, result=result[0], outline=result[1], by=_actor(job), version=row.version)


def fail(job: Job, message: str) -> None:
    row = _waiting(job)
    if row is not None:
        note_unread(list_import=row, message=message, by=system_actor(), version=row.version)


def prepare_compare(job: Job, report: Report) -> Outcome | None:
    row = _waiting(job, ImportState.READY)
    if row is None:
        return None
    _actor(job)
    sheet = Sheet(row)
    refuse_undecided(sheet)
    return outcome_of(Preview(sheet, _told(report, "正在和台账比较")))


def _told(report: Report, words: str) -> Callable[[int, int], None]:
    return lambda done, total: report(done, total, words)


def apply_compare(job: Job, result: Outcome | None) -> None:
    row = _waiting(job, ImportState.READY)
    if row is not None and result is not None:
        note_compared(list_import=row, found=result, by=_actor(job), version=row.version)


def prepare_write(job: Job, report: Report) -> ReadyImport | ReadyRows | None:
    """What putting the list in, or taking it back, writes; None: nothing to make ready, or no longer waited for."""
    row = _waiting(job, *WRITTEN)
    if row is None:
        return None
    actor = _actor(job)
    if row.state == ImportState.TAKING_BACK:
        report(0, 0, "正在恢复原来的内容")
        undoing.refuse_touched(row)
        return undoing.ready_back(row, actor)
    ready = made_ready(row, actor, _told(report, "正在检查各行，全部无误才写入台账"))
    report(len(ready.rows.work), len(ready.rows.work), "正在写入台账")
    return ready


def apply_write(job: Job, result: ReadyImport | ReadyRows | None) -> None:
    row = _waiting(job, *WRITTEN)
    if row is None:
        return
    by, title = _actor(job), row.register.title
    if isinstance(result, ReadyImport):
        apply_import(
            list_import=row, by=by, version=row.version, ready=result, seen=row.outcome.get("digest", "")
        )
        _tell(job, row, f"名单已导入“{title}”台账")
    else:
        take_back_import(list_import=row, by=by, version=row.version, ready=result)
        _tell(job, row, f"名单导入已撤回，“{title}”台账恢复原样")


def fail_write(job: Job, message: str) -> None:
    row = _waiting(job, *WRITTEN, ImportState.READY)
    if row is None:
        return
    was = row.state
    note_unwritten(list_import=row, message=message, by=system_actor(), version=row.version)
    if was in WRITTEN:
        words = "没有撤回名单导入" if was == ImportState.TAKING_BACK else "名单没有导入"
        _tell(job, row, f"{words}：“{row.register.title}”台账")


def _tell(job: Job, row: ListImport, title: str) -> None:
    href = reverse("list-import", args=[row.public_id])
    to = Membership.objects.filter(pk=job.membership_id)
    tell(to=to, title=title, kind="register", href=href, about=row, by=system_actor())


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare, apply, fail))
    jobs.register(COMPARE_JOB, jobs.Kind(prepare_compare, apply_compare, fail_write))
    jobs.register(WRITE_JOB, jobs.Kind(prepare_write, apply_write, fail_write))
