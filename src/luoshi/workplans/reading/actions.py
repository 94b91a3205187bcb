"""Every write of reading a plan in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import User
from luoshi.common import acts, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.timetable import Line
from luoshi.workplans.actions import set_timetable, write_part
from luoshi.workplans.completeness import answers_of, values_of
from luoshi.workplans.models import Workplan, WorkplanPart
from luoshi.workplans.states import CHANGEABLE

from . import permissions
from .models import PlanReading, PlanReadingFile
from .states import OPEN, PLAN_READING

READ_JOB = "plan_readings.read"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person takes over: the whole timetable as it then is; amounts, texts and numbers by key of the part."""

    lines: Sequence[Line]
    money: Mapping[int, Mapping[tuple[str, int], Decimal | None]] = field(default_factory=dict)
    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    goals: Mapping[int, Mapping[tuple[int, int], Decimal | None]] = field(default_factory=dict)


@acts.act("plan_readings.start_reading", who=permissions.can_read_into, under="workplan")
def start_reading(*, workplan: Workplan, uploads: Sequence[tuple[StoredFile, str]], by: Actor) -> PlanReading:
    """Begin: the worker reads the files. One at a time for each workplan."""
    _refuse_unless_open(workplan)
    if workplan.readings.filter(state__in=OPEN).exists():
        raise RuleBroken("这份方案已经有一次读入没有办完。请接着核对那一次，或先放弃它。")
    if not uploads:
        raise RuleBroken("没有文件可读，请选择文件。")
    reading: PlanReading = acts.create(
        PlanReading, workplan=workplan, started_by=User.objects.get(pk=by.user_id)
    )
    for order, (stored, name) in enumerate(uploads):
        acts.create(PlanReadingFile, reading=reading, stored=stored, name=name, order=order)
    job = jobs.enqueue(READ_JOB, object_id=reading.public_id, membership_id=by.membership_id)
    acts.change(reading, job=job)
    return reading


def _refuse_unless_open(workplan: Workplan) -> None:
    if workplan.state not in CHANGEABLE:
        raise RuleBroken("这份方案现在不能修改，不能读入。只有草拟中和退回修改的方案可以读入。")


@acts.act("plan_readings.note_read", who=permissions.can_work_on_plan_reading, on="reading")
def note_read(*, reading: PlanReading, result: dict[str, Any], by: Actor) -> PlanReading:
    """Keep what was read, sealed."""
    sealed = reading.sealed_result(result)
    PLAN_READING.make("plan_readings.note_read", reading, sealed=sealed, message="")
    return reading


@acts.act("plan_readings.note_unread", who=permissions.can_work_on_plan_reading, on="reading")
def note_unread(*, reading: PlanReading, message: str, by: Actor) -> PlanReading:
    PLAN_READING.make("plan_readings.note_unread", reading, message=message[:300])
    return reading


@acts.act("plan_readings.apply_reading", who=permissions.can_read_into, on="workplan")
def apply_reading(*, workplan: Workplan, reading: PlanReading, taken: Taken, by: Actor) -> PlanReading:
    """Into the draft, all or nothing. The version of the workplan is the one the person had before him."""
    _refuse_unless_open(workplan)
    PLAN_READING.make("plan_readings.apply_reading", reading, sealed=b"", message="")
    set_timetable(workplan=workplan, lines=taken.lines, by=by)
    touched = {*taken.money, *taken.texts, *taken.goals}
    rows = list(_parts(workplan).filter(pk__in=touched))
    if len(rows) != len(touched):
        raise RuleBroken("方案里的任务有变化，请刷新页面，核对后再写入。")
    given = answers_of(workplan, rows)
    for part in rows:
        kept = values_of(workplan, given.get(part.public_id))
        write_part(
            part=part,
            answers={**kept, **taken.texts.get(part.pk, {})},
            from_file=taken.texts.get(part.pk),
            money=taken.money.get(part.pk),
            goals=taken.goals.get(part.pk),
            by=by,
        )
    return reading


def _parts(workplan: Workplan) -> Any:
    return WorkplanPart.objects.filter(workplan=workplan, dropped_at__isnull=True).select_related(
        "workplan__organisation", "workplan__plan", "workplan__form_version__definition", "work"
    )


@acts.act("plan_readings.discard_reading", who=permissions.can_work_on_plan_reading, on="reading")
def discard_reading(*, reading: PlanReading, by: Actor) -> PlanReading:
    """Given up; the draft stays as it is. What was read is kept and can be taken up again."""
    PLAN_READING.make("plan_readings.discard_reading", reading)
    return reading


@acts.act("plan_readings.resume_reading", who=permissions.can_work_on_plan_reading, on="reading")
def resume_reading(*, reading: PlanReading, by: Actor) -> PlanReading:
    if not reading.sealed:
        raise RuleBroken("这次没有读到内容，不能接着核对，请重新选择文件读取。")
    if reading.workplan.readings.filter(state__in=OPEN).exists():
        raise RuleBroken("这份方案又开始了一次读入。请先办完或放弃那一次。")
    PLAN_READING.make("plan_readings.resume_reading", reading)
    return reading
