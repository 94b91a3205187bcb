"""After a return: what became of the figures of whoever filled it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.core.fields import shown
from luoshi.core.fields.lookup import comparable
from luoshi.core.fields.model import NUMBERS, Field
from luoshi.core.ranks import LEAST, Place, place_of
from luoshi.core.sums import may_be_added

from .gathered import ADDED
from .models import ReturnSheet
from .queries import answers_of, sent_values
from .states import COUNTED, OVER


@dataclass(slots=True)
class Afterwards:
    """How many sheets came in, what they add up to, and where the own figures stand among them, without names."""

    gathered: int
    places: list[tuple[str, str, Place, dict[str, str]]] = field(default_factory=list)


def afterwards_of(sheet: ReturnSheet) -> Afterwards | None:
    """None before it is closed, or where the own sheet does not count in it."""
    row = sheet.asked_in
    if row.state not in OVER or sheet.state not in COUNTED or row.form_version is None:
        return None
    sheets = list(row.sheets.filter(state__in=COUNTED).select_related("asked_in__form_version__definition"))
    found = Afterwards(len(sheets))
    if len(sheets) < LEAST:
        return found
    answers = answers_of(sheets)
    values = {each.pk: sent_values(each, answers.get(each.public_id)) for each in sheets}
    for each in row.form_version.form.fields:
        if each.kind in NUMBERS and not each.personal:
            _place(found, each, sheet, values)
    return found


def _place(found: Afterwards, each: Field, sheet: ReturnSheet, values: dict[int, dict[str, Any]]) -> None:
    numbers = {
        key: Decimal(str(comparable(each, said[each.key])))
        for key, said in values.items()
        if each.key in said
    }
    own = numbers.get(sheet.pk)
    if own is None or len(numbers) < LEAST:
        return
    place = place_of(own, list(numbers.values()))
    adds = each.kind in ADDED and may_be_added(each.label, each.unit)
    words = {
        "own": shown(each, values[sheet.pk][each.key]),
        "total": _shown(each, sum(numbers.values(), Decimal(0))) if adds else "",
        **{name: _shown(each, number) for name, number in place.quartiles.items()},
    }
    found.places.append((each.key, each.label, place, words))


def _shown(each: Field, number: Decimal) -> str:
    """A quartile may lie between two whole numbers."""
    if each.kind == "money":
        return shown(each, int(number.to_integral_value()))
    if each.kind == "integer" and number == number.to_integral_value():
        return shown(each, int(number))
    unit = "%" if each.kind == "percent" else each.unit
    return f"{number.quantize(Decimal('0.01')).normalize():f} {unit}".strip()
