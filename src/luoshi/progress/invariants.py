"""What must always hold among updates."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.evidence.queries import proved
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.states import StepState

from .models import ProgressUpdate
from .queries import standing_updates

Found = Iterator[tuple[str, str]]
CHUNK = 500


def milestones_stand_as_was_said_last() -> Found:
    """State and proof of every milestone follow from the last update that was not taken back."""
    rows = list(MilestoneState.objects.order_by("id"))
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        standing = standing_updates(row.key for row in chunk)
        shown = proved(standing.values())
        for row in chunk:
            update = standing.get(row.key)
            said = update.state if update is not None else StepState.OPEN
            if row.state != said:
                yield name_of(row), "里程碑的状态不是最后填报的进展"
            if row.proved != (update is not None and update.public_id in shown):
                yield name_of(row), "里程碑有没有佐证，与进展引用的材料不一致"


def updates_are_of_the_school() -> Found:
    return each(
        ProgressUpdate.objects.exclude(work__organisation=F("organisation")), "进展指向别的单位的工作"
    )


def what_undoes_is_of_the_same_milestone() -> Found:
    undoing = ProgressUpdate.objects.filter(takes_back__isnull=False)
    yield from each(
        undoing.exclude(takes_back__milestone_key=F("milestone_key")), "撤回指向另一个里程碑的进展"
    )
    yield from each(undoing.filter(takes_back__takes_back__isnull=False), "撤回了一条撤回")


INVARIANTS = (
    Invariant("update-stands", milestones_stand_as_was_said_last),
    Invariant("update-work", updates_are_of_the_school),
    Invariant("update-taken-back", what_undoes_is_of_the_same_milestone),
)
