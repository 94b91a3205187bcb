"""What recommendation adds to the page of a call, and to the page of an application once the letter has left."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.states import CallState

from .drawing import ranks_of
from .lower import behind, looked_over_by, lower_calls
from .models import Promotion
from .queries import ended_calls_of, goes_up, rows_of, standing_of, standing_results, was_sent
from .states import TONES, RecommendationState


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    """The way to the recommendation, for the bureau; and to what is selected below before it."""
    ended = call.state == CallState.ENDED and ended_calls_of(actor).filter(pk=call.pk).exists()
    row = standing_of(call) if ended else None
    ended = ended and (row is not None or call.parent_id is not None or goes_up(call))
    below = _below(actor, call)
    if not ended and not below:
        return None
    return {
        "template": "recommendation/_call_panel.html", "call_id": call.public_id, "ended": ended, "row": row,
        "below": below, "tone": TONES[RecommendationState(row.state)] if row is not None else "",
    }  # fmt: skip


def _below(actor: Actor, call: Call) -> dict[str, int]:
    """How many select below and how many of them sent nothing yet; nothing where nobody does any more."""
    if not looked_over_by(actor).filter(pk=call.pk).exists():
        return {}
    rows = lower_calls(actor, call)
    number = rows.count()
    if not number and call.state != CallState.OPEN:
        return {}
    return {"number": number, "left": behind(rows).count()}


def application_panel(actor: Actor, application: Application) -> dict[str, Any] | None:
    """For whoever sees the application: where it went, what came back, into which selection it went on."""
    came_from = Promotion.objects.filter(application=application).select_related("result__call").first()
    context: dict[str, Any] = {"template": "recommendation/_application_panel.html", "came_from": came_from}
    if application.call.state == CallState.ENDED:
        context |= _upward(application)
    return context if any(context.get(key) for key in ("came_from", "sent", "went_on", "answers")) else None


def _upward(application: Application) -> dict[str, Any]:
    result = Result.objects.filter(application=application).first()
    if result is None:
        return {}
    went_on = result.promotions.filter(taken_back_at__isnull=True).select_related("application__call").first()
    sent = was_sent(application.pk)
    rank = ranks_of(rows_of(sent)).get(result.public_id) if sent is not None else None
    return {
        "sent": sent,
        "rank": rank,
        "went_on": went_on,
        "answers": standing_results([result]).get(result.pk, []),
    }
