"""The country of the tests and what is said about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.core.rollup import NOTHING, Share
from luoshi.indicators import actions
from luoshi.indicators.figures import Figure, Part
from luoshi.indicators.models import Indicator, IndicatorVersion, Period, Rollup
from luoshi.indicators.simulated import Country

MOVED = clock.today() - dt.timedelta(days=200)  # within the second quarter of the site
CHECKED = [dt.datetime(2025, month, 1, tzinfo=dt.UTC) for month in range(1, 10)]


class Site:
    def __init__(self, country: Country, quarters: Sequence[Period]) -> None:
        self.top, self.city, self.counties = country.top, country.cities[0], country.counties
        self.schools, self.quarters = list(country.schools), quarters

    def indicator(self, kind: str = "typed", **more: Any) -> Indicator:
        made = Indicator.objects.create(
            owner=self.city, key=f"test-{Indicator.objects.count()}", title="示例指标"
        )
        given = {"period_type": "quarter", "valid_from": dt.date(2020, 1, 1)} | more
        IndicatorVersion.objects.create(indicator=made, kind=kind, **given)
        return made

    def record(self, *figures: Figure, by: Actor | None = None) -> actions.Recorded:
        done: actions.Recorded = actions.record(figures=list(figures), by=by or system_actor())
        return done

    def share(self, indicator: Indicator, organisation: Organisation, quarter: int = 0) -> Share:
        row = Rollup.objects.filter(
            indicator=indicator, organisation=organisation, period=self.quarters[quarter]
        ).first()
        return row.share if row else NOTHING

    def actor(self, organisation: Organisation, *permissions: str) -> Actor:
        return Actor(
            user_id=1,
            user_public_id="u",
            name="示例",
            role="office",
            organisation_id=organisation.pk,
            organisation_public_id=organisation.public_id,
            path=organisation.path,
            permissions=frozenset(permissions or ("read_figures", "enter_figures")),
        )


def people(*names: str, dual: str = "", checked: int = 0) -> list[Part]:
    """Teachers by name; those in `dual` count in the numerator."""
    return [
        Part(name * 8, int(name in dual), 1, entry=f"entry-{name}", checked_at=CHECKED[checked])
        for name in names
    ]
