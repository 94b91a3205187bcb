"""A stated figure beside ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..definitions import definitions_of, for_period
from ..entry.wording import value_words
from ..models import NOW_VALID, IndicatorVersion, Observation
from ..queries import figure
from ..showing import Shown, shown_of
from ..states import STANDS
from .models import StatedFigure


@dataclass(frozen=True, slots=True)
class Beside:
    """differs None: we have no figure."""

    stated: StatedFigure
    ours: Shown
    differs: bool | None

    @property
    def said(self) -> str:
        """The stated one with the indicator's unit."""
        unit = self.ours.definition.unit
        text = f"{self.stated.number:,}"
        return f"{text}%" if unit == "%" else f"{text} {unit}".rstrip()

    @property
    def our_words(self) -> str:
        return value_words(self.ours)


def beside(stated: StatedFigure) -> Beside:
    return all_beside([stated])[0]


def differs(stated: Decimal, ours: Shown) -> bool | None:
    """To the decimals the file gives: 62.5 and 62.53 are the same figure, 62.5 and 62.6 are not."""
    exact = ours.exact
    if exact is None:
        return None
    exponent = stated.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)
    return rounded != stated


def all_beside(rows: Iterable[StatedFigure]) -> list[Beside]:
    """Two questions, however many there are."""
    rows = list(rows)
    versions = definitions_of({row.indicator_id for row in rows})
    held = Observation.objects.filter(
        NOW_VALID,
        status__in=STANDS,
        indicator__in={row.indicator_id for row in rows},
        organisation__in={row.organisation_id for row in rows},
        period__in={row.source.period_id for row in rows},
    )
    ours = {(each.indicator_id, each.organisation_id, each.period_id): each for each in held.order_by("pk")}
    return [_beside(row, versions[row.indicator_id], ours) for row in rows]


def _beside(
    row: StatedFigure,
    versions: list[IndicatorVersion],
    ours: Mapping[tuple[int, int, int], Observation],
) -> Beside:
    period = row.source.period
    definition = for_period(versions, period)
    if definition.period_type == period.type:
        there = ours.get((row.indicator_id, row.organisation_id, period.pk))
        shown = shown_of(row.indicator, definition, row.organisation, period, there)
    else:  # its kind of period was changed since
        shown = figure(row.indicator, row.organisation, period)
    return Beside(row, shown, differs(row.number, shown))
