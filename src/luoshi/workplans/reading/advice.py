"""All proposals into what a person has typed so far; what he has answered himself stays."""

from __future__ import annotations

from luoshi.common import drafts
from luoshi.common.actor import Actor

from .forms import advised
from .models import PlanReading
from .sheet import sheet_of


def fill_in(by: Actor, name: str, reading: PlanReading) -> int:
    """How many were filled in. Kept as typed, like everything on the page: no version, no event."""
    kept = drafts.load(by, name, reading.public_id)
    sheet = sheet_of(reading)
    begun = {f"in-{row.number}": ["on"] for row in sheet.steps if row.ticked}
    typed = kept[0] if kept else begun
    fresh = {key: [value] for key, value in advised(sheet).items() if not any(typed.get(key, []))}
    drafts.save(by, name, reading.public_id, {**typed, **fresh})
    return len(fresh)
