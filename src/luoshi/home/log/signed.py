"""How far the log is signed: the last line of the checkpoint file. The whole is checked on the server, not here."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass

from luoshi.common import checkpoints, clock
from luoshi.common.models import AuditEvent

TAIL = 65_536  # a checkpoint line is far shorter
OVERDUE = dt.timedelta(minutes=10)  # one is due every minute in which anything happens


@dataclass(frozen=True, slots=True)
class Signed:
    """at: when the last checkpoint was written, None if there is none; overdue: events have waited too long for one."""

    at: dt.datetime | None
    overdue: bool


def how_far_signed() -> Signed:
    at = _last_at()
    unsigned = AuditEvent.objects.filter(at__lt=clock.now() - OVERDUE)
    waiting = unsigned.filter(at__gt=at + OVERDUE) if at else unsigned
    return Signed(at, waiting.exists())


def _last_at() -> dt.datetime | None:
    try:
        with checkpoints.path().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            whole = [line for line in file.read().split(b"\n")[:-1] if line]
    except OSError:
        return None
    try:
        return dt.datetime.fromisoformat(json.loads(whole[-1])["at"]) if whole else None
    except (ValueError, KeyError, TypeError):
        return None
