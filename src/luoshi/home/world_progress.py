"""Progress in the test world, a canary in each text: an update with evidence on a filed milestone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import files
from luoshi.evidence.actions import Piece
from luoshi.evidence.queries import uses_about
from luoshi.progress import actions
from luoshi.workplans.queries import milestones_in_force

from .world_workplans import readers_of_filed

if TYPE_CHECKING:
    from .world import World


def make_progress(world: World) -> None:
    """Runs inside the world's act, after workplans and evidence; by the owner of the steps."""
    owner = actor_for(world.people["task-owner"])
    seers = readers_of_filed(world)
    school = world.people["school-office"].organisation
    first = milestones_in_force(organisation=school).order_by("id")[0]
    words, title, content = world.canary(), world.canary(), world.canary()
    stored = files.put([f"%PDF-{content}".encode()])
    piece = Piece(title, "document", dt.date(2026, 3, 1), 4, stored=stored, file_name=f"{title}.pdf")
    update = actions.give_update(milestone=first, state="under_way", words=words, pieces=[piece], by=owner)
    world.add("update", update, [words], seers)
    use = uses_about(update).get()
    world.add("update_use", use, [], seers)
    world.add("evidence", use.evidence, [title, content], world.superiors(school, "read_evidence"))
