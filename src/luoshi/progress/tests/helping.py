"""Steps of the filed workplan, and saying something of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import clock, files
from luoshi.evidence.actions import Piece
from luoshi.progress import actions
from luoshi.progress.models import ProgressUpdate
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Milestone, MilestoneState


def steps(there: Any) -> list[Milestone]:
    """Four: two of each of two works."""
    rows = there.workplan.milestones.order_by("order", "id")
    return list(rows.select_related("workplan__organisation", "workplan__plan", "part__work", "owner__user"))


def due(days: int, *rows: Milestone) -> None:
    """So many days from today, for these."""
    keys = [row.pk for row in rows]
    day = clock.today() + dt.timedelta(days=days)
    Milestone.objects.filter(pk__in=keys).update(due=day, starts=None)


def say(
    there: Any, row: Milestone, state: str, words: str = "按计划推进", by: str = "owner", **more: Any
) -> ProgressUpdate:
    row.refresh_from_db()
    said = {"state": state, "words": words, **more}
    made: ProgressUpdate = actions.give_update(milestone=row, by=there.actor(by), **said)
    return made


def a_piece(name: str = "现场.jpg") -> Piece:
    stored = files.put([b"\xff\xd8\xff" + name.encode()])
    return Piece(name, "photo", clock.today(), 3, stored=stored, file_name=name)


def stands(row: Milestone) -> tuple[str, bool]:
    state = MilestoneState.objects.get(key=row.key)
    return state.state, state.proved


def duty_of(there: Any, row: Milestone) -> Duty:
    return Duty.objects.get(organisation=there.school, work=row.part.work, left_at__isnull=True)


def seen(there: Any, row: Milestone) -> tuple[str, str, str]:
    duty = duty_of(there, row)
    return duty.stage, duty.health, duty.proof
