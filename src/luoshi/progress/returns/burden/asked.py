"""What a return asks of each organisation, kept with its sheet when it goes out."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.burden import meter_of
from luoshi.common.dataforms.sources import prefill_for

from ..models import Return, ReturnSheet
from .known import asked_before, said_before


def note_asked(row: Return, by: Actor, only: list[ReturnSheet] | None = None) -> None:
    """Fields asked, of them brought, asked before within a year or in another form in use, files."""
    version = row.form_version
    assert version is not None
    burden = meter_of(version, by, asked_before(row.organisation_id, row)).burden
    sheets = only if only is not None else list(row.sheets.select_related("organisation"))
    said = said_before(version.form, [sheet.organisation_id for sheet in sheets], version.definition)
    repeats = {repeat.path for repeat in burden.repeats}
    shared: dict[str, Any] = {}
    for sheet in sheets:
        before = said.get(sheet.organisation_id, {})
        known = prefill_for(
            version.form, by, organisation_id=sheet.organisation_id, about=sheet, shared=shared
        )
        sheet.asked, sheet.files = burden.fields, burden.files
        sheet.prefilled = len({*before, *known})
        sheet.repeated = len(repeats | set(before) - set(known))  # what a source brings is not asked again
    ReturnSheet.objects.bulk_update(sheets, ["asked", "files", "prefilled", "repeated"], batch_size=200)
    acts.note_bulk("returns.asked_of", [[s.public_id, s.asked, s.prefilled, s.repeated] for s in sheets])
