"""How far milestones have come, told by progress: what it makes of the duties is noted with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.undertakings.models import Duty

from .. import permissions
from ..models import Milestone, MilestoneState
from ..queries import in_force, states_of
from ..standing import note_works


@dataclass(frozen=True, slots=True)
class Noted:
    """One milestone as it stands. `since`: the day it came into this state, kept as long as it stays in it."""

    state: str
    proved: bool
    since: dt.date


@acts.act("workplans.note_steps", who=permissions.can_note_steps)
def note_steps(*, states: Mapping[str, Noted], by: Actor) -> list[Duty]:
    """Inside progress's act, which holds the lock of the works concerned. Answers with the duties that changed."""
    known = states_of(states)
    for key, noted in states.items():
        row = known.get(key)
        if row is None:
            acts.create(MilestoneState, key=key, state=noted.state, proved=noted.proved, since=noted.since)
            continue
        since = row.since if row.state == noted.state else noted.since
        acts.change(row, state=noted.state, proved=noted.proved, since=since)
    works: dict[int, set[int]] = {}
    places = Milestone.objects.filter(in_force(), key__in=set(states)).order_by()
    for organisation, work in places.values_list("workplan__organisation_id", "part__work_id").distinct():
        works.setdefault(organisation, set()).add(work)
    return [
        duty for organisation in sorted(works) for duty in note_works(organisation, works[organisation], by)
    ]
