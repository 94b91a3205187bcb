"""One figure as a page shows it, an organisation's own or rolled up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from luoshi.accounts.models import Organisation
from luoshi.core.rollup import Share, quotient

from .models import Indicator, IndicatorVersion, Observation, Period
from .places import LEAVES
from .states import APPROVED, Kind

PERCENT = ("%", "％")


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as a page shows it. numerator None: there is none (`missing`, or nobody reported yet).

    removed: what holding the same twice would have added: stated 120, removed 7, counted 113.
    observation: the organisation's own, where it is not rolled up. expected: of how many a figure is asked.
    """

    indicator: Indicator
    definition: IndicatorVersion
    organisation: Organisation
    period: Period
    numerator: int | None
    denominator: int
    reported: int = 0
    approved: int = 0
    missing: int = 0
    expected: int = 0
    removed: int = 0
    removed_denominator: int = 0
    observation: Observation | None = None
    as_of: dt.datetime | None = None
    rests_on: tuple[dt.date, ...] = field(default=())  # last days of the periods a longer one rests on
    lacking: tuple[str, ...] = field(default=())  # parts of a longer one that have begun and have no figure

    @property
    def exact(self) -> Fraction | None:
        """The value without rounding, in its unit (50.0 of 50 %); None where there is none."""
        if self.numerator is None or self.definition.kind == Kind.TEXT:
            return None
        if self.definition.kind == Kind.RATIO:
            rate = quotient(self.numerator, self.denominator)
            return rate * 100 if rate is not None and self.definition.unit in PERCENT else rate
        return Fraction(self.numerator, 10**self.definition.scale)

    @property
    def distinct(self) -> int | None:
        return self.numerator if self.definition.once else None

    @property
    def stated(self) -> int | None:
        return None if self.numerator is None else self.numerator + self.removed

    @property
    def removed_duplicates(self) -> int:
        return max(self.removed, self.removed_denominator)

    @property
    def is_rolled_up(self) -> bool:
        return self.organisation.kind not in LEAVES


def shown_of(
    indicator: Indicator,
    definition: IndicatorVersion,
    organisation: Organisation,
    period: Period,
    row: Observation | None,
    as_of: dt.datetime | None = None,
) -> Shown:
    """An organisation's own figure."""
    if row is None:
        return Shown(indicator, definition, organisation, period, None, 0, expected=1, as_of=as_of)
    given = row.numerator if row.numerator is not None else (0 if row.text else None)
    return Shown(
        indicator,
        definition,
        organisation,
        period,
        given,
        row.denominator or 0,
        reported=int(row.has_value),
        approved=int(row.has_value and row.status in APPROVED),
        missing=int(not row.has_value),
        expected=1,
        removed=(row.stated if row.stated is not None else row.numerator or 0) - (row.numerator or 0),
        removed_denominator=(
            row.stated_denominator if row.stated_denominator is not None else row.denominator or 0
        )
        - (row.denominator or 0),
        observation=row,
        as_of=as_of,
    )


def rolled_up(
    indicator: Indicator,
    definition: IndicatorVersion,
    organisation: Organisation,
    period: Period,
    share: Share,
    expected: int,
    as_of: dt.datetime | None = None,
) -> Shown:
    return Shown(
        indicator,
        definition,
        organisation,
        period,
        share.numerator if share.reported else None,
        share.denominator,
        reported=share.reported,
        approved=share.approved,
        missing=share.missing,
        expected=expected,
        removed=share.removed,
        removed_denominator=share.removed_denominator,
        as_of=as_of,
    )
