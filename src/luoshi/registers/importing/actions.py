"""Every write of importing lists. What is put into the register goes through `registers.put_entries`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from luoshi.accounts.models import User
from luoshi.common import acts, clock, jobs, sealed_files
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.registers.actions import ReadyRows, put_entries
from luoshi.registers.models import Register

from . import permissions, undoing
from .comparing import Outcome, is_long, kept
from .deciding import Sheet
from .models import KnownColumns, ListImport
from .outline import outline_now, outline_of
from .preview import digest_now
from .readying import ReadyImport, made_ready, refuse_undecided
from .states import IMPORT, OPEN, READ, ImportState
from .wanted import fields_of, is_certain

READ_JOB, COMPARE_JOB = "register_imports.read", "register_imports.compare"
WRITE_JOB = "register_imports.write"
GONE = "上传的文件只留一天，已经清除，不能按新的对应重新读取。读出的内容和处理过的疑点都还在；要改各列，请重新上传。"
FORGOTTEN = "满 30 天没有办完，读出的内容已经清除。需要时请重新上传。"
MOVED = "台账刚刚有改动，没有导入。请看过按现在的台账比较的结果，再导入。"
NOT_COMPARED = "还没有和现在的台账比较过，或比较以后又有改动，没有导入。请先比较，看过结果再导入。"
_EMPTY = {"sealed": b"", "decided": b"", "outline": b"", "compared": b""}
Chosen = Mapping[str, Mapping[str, str]]


@acts.act("register_imports.start_import", who=permissions.can_import, under="register")
def start_import(*, register: Register, public_id: str, file_name: str, digest: str, by: Actor) -> ListImport:
    """Begin: the file lies sealed under `public_id`, the worker reads it."""
    if ListImport.objects.filter(
        register=register, organisation=by.organisation_id, state__in=OPEN, digest=digest
    ).exists():
        raise RuleBroken("这个文件已经在导入，还没有办完。请接着办那一次，或先放弃它。")
    made: ListImport = acts.create(
        ListImport,
        public_id=public_id,
        register=register,
        organisation_id=by.organisation_id,
        started_by=User.objects.get(pk=by.user_id),
        file_name=file_name[:120],
        digest=digest,
    )
    acts.change(made, job=_job(made, by))
    return made


def _job(row: ListImport, by: Actor, kind: str = READ_JOB) -> Any:
    return jobs.enqueue(kind, object_id=row.public_id, membership_id=by.membership_id)


def _compare_if_due(row: ListImport, by: Actor) -> None:
    """Of a long list nothing of which is left to decide the worker looks at once what putting it in would do."""
    if row.state != ImportState.READY:
        return
    sheet = Sheet(row)
    if not sheet.open and is_long(row, sheet.count):
        acts.change(row, job=_job(row, by, COMPARE_JOB))


@acts.act("register_imports.note_read", who=permissions.can_work_on_import, on="list_import")
def note_read(
    *, list_import: ListImport, result: dict[str, Any], by: Actor, outline: dict[str, Any] | None = None
) -> ListImport:
    """Keep what was read, sealed; what was decided about an earlier reading goes. outline: made before the act."""
    list_import.columns_are_certain = is_certain(result, list_import.register)
    IMPORT.make(
        "register_imports.note_read",
        list_import,
        sealed=list_import.seal("sealed", result),
        decided=b"",
        outline=list_import.seal("outline", outline or outline_of(result, list_import.register)),
        compared=b"",
        columns_are_certain=list_import.columns_are_certain,
        message="",
    )
    _compare_if_due(list_import, by)
    return list_import


@acts.act("register_imports.note_unread", who=permissions.can_work_on_import, on="list_import")
def note_unread(*, list_import: ListImport, message: str, by: Actor) -> ListImport:
    """What was read and decided before stands as it was."""
    IMPORT.make("register_imports.note_unread", list_import, message=message[:300])
    return list_import


@acts.act("register_imports.choose_columns", who=permissions.can_work_on_import, on="list_import")
def choose_columns(*, list_import: ListImport, chosen: Chosen, by: Actor) -> ListImport:
    """Which column is which, remembered for these headings. The file is read anew; then decisions of before go."""
    if outline_now(list_import)["own"]:
        raise RuleBroken("这是系统发出的登记表，各列已经对上，不用再选。")
    if not sealed_files.exists(list_import.public_id):
        raise RuleBroken(GONE)
    known = {each.key for each in fields_of(list_import.register)}
    for digest, columns in chosen.items():
        kept = {at: key for at, key in columns.items() if key in known or not key}
        given = [key for key in kept.values() if key]
        if not given:
            raise RuleBroken("一列也没有对应上，读不出内容。请至少选定一列。")
        before = KnownColumns.objects.filter(
            register=list_import.register, organisation=list_import.organisation, digest=digest
        ).first()
        if before is not None:
            acts.change(before, columns=kept)
        else:
            owner = {"register": list_import.register, "organisation": list_import.organisation}
            acts.create(KnownColumns, digest=digest, columns=kept, **owner)
    job = _job(list_import, by)
    IMPORT.make("register_imports.choose_columns", list_import, job=job)
    return list_import


@acts.act("register_imports.decide", who=permissions.can_work_on_import, on="list_import")
def decide(*, list_import: ListImport, said: Mapping[str, Mapping[str, Any]], by: Actor) -> ListImport:
    """What a person says of doubts: {"cells": {"row:field": [how, value]}, "rows": {"row" or "row:code": [how,
    words]}}; None takes a decision back."""
    if list_import.state not in READ:
        raise RuleBroken("这次导入现在不能改。请刷新页面看看办到了哪一步。")
    decisions = list_import.decisions
    for part in ("cells", "rows"):
        for key, value in said.get(part, {}).items():
            decisions[part].pop(key, None)
            if value is not None:
                decisions[part][key] = value
    acts.change(list_import, decided=list_import.seal("decided", decisions), compared=b"")
    _compare_if_due(list_import, by)
    return list_import


@acts.act("register_imports.compare_import", who=permissions.can_work_on_import, on="list_import")
def compare_import(*, list_import: ListImport, by: Actor) -> ListImport:
    """Of a long list: the worker looks (anew) what putting it in would do."""
    if list_import.state != ImportState.READY:
        raise RuleBroken("这次导入现在不用比较。请刷新页面看看办到了哪一步。")
    if list_import.is_worked_on:
        raise RuleBroken("正在比较，请等它完成。")
    refuse_undecided(Sheet(list_import))
    acts.change(list_import, compared=b"", message="", job=_job(list_import, by, COMPARE_JOB))
    return list_import


@acts.act("register_imports.note_compared", who=permissions.can_work_on_import, on="list_import")
def note_compared(*, list_import: ListImport, found: Outcome, by: Actor) -> ListImport:
    """The worker has looked."""
    acts.change(list_import, compared=list_import.seal("compared", asdict(found)), message="")
    return list_import


@acts.act("register_imports.send_import", who=permissions.can_work_on_import, on="list_import")
def send_import(*, list_import: ListImport, by: Actor, seen: str = "") -> ListImport:
    """A long list: the worker makes it ready and puts it in. Nothing of it stands before all of it does."""
    found = kept(list_import)
    if found is None:
        raise RuleBroken(NOT_COMPARED)
    if seen and seen != found.digest:
        raise RuleBroken(MOVED)
    job = _job(list_import, by, WRITE_JOB)
    IMPORT.make("register_imports.send_import", list_import, job=job, message="")
    return list_import


@acts.act("register_imports.note_unwritten", who=permissions.only_the_system, on="list_import")
def note_unwritten(*, list_import: ListImport, message: str, by: Actor) -> ListImport:
    """It was not put in, not taken back, or not compared; all is as it was before that."""
    if list_import.state == ImportState.READY:
        acts.change(list_import, message=message[:300])
    else:
        IMPORT.make("register_imports.note_unwritten", list_import, message=message[:300])
    return list_import


@acts.act("register_imports.apply_import", who=permissions.can_work_on_import, on="list_import")
def apply_import(
    *, list_import: ListImport, by: Actor, seen: str = "", ready: ReadyImport | None = None
) -> ListImport:
    """All of it or nothing. Entries that the file does not hold stay as they are. seen: digest of the preview that was
    looked at; the register moved since: it is looked at again. ready: what costs time, done before the act.
    """
    if ready is None:
        ready = made_ready(list_import, by)
    if (seen and seen != ready.digest) or digest_now(list_import) != ready.digest:
        raise RuleBroken(MOVED)
    put = put_entries(
        register=list_import.register, organisation=list_import.organisation, ready=ready.rows, by=by
    )
    IMPORT.make(
        "register_imports.apply_import",
        list_import,
        **_EMPTY,
        message="",
        applied_at=clock.now(),
        undo=ready.undo,
        receipt={**ready.counts, "added": len(put.added), "changed": len(put.changed), "same": put.same},
    )
    return list_import


@acts.act("register_imports.send_back", who=permissions.can_work_on_import, on="list_import")
def send_back(*, list_import: ListImport, by: Actor) -> ListImport:
    """A long list: the worker takes it back."""
    undoing.refuse_touched(list_import)
    job = _job(list_import, by, WRITE_JOB)
    IMPORT.make("register_imports.send_back", list_import, job=job, message="")
    return list_import


@acts.act("register_imports.take_back_import", who=permissions.can_work_on_import, on="list_import")
def take_back_import(*, list_import: ListImport, by: Actor, ready: ReadyRows | None = None) -> ListImport:
    """As it was before, as long as nobody touched what came in. ready: `undoing.ready_back`, done before the act."""
    undoing.take_back(list_import, by, ready)
    IMPORT.make("register_imports.take_back_import", list_import, undo=b"", message="")
    return list_import


@acts.act("register_imports.discard_import", who=permissions.can_work_on_import, on="list_import")
def discard_import(*, list_import: ListImport, by: Actor) -> ListImport:
    """Given up; the register stays as it is. What was read and decided is kept and can be taken up again."""
    IMPORT.make("register_imports.discard_import", list_import)
    return list_import


@acts.act("register_imports.forget_import", who=permissions.only_the_system, on="list_import")
def forget_import(*, list_import: ListImport, by: Actor) -> ListImport:
    """What was read and decided, and what taking back would need, goes for good: whole lists with what is personal."""
    if list_import.state in READ:
        IMPORT.make("register_imports.forget_import", list_import, **_EMPTY, message=FORGOTTEN)
    else:
        acts.change(list_import, **_EMPTY, undo=b"")
    return list_import


@acts.act("register_imports.resume_import", who=permissions.can_work_on_import, on="list_import")
def resume_import(*, list_import: ListImport, by: Actor) -> ListImport:
    if not list_import.sealed:
        raise RuleBroken("这次没有读到内容，不能接着办，请重新上传文件。")
    IMPORT.make("register_imports.resume_import", list_import, message="", compared=b"")
    _compare_if_due(list_import, by)
    return list_import
