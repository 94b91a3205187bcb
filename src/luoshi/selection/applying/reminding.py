"""Who still owes an application that was begun, or its mending, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from luoshi.common.stages import Reminder
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .desk import unfinished_of
from .models import Application
from .queries import page_of
from .states import ApplicationState


def due_applications(today: dt.date) -> Iterable[Reminder]:
    """For each draft of an open call, and each application sent back: the end of the call, or of the mending."""
    for call in Call.objects.filter(state=CallState.OPEN, until__isnull=False):
        for row in unfinished_of(call):
            yield _reminder(row, f"报送遴选申报：{row.title}", call.until)
    mending = Application.objects.filter(state=ApplicationState.CORRECTING, correct_until__isnull=False)
    for row in mending.select_related("owner"):
        yield _reminder(row, f"补正遴选申报：{row.title}", row.correct_until)


def _reminder(row: Application, title: str, until: dt.datetime | None) -> Reminder:
    return Reminder(
        key=f"selection-application:{row.public_id}:{row.state}",
        title=title,
        due=timezone.localtime(until).date() if until else None,
        to=(row.owner,),
        kind="selection",
        href=page_of(row),
        about=row,
    )
