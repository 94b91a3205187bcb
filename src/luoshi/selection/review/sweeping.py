"""Once in a while: files of applications that were accepted since get their copies."""

from __future__ import annotations

from luoshi.common.actor import system_actor
from luoshi.selection.applying.models import Material
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call

from .actions import begin_copies
from .queries import COPIED_IN, materials_without_copy


def sweep() -> None:
    lacking = Material.objects.filter(
        application__state=ApplicationState.ACCEPTED, removed_at=None, bare_copy=None
    )
    calls = lacking.filter(application__call__state__in=COPIED_IN).values("application__call")
    for call in Call.objects.filter(pk__in=calls).order_by("pk"):
        if materials_without_copy(call).exists():
            begin_copies(call=call, by=system_actor())
