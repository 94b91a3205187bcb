"""What the page of a call says of its panel: to those who run or watch it how far it is, to everybody the digests."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .opened import is_open_to_all
from .queries import draws_visible_to, panel_calls_of, runs_or_watches
from .states import DRAW_TONES, DrawState

BEFORE = (CallState.DRAFT, CallState.OPEN, CallState.WITHDRAWN)


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    if call.state in BEFORE:
        return None
    ours = panel_calls_of(actor).filter(pk=call.pk).exists()
    if not ours and not (runs_or_watches(actor) and call.organisation_id == actor.organisation_id):
        return _digests(call)
    if not ours:
        return {"template": "panel/_call_panel.html", "kept_away": True}
    draws = list(draws_visible_to(actor).filter(call=call).exclude(state=DrawState.VOID).order_by("pk"))
    for row in draws:
        row.tone = DRAW_TONES[row.state]
    seats = call.seats.filter(left_at__isnull=True)
    return {
        "template": "panel/_call_panel.html",
        "draws": draws,
        "seats": seats.count(),
        "signed": seats.filter(discipline__isnull=False).count(),
        "watches": actor.may("watch_selections"),
    }


def _digests(call: Call) -> dict[str, Any] | None:
    """The digest of each seed from the moment it was made, so that no seed can be picked afterwards; seed, list and
    result, with the file by which anybody draws again, once the list is shown to all.
    """
    draws = list(call.draws.order_by("id"))
    if not draws:
        return None
    is_over = is_open_to_all(call)
    given = is_over and any(row.result is not None for row in draws)
    return {
        "template": "panel/_call_digests.html",
        "draws": draws,
        "is_over": is_over,
        "is_given": given,
    }
