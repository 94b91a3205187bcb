"""What progress adds to the page of a duty: what was said of its work, in whatever plan."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.evidence.queries import uses_about_many
from luoshi.undertakings.models import Duty
from luoshi.workplans.tones import step_shown

from .queries import updates_visible_to

SHOWN = 12


def duty_panel(actor: Actor, duty: Duty) -> dict[str, Any] | None:
    rows = list(updates_visible_to(actor).filter(work=duty.work_id).prefetch_related("taken_back_by")[:SHOWN])
    if not rows:
        return None
    uses = uses_about_many(rows)
    lines = [
        {
            "update": row,
            "shown": step_shown(row.state),
            "uses": uses.get(row.public_id, []),
            "undone": bool(row.taken_back_by.all()),
            "undoes": row.takes_back_id is not None,
            "elsewhere": row.plan.short if row.plan_id != duty.task.plan_id else "",
        }
        for row in rows
    ]
    return {"template": "progress/_duty_panel.html", "lines": lines}
