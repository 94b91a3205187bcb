"""How much of a thing one account may do in a quarter of an hour: searching, taking files out, sending files in.

Far more than a person does in an evening, far less than would carry a register away. `accounts` keeps the counts and
registers here how they are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from .actor import Actor

WINDOW = dt.timedelta(minutes=15)
SEARCH, TAKE, SEND = "search", "take", "send"
COUNTERS: list[Callable[[Actor, str, int], None]] = []


def count(by: Actor, what: str, many: int = 1) -> None:
    """Count before it is done, so that many at the same moment do not slip through. Raises TooOften."""
    if by.is_system or not by.user_public_id or many <= 0:
        return
    for counter in COUNTERS:
        counter(by, what, many)
