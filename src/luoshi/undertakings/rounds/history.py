"""What was done with a round, by post and organisation, for the bureau that runs it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import audit
from luoshi.common.models import AuditEvent
from luoshi.undertakings.history import Step, names_in, who_did

from .act_words import ACT_WORDS
from .models import Round, RoundTask
from .offers import moment_words

ON_THE_ROUND = (
    "rounds.make_round",
    "rounds.change_round",
    "rounds.set_tasks",
    "rounds.set_condition",
    "rounds.set_invited",
    "rounds.open_round",
    "rounds.extend_round",
    "rounds.withdraw_round",
    "rounds.restore_round",
    "rounds.confirm_round",
    "rounds.print_round_list",
    "rounds.reopen_round",
)
SHOWN = 50


def history_of(round_: Round) -> list[Step]:
    """The newest first. The caller has checked who runs the round."""
    conditions = list(round_.tasks.values_list("public_id", flat=True))
    rows = AuditEvent.objects.filter(action__in=ON_THE_ROUND, result=AuditEvent.Result.DONE)
    of_round = rows.filter(object_type=Round._meta.label_lower, object_id=round_.public_id)
    of_tasks = rows.filter(object_type=RoundTask._meta.label_lower, object_id__in=conditions)
    events = list((of_round | of_tasks).order_by("-at", "-id")[:SHOWN])
    names = names_in(events)
    return [Step(event.at, who_did(event, names), ACT_WORDS[event.action], _note(event)) for event in events]


def _note(event: AuditEvent) -> str:
    """The reason that was given, and the closing time that was set."""
    notes = []
    for change in event.changes:
        if "reason" in change:
            notes.append(audit.opened(change["reason"]["commitment"]) or "（理由已按规定删除）")
        if event.action == "rounds.extend_round" and change.get("field") == "until" and _is_round(change):
            notes.append(f"截止时间改为 {moment_words(dt.datetime.fromisoformat(change['after']))}")
    return "；".join(notes)


def _is_round(change: dict[str, Any]) -> bool:
    return change.get("type") == Round._meta.label_lower
