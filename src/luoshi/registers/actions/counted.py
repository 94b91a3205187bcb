"""The one way registers reach what is computed from them."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import run_after

from ..models import Register
from ..permissions import only_within_an_act


@acts.act("registers.note_counted", who=only_within_an_act, under="register")
def note_counted(
    *, register: Register, organisations: frozenset[int], by: Actor, at_once: bool = False
) -> None:
    """What counts of these organisations (keys) may have changed: later stages follow, inside the running act; where
    that would take long they may follow a moment later, unless it must be `at_once`.
    """
    if organisations:
        said = {"register": register, "organisations": organisations, "at_once": at_once}
        run_after("registers.note_counted", by=by, **said)
