"""What each route of notices answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock

from .lines import EVERYBODY, Expected, button, nothing, page


def asked_for(row: Any, user: Any = None) -> dict[str, Any]:
    """Signing for a notice that asks for it."""
    type(row).objects.filter(pk=row.pk).update(receipt=True)
    return {}


def an_instant(row: Any, user: Any = None) -> dict[str, Any]:
    return {"at": clock.now().isoformat()}


EXPECTED_NOTICES: dict[str, Expected] = {
    "notices": page(),
    "notice": page(),
    "notice-read": button(EVERYBODY, nothing),
    "notice-unread": button(EVERYBODY, nothing),
    "notice-receive": button(EVERYBODY, asked_for),
    "notice-take-back": button(EVERYBODY, nothing),
    "notices-read-all": button(EVERYBODY, nothing),
    "notices-unread-all": button(EVERYBODY, an_instant),
}
