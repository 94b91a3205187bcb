"""A figure as it is stored: as the rules look at it, as it stands in the boxes of the grid."""

from __future__ import annotations

from decimal import Decimal

from luoshi.core.plausibility import Given

from ..models import IndicatorVersion, Observation
from ..states import Kind
from .definitions import unscaled

COLUMNS = (
    ("value", "本期数"),
    ("bottom", "分母"),
    ("missing", "没有数据的原因"),
    ("note", "说明"),
)
LABELS = dict(COLUMNS)


def given_of(row: Observation | None, definition: IndicatorVersion) -> Given:
    """A stored figure as the rules look at it."""
    if row is None or not row.has_value:
        return Given()
    if definition.kind == Kind.TEXT:
        return Given(row.text)
    assert row.numerator is not None
    number = unscaled(row.numerator, definition.scale)
    if definition.kind == Kind.YES_NO:
        return Given(bool(row.numerator))
    if definition.kind == Kind.RATIO:
        return Given(numerator=number, denominator=unscaled(row.denominator or 0, definition.scale))
    return Given(number)


def typed_number(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cells_of(row: Observation | None, definition: IndicatorVersion) -> dict[str, str]:
    """A stored figure as it stands in the boxes."""
    if row is None:
        return dict.fromkeys(LABELS, "")
    given = given_of(row, definition)
    said = {"missing": row.missing, "note": row.note, "bottom": typed_number(given.denominator)}
    if definition.kind == Kind.RATIO:
        return {"value": typed_number(given.numerator), **said}
    if isinstance(given.value, bool):
        return {"value": "是" if given.value else "否", **said}
    value = given.value if isinstance(given.value, str) else typed_number(given.value)
    return {"value": value, **said}
