"""What the page of a call says of its panel, to those who run or watch it."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .queries import draws_visible_to, runs_or_watches
from .states import DRAW_TONES, DrawState

BEFORE = (CallState.DRAFT, CallState.OPEN, CallState.WITHDRAWN)


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    if not runs_or_watches(actor) or call.organisation_id != actor.organisation_id or call.state in BEFORE:
        return None
    draws = list(draws_visible_to(actor).filter(call=call).exclude(state=DrawState.VOID).order_by("pk"))
    for row in draws:
        row.tone = DRAW_TONES[row.state]
    seats = call.seats.filter(left_at__isnull=True)
    return {
        "template": "panel/_call_panel.html",
        "draws": draws,
        "seats": seats.count(),
        "signed": seats.filter(discipline__isnull=False).count(),
    }
