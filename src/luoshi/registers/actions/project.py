"""What became of an entry as a project: noted, and taken back where it was wrong.

What the school notes or takes back of a checked entry has to be checked anew, as a change of its values has.
"""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from ..models import Entry, ProjectStage
from ..permissions import can_note_stage, can_take_back_stage
from ..states import COUNTING, Level, StageKind
from .counted import note_counted
from .unchecking import changed_by_the_school


@acts.act("registers.note_project_stage", who=can_note_stage, under="entry")
def note_project_stage(
    *,
    entry: Entry,
    kind: str,
    on: dt.date,
    by: Actor,
    level: str = "",
    by_whom: str = "",
    document_number: str = "",
    valid_until: dt.date | None = None,
    words: str = "",
) -> ProjectStage:
    """Raises RuleBroken for days that cannot be, and after a revocation, which has to be taken back first."""
    _refuse_impossible(entry, kind, level, on, valid_until)
    stage: ProjectStage = acts.create(
        ProjectStage,
        entry=entry,
        kind=kind,
        level=level,
        on=on,
        by_whom=by_whom.strip()[:80],
        document_number=document_number.strip()[:80],
        valid_until=valid_until,
        words=words.strip()[:300],
        from_above=by.organisation_id not in (None, entry.organisation_id),
        noted_by=f"{by.organisation_name} {by.name}"[:80],
    )
    changed_by_the_school(entry, f"登记了{stage.get_level_display()}{stage.get_kind_display()}", by)
    _count(entry, by)
    return stage


def _refuse_impossible(entry: Entry, kind: str, level: str, on: dt.date, valid_until: dt.date | None) -> None:
    if not entry.register.has_stages:
        raise RuleBroken(f"“{entry.register.title}”台账不登记建设阶段。")
    if entry.is_ended:
        raise RuleBroken("这一条已经结束，不能再登记阶段。要登记请先恢复。")
    if kind not in StageKind.values or (level and level not in Level.values):
        raise RuleBroken("请选择阶段和级别。")
    if on > clock.today():
        raise RuleBroken("日期不能在今天以后，请按文件上的日期填写。")
    if valid_until is not None and valid_until < on:
        raise RuleBroken("有效期不能早于这个阶段的日期，请核对。")
    standing = entry.stages.filter(taken_back_at__isnull=True)
    if standing.filter(kind=StageKind.REVOKED).exists():
        raise RuleBroken("这一条已经撤销，不能再登记别的阶段。撤销登错了的，先撤回那一条。")
    if standing.filter(kind=kind, level=level, on=on).exists():
        raise RuleBroken("同一天的这个阶段已经登记过，不用再登。")


@acts.act("registers.take_back_stage", who=can_take_back_stage, on="stage")
def take_back_stage(*, stage: ProjectStage, by: Actor, reason: str) -> ProjectStage:
    """It was noted wrongly; it stays in the log."""
    if stage.taken_back_at is not None:
        raise RuleBroken("这一条阶段已经撤回，不用再办。")
    if not reason.strip():
        raise RuleBroken("撤回要写明理由。")
    acts.note_reason(reason.strip())
    acts.change(stage, taken_back_at=clock.now())
    words = f"撤回了{stage.get_level_display()}{stage.get_kind_display()}"
    changed_by_the_school(stage.entry, words, by)
    _count(stage.entry, by)
    return stage


def _count(entry: Entry, by: Actor) -> None:
    if entry.state in COUNTING:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
