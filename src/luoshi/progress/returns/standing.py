"""How a return stands at a glance: received, missing, doubtful, with gaps; each organisation in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from luoshi.common.actor import Actor
from luoshi.core.fields import settle
from luoshi.core.fields.blanks import blanks_in

from .models import Return, ReturnSheet
from .queries import answers_of, sent_values, sheets_visible_to
from .states import ARRIVED, SheetState
from .tones import TONES

GAPS = "gaps"  # the filter for sheets with empty cells, beside those for each state


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

    @property
    def with_gaps(self) -> list[ReturnSheet]:
        """What came with empty cells: a sheet that was not sent is missing as a whole."""
        return [sheet for sheet in self.sheets if has_gaps(sheet)]

    def shown(self, chosen: str) -> list[ReturnSheet]:
        if chosen == GAPS:
            return self.with_gaps
        return [sheet for sheet in self.sheets if not chosen or sheet.state == chosen]

    def filters(self, chosen: str) -> list[dict[str, Any]]:
        states = [
            {
                "label": label,
                "url": "?" if state == chosen else f"?state={state}",
                "on": state == chosen,
                "count": self.counts[state],
            }
            for state, label in SheetState.choices
            if self.counts[state] or state == chosen
        ]
        gaps = len(self.with_gaps)
        if not gaps and chosen != GAPS:
            return states
        url, on = ("?", True) if chosen == GAPS else (f"?state={GAPS}", False)
        return [*states, {"label": "有空格", "url": url, "on": on, "count": gaps}]


def has_gaps(sheet: ReturnSheet) -> bool:
    return sheet.state in ARRIVED and bool(sheet.blank)


def standing_of(row: Return, actor: Actor) -> Standing:
    """For whoever sees sheets of other organisations: those above them."""
    sheets = list(
        sheets_visible_to(actor).filter(asked_in=row).order_by("organisation__order", "organisation_id")
    )
    _count_gaps([sheet for sheet in sheets if sheet.state in ARRIVED and sheet.blank is None], row)
    for sheet in sheets:
        sheet.asked_in = row
        sheet.tone = TONES[sheet.state]  # type: ignore[attr-defined]
        sheet.gaps = sheet.blank if has_gaps(sheet) else 0  # type: ignore[attr-defined]
    return Standing(sheets, Counter(sheet.state for sheet in sheets))


def _count_gaps(sheets: list[ReturnSheet], row: Return) -> None:
    """Of what was sent before gaps were counted as it was sent."""
    given = answers_of(sheets) if sheets else {}
    for sheet in sheets:
        sheet.asked_in = row
        answer = given.get(sheet.public_id)
        if answer is not None:
            form = answer.form_version.form
            sheet.blank = len(blanks_in(form, settle(form, sent_values(sheet, answer))))
