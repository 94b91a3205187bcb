"""What one sheet came to when it was sent: cells typed, values that were brought and left as they were."""

from __future__ import annotations

from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.dataforms.sources import all_prefills
from luoshi.core.fields.burden import Filled, filled

from ..models import ReturnSheet
from .known import said_before


def counted(sheet: ReturnSheet, answer: Answer, by: Actor) -> Filled:
    form, values = answer.form_version.form, values_of(answer)
    came_to = filled(form, values, frozenset(all_prefills()))
    said = said_before(form, [sheet.organisation_id], answer.definition).get(sheet.organisation_id, {})
    sources = {field.key for field in form.fields if field.prefill}
    kept = sum(
        values.get(key) == each.value for key, each in said.items() if key not in sources and key in values
    )
    return Filled(came_to.typed - kept, came_to.brought + kept, came_to.files)
