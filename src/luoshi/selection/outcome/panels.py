"""What the outcome adds to the page of a call, and to the page of an application once the results are published."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.core.selection import read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES
from luoshi.selection.states import CallState

from .listing import level_titles
from .models import Result
from .queries import free_calls, shown_today


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    """The public notice while it is shown; the way to the results for the bureau."""
    notice = shown_today().filter(call=call).first()
    runs = free_calls(actor).filter(pk=call.pk).exists()
    elsewhere = call.organisation_id != actor.organisation_id or not any(map(actor.may, ORGANISES))
    reportable = call.opened_at is not None and elsewhere
    if notice is None and not runs and not reportable:
        return None
    return {
        "template": "outcome/_call_panel.html", "notice": notice, "call_id": call.public_id, "runs": runs,
        "reportable": reportable,
    }  # fmt: skip


def application_panel(actor: Actor, application: Application) -> dict[str, Any] | None:
    """What came of it, for whoever sees the application: nothing before it was published for everybody."""
    if application.call.state != CallState.ENDED:
        return None
    row = Result.objects.filter(application=application).first()
    if row is None:
        return None
    title = level_titles(read_rules(application.call.rules)).get(row.level, "")
    words = (f"入选，{title}" if title else "入选") if row.selected else "未入选"
    return {"template": "outcome/_application_panel.html", "words": words, "selected": row.selected}
