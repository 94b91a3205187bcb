"""What the page of a call says of its review, to those who see how far it has come; what an application's page says of
who read it, where the rules name the experts.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from luoshi.common.actor import Actor
from luoshi.core.selection import Blindness, read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned, Expert
from luoshi.selection.panel.queries import panel_calls_of, runs_or_watches
from luoshi.selection.states import CallState

from . import permissions
from .models import RoundClosing
from .queries import copies_visible_to
from .scoring import counting_sheets, in_force, rounds_of, short_of_readers
from .states import OPEN_COPY, SheetState

SHOWN_IN = (CallState.DRAWING, CallState.REVIEWING, CallState.DECIDING, CallState.NOTICED, CallState.ENDED)


def call_panel(actor: Actor, call: Call) -> dict[str, Any] | None:
    """Counts of sheets only: what they hold is sealed."""
    if call.state not in SHOWN_IN or not permissions.can_follow_review(actor, call):
        return None
    asked = in_force(call)
    given = asked.count()
    copies = copies_visible_to(actor).filter(material__application__call=call, state__in=OPEN_COPY)
    return {
        "template": "review/_call_panel.html",
        "asked": given + (_short(call) if given else 0),
        "done": asked.filter(sheet__state=SheetState.DONE).count(),
        "copies": copies.count() if call.state in (CallState.DRAWING, CallState.REVIEWING) else 0,
        "decided": call.scorings.exists(),
    }


def _short(call: Call) -> int:
    """Readers that rounds not closed yet are short of: they count as asked for, as on the page of the rounds."""
    if call.state != CallState.REVIEWING:
        return 0
    closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
    return sum(short_of_readers(call, key) for key, _ in rounds_of(call) if key not in closed)


def application_panel(actor: Actor, application: Application) -> dict[str, Any] | None:
    """Who read it, with the result and never before; only where the rules say so. Names alone, no score beside any."""
    call = application.call
    if call.state != CallState.ENDED:
        return None
    rules = read_rules(call.rules)
    if rules.blindness != Blindness.NONE or not rules.experts_named:
        return None
    sheets = counting_sheets(call).filter(assigned__application=application)
    names = sorted(set(sheets.order_by().values_list("assigned__seat__expert__name", flat=True)))
    return {"template": "review/_application_panel.html", "names": names} if names else None


def expert_panel(actor: Actor, expert: Expert) -> dict[str, Any] | None:
    """How he kept to the end of rounds that are over, of the selections whose panel the actor sees; of a round that is
    still sealed nothing is told.
    """
    if not runs_or_watches(actor):
        return None
    closed = RoundClosing.objects.filter(call=OuterRef("seat__call"), round=OuterRef("round"))
    rows = Assigned.objects.filter(
        Exists(closed), seat__expert=expert, void_at__isnull=True, seat__call__in=panel_calls_of(actor)
    )
    asked, done = rows.count(), rows.filter(sheet__state=SheetState.DONE).count()
    if not asked:
        return None
    return {"template": "review/_expert_panel.html", "asked": asked, "done": done, "late": asked - done}
