"""Once a minute: files of applications that were accepted since get their copies, so that no expert waits for somebody
to think of it; and rounds open by rule, so that nobody can tell from the moment which sheet was the last (controls
BL-06).
"""

from __future__ import annotations

from luoshi.common.actor import system_actor
from luoshi.selection.applying.models import Material
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .actions import begin_copies, open_whole_round
from .actions.opening import opens_by_rule
from .models import RoundClosing
from .queries import COPIED_IN, materials_without_copy
from .scoring import rounds_of


def beat() -> None:
    ask_for_copies()
    open_whole_rounds()


def ask_for_copies() -> None:
    lacking = Material.objects.filter(
        application__state=ApplicationState.ACCEPTED, removed_at=None, bare_copy=None
    )
    calls = lacking.filter(application__call__state__in=COPIED_IN).values("application__call")
    for call in Call.objects.filter(pk__in=calls).order_by("pk"):
        if materials_without_copy(call).exists():
            begin_copies(call=call, by=system_actor())


def open_whole_rounds() -> None:
    for call in Call.objects.filter(state=CallState.REVIEWING, rules__opens="all_in").order_by("pk"):
        closed = set(RoundClosing.objects.filter(call=call).values_list("round", flat=True))
        for key, _ in rounds_of(call):
            if key not in closed and opens_by_rule(call, key):
                call.refresh_from_db(fields=["version"])
                open_whole_round(call=call, round=key, by=system_actor(), version=call.version)
