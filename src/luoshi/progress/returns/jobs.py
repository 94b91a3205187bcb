"""The worker's part: the template is read, and all sheets are merged into it, each in a child process."""

from __future__ import annotations

import base64
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import files, jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.conversion import to_modern
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.core.binding.names import numbered, safe
from luoshi.core.reading.structure import Unreadable

from .actions import note_merged, note_no_template, note_not_merged, note_template
from .actions.merging import MERGE_JOB
from .actions.reading import READ_JOB
from .merging import answers_for, more_checks, names_of, office_of
from .models import Return, ReturnSheet
from .queries import possible_recipients
from .states import COUNTED, Reading, ReturnState

SECONDS = 120
CHANGED = "合并的时候有单位的表刚刚有变化，这次的文件没有采用。"
Report = Callable[[int, int, str], None]


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起的人员已不在原岗位，没有继续。请由现任人员重新办理。")
    return actor


def _row(job: Job) -> Return | None:
    rows = Return.objects.select_related("organisation", "template", "readable", "form_version__definition")
    return rows.filter(public_id=job.object_id, job=job).first()


# ---- reading


def _to_read(job: Job) -> Return | None:
    row = _row(job)
    waits = row is not None and row.reading == Reading.WAITING and row.template is not None
    return row if waits else None


def prepare_reading(job: Job, report: Report) -> dict[str, Any] | None:
    row = _to_read(job)
    if row is None or row.template is None:
        return None
    _actor(job)
    report(0, 2, "正在打开原表")
    try:
        name, data = to_modern(row.template_name, files.read(row.template))
        report(1, 2, "正在识别栏目")
        schools = names_of(possible_recipients(row.organisation))
        with tempfile.TemporaryDirectory(prefix="luoshi-return-") as folder:
            path = Path(folder, "template")
            path.write_bytes(data)
            options = {"names": [name], "schools": schools}
            read = run_in_child("luoshi.core.sheet_views.read", [path], options, seconds=SECONDS)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None
    read["converted"] = name != row.template_name
    return {"read": read, "readable": files.put([data])}


def apply_reading(job: Job, result: dict[str, Any] | None) -> None:
    row = _to_read(job)
    if row is not None and result is not None:
        note_template(row=row, by=_actor(job), version=row.version, **result)


def fail_reading(job: Job, message: str) -> None:
    row = _to_read(job)
    if row is not None:
        note_no_template(row=row, message=message, by=system_actor(), version=row.version)


# ---- merging


def _to_merge(job: Job) -> Return | None:
    row = _row(job)
    waits = (
        row is not None and row.state in (ReturnState.CLOSED, ReturnState.MERGED) and row.readable is not None
    )
    return row if waits else None


def prepare_merging(job: Job, report: Report) -> dict[str, Any] | None:
    row = _to_merge(job)
    if row is None or row.readable is None or row.form_version is None:
        return None
    _actor(job)
    sheets = list(
        row.sheets.filter(state__in=COUNTED).select_related(
            "organisation", "asked_in__form_version__definition"
        )
    )
    report(0, 2, f"正在写入 {len(sheets)} 个单位的表")
    read = row.template_read["template"]
    answers = answers_for(row, sheets)
    try:
        with tempfile.TemporaryDirectory(prefix="luoshi-return-") as folder:
            path = Path(folder, "template")
            path.write_bytes(files.read(row.readable))
            options = {"names": [row.template_name], "template": read, "answers": answers}
            options["office"] = office_of(row, read)
            made = run_in_child("luoshi.core.sheets.tasks.merge_all", [path], options, seconds=SECONDS)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None
    report(1, 2, "正在核对合计和单位")
    data, name = _as_one_file(row, read["kind"], made)
    checks = [*made["checks"], *more_checks(row, sheets)]
    return {
        "merged": files.put([row.sealed_merged(data)]),
        "name": name,
        "checks": checks,
        "held": _held(sheets),
    }


def _held(sheets: Iterable[ReturnSheet]) -> set[tuple[int, int]]:
    """Whose sheet, and which sending of it."""
    return {(sheet.pk, sheet.number) for sheet in sheets}


def _as_one_file(row: Return, ending: str, made: dict[str, Any]) -> tuple[bytes, str]:
    """What goes up: the one file, or where each school has a form of its own all of them in an archive."""
    stem = (row.template_name.rpartition(".")[0] or row.template_name)[:100]
    if not made["each"]:
        return base64.b64decode(made["data"]), f"{stem}（汇总）.{ending}"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (school, data) in enumerate(made["each"], 1):
            name = numbered(number, len(made["each"]), f"{safe(school, 40)} {safe(stem, 40)}.{ending}")
            archive.writestr(name, base64.b64decode(data))
    return stream.getvalue(), f"{stem}（各校）.zip"


def apply_merging(job: Job, result: dict[str, Any] | None) -> None:
    row = _to_merge(job)
    if row is None or result is None:
        return
    if result.pop("held") != _held(row.sheets.filter(state__in=COUNTED)):
        note_not_merged(row=row, message=CHANGED, by=system_actor(), version=row.version)
    else:
        note_merged(row=row, by=_actor(job), version=row.version, **result)


def fail_merging(job: Job, message: str) -> None:
    row = _row(job)
    if row is not None:
        note_not_merged(row=row, message=message, by=system_actor(), version=row.version)


def register() -> None:
    jobs.register(READ_JOB, jobs.Kind(prepare_reading, apply_reading, fail_reading))
    jobs.register(MERGE_JOB, jobs.Kind(prepare_merging, apply_merging, fail_merging))
