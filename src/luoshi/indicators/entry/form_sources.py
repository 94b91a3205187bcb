"""What figures are known, for forms that ask for them: the latest of each indicator that stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.queries import line_of
from luoshi.common.stages import Asked, Prefill, Told
from luoshi.core.fields import BadValue, Field, parse
from luoshi.core.fields.burden import units_agree
from luoshi.core.fields.model import MONEY_UNITS

from ..definitions import definitions_of
from ..models import Indicator, IndicatorVersion, Observation
from ..permissions import can_read_figures
from ..queries import figures_visible_to
from ..showing import PERCENT, shown_of
from ..states import STANDS, Kind
from .wording import rounded

TOO_OLD = dt.timedelta(days=800)  # two school years: what is older is asked for again
NO_NUMBER = (Kind.TEXT, Kind.YES_NO)


def sources(actor: Actor) -> dict[str, Prefill]:
    """One for each indicator of the bureaus above, by its key; of two with the same key that of the nearest bureau."""
    if not can_read_figures(actor):
        return {}
    rows = Indicator.objects.filter(withdrawn_at__isnull=True, owner__in=line_of(actor.path))
    indicators = sorted(
        rows.select_related("owner"), key=lambda row: (len(row.owner.path), row.order, row.pk)
    )
    versions = definitions_of([row.pk for row in indicators])
    found = {}
    for row in indicators:
        latest = versions[row.pk][-1] if versions.get(row.pk) else None
        if row.key and latest is not None and latest.kind not in NO_NUMBER:
            found[f"indicators.{row.key}"] = Prefill(f"指标：{row.title}", _kinds(latest), _latest_of(row))
    return found


def _kinds(version: IndicatorVersion) -> frozenset[str]:
    if version.unit in MONEY_UNITS:
        return frozenset({"money"})
    if version.unit in PERCENT:
        return frozenset({"percent"})
    return frozenset({"decimal"} if version.scale or version.kind == Kind.RATIO else {"integer", "decimal"})


def _latest_of(indicator: Indicator) -> Callable[[Actor, Asked], Told | None]:
    def value(actor: Actor, asked: Asked) -> Told | None:
        name = f"indicators.{indicator.pk}"
        if name not in asked.shared:
            asked.shared[name] = by_organisation(actor, indicator)
        row: Observation | None = asked.shared[name].get(asked.organisation_id)
        if row is None:
            return None
        version = row.definition
        exact = shown_of(indicator, version, row.organisation, row.period, row).exact
        given = _fitted(asked.wanted, rounded(exact, version.scale).replace(",", ""), version.unit)
        return None if given is None else Told(given, f"指标“{indicator.title}”（{row.period.label}）")

    return value


def by_organisation(actor: Actor, indicator: Indicator) -> dict[int, Observation]:
    """What stands of the latest period, of every organisation the actor may see."""
    rows = figures_visible_to(actor).filter(
        indicator=indicator,
        status__in=STANDS,
        numerator__isnull=False,
        period__ends__gte=clock.today() - TOO_OLD,
    )
    ordered = rows.select_related("definition", "organisation", "period").order_by("period__ends", "pk")
    return {row.organisation_id: row for row in ordered}


def _fitted(field: Field, number: str, unit: str) -> Any:
    """The figure as this field keeps it; None where it counts in another unit or would have to be cut."""
    try:
        if field.kind == "money":
            return parse(field, f"{number}{unit}") if unit in MONEY_UNITS else None
        if field.kind == "percent":
            return parse(field, f"{_cut(field, number)}%") if unit in PERCENT else None
        if not units_agree(field.unit, unit):
            return None
        return parse(field, number if field.kind == "integer" else _cut(field, number))
    except (BadValue, InvalidOperation):
        return None


def _cut(field: Field, number: str) -> str:
    """To as many decimals as the field takes."""
    return f"{Decimal(number).quantize(Decimal(1).scaleb(-field.places), ROUND_HALF_UP):f}"
