"""Each step of an award enters the register entry it is about, by the register's own act."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.registers.actions import note_project_stage
from luoshi.registers.models import Entry, ProjectStage
from luoshi.registers.states import StageKind

from .models import Award, AwardStep

NOT_PASSED = "未通过"


def note_step(
    award: Award,
    kind: str,
    on: dt.date,
    by: Actor,
    *,
    passed: bool = True,
    document_number: str = "",
    valid_until: dt.date | None = None,
    words: str = "",
) -> AwardStep:
    """Inside an act: the step, and the stage in the register. Raises RuleBroken, naming what it is about."""
    step: AwardStep = acts.create(
        AwardStep,
        award=award,
        kind=kind,
        on=on,
        passed=passed,
        document_number=document_number,
        valid_until=valid_until,
        words=words,
        noted_by=f"{by.organisation_name} {by.name}"[:80],
    )
    enter(award, step, by)
    return step


def enter(award: Award, step: AwardStep, by: Actor) -> None:
    if award.entry is None:
        return
    try:
        acts.change(step, stage=_stage(award, step, award.entry, by))
    except RuleBroken as refused:
        raise RuleBroken(f"“{award.title}”登记不进台账：{refused.message}") from refused


def _stage(award: Award, step: AwardStep, entry: Entry, by: Actor) -> ProjectStage:
    stage, _ = stage_in(
        entry,
        kind=step.kind,
        on=step.on,
        by=by,
        level=award.rank,
        by_whom=award.issuer.name,
        document_number=step.document_number,
        valid_until=step.valid_until,
        words="".join((step.words if step.passed else f"{NOT_PASSED}。{step.words}")[:300]),
    )
    if award.issuer_id != entry.organisation_id and not stage.from_above:
        acts.change(
            stage, from_above=True
        )  # whoever links it: the word of the issuer, taken back by the issuer alone
    return stage


def stage_in(
    entry: Entry, *, kind: str, on: dt.date, level: str, by: Actor, **said: Any
) -> tuple[ProjectStage, bool]:
    """The stage in the register, and whether it was made now: where the school has noted the same itself, that one."""
    there = entry.stages.filter(kind=kind, level=level, on=on, taken_back_at__isnull=True).first()
    if there is not None:
        return there, False
    made: ProjectStage = note_project_stage(entry=entry, kind=kind, on=on, by=by, level=level, **said)
    return made, True


def fits(entry: Entry | None) -> bool:
    """Whether steps can be written into it."""
    if entry is None or not entry.register.has_stages or entry.is_ended:
        return False
    return not entry.stages.filter(kind=StageKind.REVOKED, taken_back_at__isnull=True).exists()
