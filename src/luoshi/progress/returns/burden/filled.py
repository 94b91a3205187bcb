"""What one sheet came to when it was sent: cells typed, values that were brought and left as they were."""

from __future__ import annotations

from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.core.fields.burden import Filled, filled

from ..models import ReturnSheet
from .known import known_for


def counted(sheet: ReturnSheet, answer: Answer, by: Actor) -> Filled:
    form, values = answer.form_version.form, values_of(answer)
    known = known_for(form, by, organisation_id=sheet.organisation_id, about=sheet, apart=answer.definition)
    return filled(form, values, {key: each.value for key, each in known.items()})
