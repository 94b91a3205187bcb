"""What the page of a call says of its applications, and the ways from there: to apply, to check, to rank."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from . import permissions
from .models import Application
from .queries import applications_visible_to, host_applies
from .quotas import by_group
from .states import TAKES_A_PLACE, ApplicationState
from .tones import TONES

SHOWN = 5


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    """A school sees its own applications, the others how many stand where; nothing before the call goes out."""
    if call.opened_at is None or not actor.may("read_selections"):
        return None
    rows = applications_visible_to(actor).filter(call=call)
    states = list(rows.order_by().values_list("state", flat=True))
    counts = [
        {"word": state.label, "tone": TONES[state], "number": states.count(state), "key": state.value}
        for state in ApplicationState
        if state in states
    ]
    applies = permissions.can_apply(actor, call)
    return {
        "template": "applying/_call_panel.html",
        "total": len(states),
        "counts": counts,
        "own": _own(_written(rows, actor, call)) if applies else [],
        "applies": applies,
        "mine": applies and not actor.may("write_papers"),
        "taken": _taken(actor, call) if applies else {},
        "may_apply": applies and call.state == CallState.OPEN and not call.is_over,
        "may_rank": permissions.can_rank(actor, call),
        "host_applies": permissions.can_run_call(actor, call) and bool(call.hosted) and host_applies(call),
        "may_end": call.state == CallState.CHECKING and permissions.can_end_checks(actor, call),
    }


def _written(rows: Any, actor: Actor, call: Call) -> Any:
    """Of a school's own selection what this person writes, not what arrived for him to look at."""
    return rows.filter(owner=actor.membership_id) if call.organisation_id == actor.organisation_id else rows


def _taken(actor: Actor, call: Call) -> dict[str, int]:
    """By 组别, where places are given by group, else under "": how many places of the own school are taken."""
    rows = Application.objects.filter(call=call, organisation=actor.organisation_id, state__in=TAKES_A_PLACE)
    if not by_group(call):
        return {"": rows.count()}
    counted: dict[str, int] = {"": 0}
    for group in rows.values_list("group", flat=True):
        counted[group] = counted.get(group, 0) + 1
    return counted


def _own(rows: Any) -> list[Any]:
    found = list(rows.order_by("-id")[:SHOWN])
    for row in found:
        row.tone = TONES[row.state]
    return found
