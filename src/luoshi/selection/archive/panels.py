"""The way to the package, on the page of a call that has ended."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call

from .queries import packed_calls_of


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    if not packed_calls_of(actor).filter(pk=call.pk).exists():
        return None
    return {"template": "archive/_call_panel.html", "call_id": call.public_id}
