"""Once a minute: calls whose time is over are closed, whoever is or is not there.

A little later than the second: what had come whole in time may still be waiting to be written, and is not late by that.
"""

import datetime as dt

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal

from .actions.opening import close_call
from .models import Call
from .states import CallState

GRACE = dt.timedelta(minutes=2)


def close_overdue() -> None:
    for call in Call.objects.filter(state=CallState.OPEN, until__lt=clock.now() - GRACE).order_by("pk"):
        try:
            close_call(call=call, by=system_actor(), version=call.version)
        except Refusal:
            continue  # somebody closed or extended it at this moment; the next minute sees
