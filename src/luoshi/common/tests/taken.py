"""What the log says of files that were taken out."""

from __future__ import annotations

import hashlib
from typing import Any

from luoshi.common.models import AuditEvent


def taken(action: str) -> list[tuple[str, int, str]]:
    """By whom (public id), of how many rows, which hash; oldest first."""
    events = AuditEvent.objects.filter(action=action, result="done").order_by("id")
    return [(event.user, change["rows"], change["digest"]) for event in events for change in event.changes]


def line(user: Any, rows: int, content: bytes) -> tuple[str, int, str]:
    """As `taken` tells it."""
    return user.public_id, rows, hashlib.sha256(content).hexdigest()
