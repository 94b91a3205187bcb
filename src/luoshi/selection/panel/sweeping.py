"""Called by the tick: who came to be bound since the draw loses what is not for him any more."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal
from luoshi.common.models import AuditEvent
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .actions import void_conflicted
from .actions.conflicting import newly_bound

# acts of these may bind an expert to an applicant
BINDING = ("registers.", "register_imports.", "accounts.", "panel.", "applying.")
LATELY = dt.timedelta(minutes=3)  # longer than from beat to beat, so that none falls between two


def beat() -> None:
    """Once a minute, where an act of late may have bound somebody: nobody's list keeps for an hour what opens with a
    refusal. What the mere passing of days does, the hourly sweep finds.
    """
    may_bind = Q()
    for prefix in BINDING:
        may_bind |= Q(action__startswith=prefix)
    done = AuditEvent.objects.filter(may_bind, at__gte=clock.now() - LATELY, result=AuditEvent.Result.DONE)
    if done.exclude(action="panel.void_conflicted").exists():
        sweep()


def sweep() -> None:
    """Nothing is written, no line in the log, where nobody is newly bound."""
    for call in Call.objects.filter(state=CallState.REVIEWING).order_by("pk"):
        if any(newly_bound(call)):
            try:
                void_conflicted(call=call, by=system_actor(), version=call.version)
            except Refusal:
                continue  # somebody changed it meanwhile: the next time
