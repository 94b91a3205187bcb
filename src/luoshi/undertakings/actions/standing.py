"""Stage, health and proof of duties, as later stages see them: decided by `core.standing`, written here alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.core.standing import Facts, standing
from luoshi.undertakings import permissions
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage

STAYS = (DutyStage.LEFT, DutyStage.CHANGED)


@acts.act("undertakings.note_standing", who=permissions.can_note_standing)
def note_standing(
    *, duties: Iterable[Duty], facts: Facts, by: Actor, today: dt.date | None = None
) -> list[Duty]:
    """Inside a later stage's act, or by the system: what follows from the facts. Answers with the duties that changed.

    A duty that was left keeps what it was.
    """
    found = standing(facts, today or clock.today())
    said = {"stage": found.stage, "health": found.health, "proof": found.proof}
    open_ones = [duty for duty in duties if duty.left_at is None and duty.stage not in STAYS]
    return [duty for duty in open_ones if acts.change(duty, **said)]
