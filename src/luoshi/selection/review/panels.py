"""What the page of a call says of its review, to those who see how far it has come."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from . import permissions
from .queries import copies_visible_to
from .scoring import in_force
from .states import OPEN_COPY, SheetState

SHOWN_IN = (CallState.DRAWING, CallState.REVIEWING, CallState.DECIDING, CallState.NOTICED, CallState.ENDED)


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    """Counts of sheets only: what they hold is sealed."""
    if call.state not in SHOWN_IN or not permissions.can_follow_review(actor, call):
        return None
    asked = in_force(call)
    copies = copies_visible_to(actor).filter(material__application__call=call, state__in=OPEN_COPY)
    return {
        "template": "review/_call_panel.html",
        "asked": asked.count(),
        "done": asked.filter(sheet__state=SheetState.DONE).count(),
        "copies": copies.count(),
        "decided": call.scorings.exists(),
    }
