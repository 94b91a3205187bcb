"""A definition as a pack writes it and as the site keeps it: one indicator, its versions, the words of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.core.counting import Counting, counting_from
from luoshi.core.plausibility import Rules, rules_from

from ..models import Indicator, IndicatorVersion

FROM_THE_BEGINNING = dt.date(2000, 1, 1)  # a first version holds for every period there is
OF_INDICATOR = ("title", "group")
IN_COLUMNS = {
    "kind": "kind",
    "nature": "nature",
    "period": "period_type",
    "count_day": "count_day",
    "unit": "unit",
    "scale": "scale",
    "scope": "scope",
    "definition": "note",
    "enters": "entered_by",
    "checks": "checked_by",
    "computed": "computed",
    "rules": "rules",
}  # name in the pack → column
IN_EXTRA = (
    *("numerator", "denominator", "numerator_from", "denominator_from"),
    *("basis", "standard", "to_verify"),
)
TEXTS = frozenset({"count_day", "enters", "checks"})  # nothing is null in a pack and "" here


def bureau() -> Organisation | None:
    """Whose indicators are that name no owner: the city bureau's."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.CITY_BUREAU, withdrawn_at__isnull=True)
    return rows.order_by("order", "id").first()


def as_fields(version: IndicatorVersion) -> dict[str, Any]:
    """What a version says, by the names of the pack."""
    said: dict[str, Any] = {}
    for name, column in IN_COLUMNS.items():
        value = getattr(version, column)
        said[name] = (value or None) if name in TEXTS or name == "computed" else value
    said["rules"] = said["rules"] or {}
    return {**said, **{name: version.extra.get(name) for name in IN_EXTRA}}


def as_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The way back: columns of a version."""
    said = {column: fields.get(name) for name, column in IN_COLUMNS.items()}
    for name in (*TEXTS, "unit"):
        said[IN_COLUMNS[name]] = said[IN_COLUMNS[name]] or ""
    said["computed"], said["rules"] = fields.get("computed") or {}, fields.get("rules") or {}
    kind = fields["kind"]
    once = kind == "distinct" or (kind == "ratio" and bool(said["computed"]))
    return {**said, "once": once, "extra": {name: fields.get(name) for name in IN_EXTRA if fields.get(name)}}


def current(indicator: Indicator) -> IndicatorVersion | None:
    """The last version, which periods from its day on are measured by."""
    return IndicatorVersion.objects.filter(indicator=indicator, superseded_at__isnull=True).first()


def add_version(
    indicator: Indicator, fields: Mapping[str, Any], last: IndicatorVersion | None, valid_from: dt.date
) -> IndicatorVersion:
    """The next version, inside a running act: earlier periods keep theirs."""
    if last is not None:
        acts.change(last, superseded_at=clock.now())
    made: IndicatorVersion = acts.create(
        IndicatorVersion,
        indicator=indicator,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        **as_columns(fields),
    )
    return made


def rules_of(version: IndicatorVersion) -> Rules:
    rules = dict(version.rules or {})
    over = bool(rules.pop("over", False))
    return rules_from(rules, kind=version.kind, scale=version.scale, unit=version.unit, over=over)


def counting_of(version: IndicatorVersion) -> Counting | None:
    """How registers give it; None where it is filled in."""
    return counting_from(version.computed, version.kind) if version.computed else None


def scaled(number: Decimal, scale: int) -> int:
    """As it is stored: whole numbers of 10^-scale."""
    return int(number.scaleb(scale).to_integral_value())


def unscaled(number: int, scale: int) -> Decimal:
    return Decimal(number).scaleb(-scale)
