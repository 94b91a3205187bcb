"""Whose picture a test looks at."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.home.cockpit.scope import Scope
from luoshi.home.cockpit.upward_rows import rows_of_plan
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Goal


def scope(there: Any, name: str = "officer", place: Organisation | None = None) -> Scope:
    actor = there.actor(name)
    return Scope(actor, there.plan, place or Organisation.objects.get(pk=actor.organisation_id))


def sent_up(there: Any, goal: Goal) -> list[str]:
    """The numbers reached that go up for the school's duty with this goal."""
    duty = Duty.objects.get(organisation=there.school, work=goal.part.work, left_at=None)
    rows = rows_of_plan(there.actor("officer"), there.plan)
    return next(row.cells["actual"] for row in rows if row.key == duty.public_id).split("；")
