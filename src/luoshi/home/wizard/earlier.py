"""What was settled at an earlier import into the same plan and is asked again, word for word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from luoshi.core.packs.earlier import carried_over, same_question
from luoshi.policies.actions import Repeated
from luoshi.policies.models import Finding, Reading
from luoshi.policies.settling import decided
from luoshi.policies.states import FindingState, ReadingState

from . import subjects

LAST_IMPORTS = 3  # further back nobody remembers why
MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """An open finding that may be settled as before: what was decided, by whom and when, in words."""

    repeated: Repeated
    message: str
    outcome: str
    lines: list[str]
    who: str
    when: dt.datetime
    reason: str

    @property
    def finding(self) -> Finding:
        return self.repeated.finding


def offers(reading: Reading, result: Mapping[str, Any]) -> dict[str, Offer]:
    """Public id of an open finding → its offer. Each import and what was decided in it is of the reading's owner."""
    if not reading.plan_id_wanted:
        return {}
    left = {row.public_id: row for row in reading.findings.filter(state=FindingState.OPEN)}
    now, found = reading.result, {}
    for earlier in loaded_into(reading)[:LAST_IMPORTS]:
        for finding, offer in _of(earlier, left.values(), now, result):
            found.setdefault(finding.public_id, offer)
        left = {key: row for key, row in left.items() if key not in found}
    return dict(sorted(found.items(), key=lambda each: each[1].finding.order))


def loaded_into(reading: Reading) -> QuerySet[Reading]:
    """Imports of the same owner that became part of the plan this one revises, the newest first."""
    same_plan = {"owner": reading.owner_id, "document__plans__public_id": reading.plan_id_wanted}
    return Reading.objects.filter(state=ReadingState.LOADED, **same_plan).exclude(pk=reading.pk)


def _of(
    earlier: Reading, asked: Iterable[Finding], now: Mapping[str, Any], result: Mapping[str, Any]
) -> Iterator[tuple[Finding, Offer]]:
    before = earlier.result
    settled: dict[
        str, list[tuple[Finding, Mapping[str, Any]]]
    ] = {}  # by what was asked: no row meets all rows
    for row in decided(earlier):
        content = row.content
        settled.setdefault(content["message"], []).append((row, content))
    for finding in asked:
        content = finding.content
        asked_then = settled.get(content["message"], ())
        same = [row for row, then in asked_then if same_question(then, content, before, now)]
        if len(same) == 1 and (offer := _offer(finding, content, same[0], before, now, result)):
            yield finding, offer


def _offer(
    finding: Finding,
    content: Mapping[str, Any],
    earlier: Finding,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    result: Mapping[str, Any],
) -> Offer | None:
    value = earlier.value
    changes = carried_over(value.get("value", {}).get("changes", []), before, now)
    if changes is None or earlier.decided_by is None or earlier.decided_at is None:
        return None
    who, when = earlier.decided_by.name, earlier.decided_at
    outcome, given = earlier.get_state_display(), value.get("reason", "")
    said = f"照上次办理（{who}{timezone.localtime(when):%Y年%-m月%-d日}{outcome}）"
    reason = f"{said}：{given}" if given else said
    return Offer(
        repeated=Repeated(finding, earlier.state, changes, reason[:MOST_WORDS]),
        message=str(content["message"]),
        outcome=outcome,
        lines=[subjects.in_words(change, result) for change in changes],
        who=who,
        when=when,
        reason=given,
    )
