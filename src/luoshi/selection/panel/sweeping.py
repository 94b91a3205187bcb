"""Called by the tick: who came to be bound since the draw loses what is not for him any more."""

from __future__ import annotations

from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .actions import void_conflicted
from .actions.conflicting import newly_bound


def sweep() -> None:
    """Nothing is written, no line in the log, where nobody is newly bound."""
    for call in Call.objects.filter(state=CallState.REVIEWING).order_by("pk"):
        if any(newly_bound(call)):
            try:
                void_conflicted(call=call, by=system_actor(), version=call.version)
            except Refusal:
                continue  # somebody changed it meanwhile: the next time
