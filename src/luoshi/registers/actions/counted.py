"""The one way registers reach what is computed from them."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import run_after

from ..models import Register
from ..permissions import only_within_an_act


@acts.act("registers.note_counted", who=only_within_an_act, under="register")
def note_counted(*, register: Register, organisations: frozenset[int], by: Actor) -> None:
    """What counts of these organisations (keys) may have changed: later stages follow, inside the running act."""
    if organisations:
        run_after("registers.note_counted", register=register, organisations=organisations, by=by)
