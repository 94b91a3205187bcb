"""What one sheet came to when it was sent: cells typed, values that were brought and left as they were, cells that came
with the school's own workbook, cells left empty."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.core.fields import settle
from luoshi.core.fields.blanks import blanks_in
from luoshi.core.fields.burden import as_before, filled

from ..models import ReturnSheet
from .known import known_for

NOTHING = {"typed": 0, "brought": 0, "by_file": 0, "blank": None}  # of a sheet that stands as never sent


def came_to(
    sheet: ReturnSheet, answer: Answer, by: Actor, values: dict[str, Any] | None = None
) -> dict[str, int]:
    """The fields of the sheet that hold it; `values`: those of an earlier sending."""
    form, values = answer.form_version.form, values_of(answer) if values is None else values
    found = known_for(form, by, organisation_id=sheet.organisation_id, about=sheet, apart=answer.definition)
    known = {key: each.value for key, each in found.items()}
    cells = filled(form, values, known)
    by_file = as_before(form, values, values_at(answer, sheet.uploaded), known)
    return {
        "typed": cells.typed - by_file,
        "brought": cells.brought,
        "by_file": by_file,
        "prefilled": max(sheet.prefilled, cells.brought),  # what sources learned since it went out
        "blank": len(blanks_in(form, settle(form, values))),
    }


def values_at(answer: Answer, version: int | None) -> dict[str, Any]:
    """As they stood in that state of the answer; empty where there was none."""
    if version == answer.version:
        return values_of(answer)
    past = answer.past.select_related("answer").filter(version=version).first() if version else None
    return values_of(past) if past is not None else {}
