"""Entries found by a whole number of a person."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent

from ..listing import found_by_number
from ..models import Entry, Register
from ..permissions import can_find

HITS = 20
AN_HOUR = 60  # searches of one person: enough for work, too few for trying numbers out
ACTION = "registers.find_entries"


@acts.act(ACTION, who=can_find, under="register")
def find_entries(*, register: Register, number: str, by: Actor) -> list[Entry]:
    """Who looked and what was found enter the log, never the number. Raises RuleBroken for too many in an hour."""
    since = clock.now() - dt.timedelta(hours=1)
    tried = AuditEvent.objects.filter(at__gte=since, action=ACTION, user=by.user_public_id)
    if tried.count() >= AN_HOUR:
        raise RuleBroken(f"一小时内最多按号码找 {AN_HOUR} 次，请过一会儿再找。")
    hits = list(found_by_number(register, by, number)[:HITS])
    acts.note_each("found", [[entry] for entry in hits])
    return hits
