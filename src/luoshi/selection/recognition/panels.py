"""What recognition adds to the page of a call that has ended: the paper that announces it, and the certificates."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from . import permissions
from .models import NoAnnouncement
from .queries import announcements_visible_to, recognition_calls_of


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    if call.state != CallState.ENDED:
        return None
    rows = list(announcements_visible_to(actor).filter(call=call).order_by("-number"))
    paper = next((row for row in rows if row.stamped_at is not None), None)
    runs = permissions.can_grant(actor, call)
    grants = recognition_calls_of(actor).filter(pk=call.pk).exists()
    if not rows and not runs and not grants:
        return None
    return {
        "template": "recognition/_call_panel.html", "call_id": call.public_id, "paper": paper, "runs": runs,
        "without": not rows and runs and NoAnnouncement.objects.filter(call=call).exists(),
        "waits": bool(rows) and rows[0].stamped_at is None, "grants": grants,
    }  # fmt: skip
