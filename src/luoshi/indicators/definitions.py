"""Which definition of an indicator holds for which period."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from luoshi.common.errors import RuleBroken

from .models import IndicatorVersion, Period


def definitions_of(indicators: Collection[int]) -> dict[int, list[IndicatorVersion]]:
    """All versions of these indicators, the first one first."""
    found: dict[int, list[IndicatorVersion]] = {key: [] for key in indicators}
    rows = IndicatorVersion.objects.filter(indicator__in=indicators).select_related("indicator")
    for row in rows.order_by("indicator", "number"):
        found[row.indicator_id].append(row)
    return found


def for_period(versions: list[IndicatorVersion], period: Period) -> IndicatorVersion:
    """The latest one that holds from a day on or before its last day; for earlier periods the first one.

    Raises RuleBroken where an indicator has no definition.
    """
    if not versions:
        raise RuleBroken("这项指标还没有口径，请先制定口径。")
    valid = [each for each in versions if each.valid_from <= period.ends]
    return valid[-1] if valid else versions[0]


def definition_for(indicator_id: int, period: Period) -> IndicatorVersion:
    return for_period(definitions_of([indicator_id])[indicator_id], period)


def held_by_cell(
    indicators: Collection[int], periods: Mapping[int, Period]
) -> dict[tuple[int, int], IndicatorVersion]:
    """The definition of each indicator in each period. Raises RuleBroken where one has none."""
    versions = definitions_of(indicators)
    return {
        (indicator, key): for_period(versions[indicator], period)
        for indicator in indicators
        for key, period in periods.items()
    }
