"""All rows of an application at once, as a workbook brought them: everything or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import Stale

from .. import permissions
from ..models import Application, RoundTask, Wish
from .moving import round_first
from .wishes import choose_tasks, write_wish


@dataclass(slots=True)
class Filled:
    """One task of the list as somebody filled it in. `answers`: None where the round asks with no form."""

    round_task: RoundTask
    ticked: bool
    reason: str = ""
    quantity: Decimal | None = None
    led_by: Organisation | None = None
    answers: dict[str, Any] | None = field(default_factory=dict)

    @property
    def said(self) -> dict[str, Any]:
        """As `write_wish` takes it."""
        names = ("reason", "quantity", "led_by", "answers")
        return {name: getattr(self, name) for name in names}


def seen_of(application: Application) -> int:
    """Goes up whenever the application or one of its rows is written: what a workbook was compared with."""
    return application.version + (application.wishes.aggregate(sum=Sum("version"))["sum"] or 0)


@acts.act(
    "rounds.fill_application", who=permissions.can_write_application, on="application", first=round_first
)
def fill_application(
    *, application: Application, ticked: Sequence[RoundTask], written: Sequence[Filled], seen: int, by: Actor
) -> Application:
    """Tick as the workbook says and write the rows that it changed.

    seen   `seen_of` when the differences were shown; raises Stale where somebody wrote since
    """
    if seen_of(application) != seen + 1:  # this act itself has counted the application up
        raise Stale(application, seen)
    choose_tasks(application=application, chosen=ticked, by=by)
    rows = application.wishes.select_related("round_task__task", "led_by")
    wishes = {wish.round_task_id: wish for wish in rows}
    for each in written:
        wish = wishes[each.round_task.pk]
        before = wish.version
        write_wish(wish=wish, by=by, **each.said)
        if wish.version == before:  # only answers changed: who has the row's page open must be told too
            Wish.objects.filter(pk=wish.pk).update(version=F("version") + 1)
    return application
