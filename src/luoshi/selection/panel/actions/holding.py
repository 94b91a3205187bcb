"""What every act on a panel does first, and how something is taken out of an expert's hands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.errors import RuleBroken
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from ..models import Assigned, Proposal, Seat

AT_WORK = (CallState.DRAWING, CallState.REVIEWING)


def call_of(row: Any) -> int:
    """Key of the selection a row of this package belongs to."""
    if isinstance(row, Call):
        return row.pk
    if isinstance(row, Proposal):
        return row.call_id
    if hasattr(row, "seat_id"):
        return int(row.seat.call_id)
    return int(row.application.call_id if hasattr(row, "application_id") else row.call_id)


def call_first(row: Any) -> Call:
    """The one order of locks: the selection, then what lies in it. So a conflict that is set and a draw that is
    confirmed, or two who give the last place of an expert, come one after the other.
    """
    held: Call = Call.objects.select_for_update().get(pk=call_of(row))
    return held


def fresh_call(row: Any) -> Call:
    """As it stands under the lock of `call_first`. Raises RuleBroken when its panel is no longer at work."""
    call = Call.objects.select_related("organisation").get(pk=call_of(row))
    if call.state not in AT_WORK:
        raise RuleBroken(
            f"这次遴选现在是“{call.get_state_display()}”，不能再动评审组。形式审查结束后、评审结束前才可以办理。"
        )
    return call


def void(rows: Iterable[Assigned], reason: str) -> int:
    """Take them away, whatever was scored and is still sealed with them."""
    number, now = 0, clock.now()
    for row in rows:
        acts.change(row, void_at=now, void_reason=reason[:300])
        number += 1
    return number


def in_hands(seat: Seat, round: str) -> int:
    """How many applications the expert holds now in that round."""
    return Assigned.objects.filter(seat=seat, round=round, void_at__isnull=True).count()


def said(reason: str) -> str:
    """The reason as it is kept. Raises RuleBroken where there is none."""
    kept = reason.strip()[:300]
    if not kept:
        raise RuleBroken("请写明理由后再办理，监督员看得到。")
    acts.note_reason(kept)
    return kept
