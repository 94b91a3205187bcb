"""A stated figure beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..entry.wording import value_words
from ..queries import figure
from ..showing import Shown
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
    ours = figure(stated.indicator, stated.organisation, stated.source.period)
    return Beside(stated, ours, differs(stated.number, ours))


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
    return [beside(row) for row in rows]
