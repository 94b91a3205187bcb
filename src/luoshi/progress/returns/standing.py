"""How a return stands at a glance: received, missing, doubtful; each organisation in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from luoshi.common.actor import Actor

from .models import Return, ReturnSheet
from .queries import sheets_visible_to
from .states import ARRIVED, SheetState
from .tones import TONES


@dataclass(slots=True)
class Standing:
    """Of the sheets the reader sees."""

    sheets: list[ReturnSheet]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return len(self.sheets)

    @property
    def arrived(self) -> int:
        return sum(self.counts[state] for state in ARRIVED)

    @property
    def received(self) -> int:
        return self.counts[SheetState.RECEIVED]

    @property
    def doubtful(self) -> int:
        return self.counts[SheetState.DOUBTFUL]

    @property
    def missing(self) -> list[ReturnSheet]:
        return [sheet for sheet in self.sheets if sheet.state not in ARRIVED]

    @property
    def late(self) -> int:
        return sum(sheet.first_sent_at is not None and sheet.is_late for sheet in self.sheets)

    def filters(self, chosen: str) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": "?" if state == chosen else f"?state={state}",
                "on": state == chosen,
                "count": self.counts[state],
            }
            for state, label in SheetState.choices
            if self.counts[state] or state == chosen
        ]


def standing_of(row: Return, actor: Actor) -> Standing:
    """For whoever sees sheets of other organisations: those above them."""
    sheets = list(
        sheets_visible_to(actor).filter(asked_in=row).order_by("organisation__order", "organisation_id")
    )
    for sheet in sheets:
        sheet.asked_in = row
        sheet.tone = TONES[sheet.state]  # type: ignore[attr-defined]
    return Standing(sheets, Counter(sheet.state for sheet in sheets))
