"""A figure of the school, as it would stand after its approval."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.core.periods import QUARTER, period_of
from luoshi.indicators.models import Indicator, IndicatorVersion, Observation
from luoshi.indicators.periods import rows_of


def an_approved_figure(there: Any, ends: str, bottom: int, top: int) -> Observation:
    """An approved figure of the school: so many of so many, at the end of a quarter."""
    bureau = there.plan.issuer
    indicator = Indicator.objects.filter(owner=bureau, key="sample-dual").first()
    if indicator is None:
        indicator = Indicator.objects.create(owner=bureau, key="sample-dual", title="双师占比示例")
        standard = {"comparator": "more_than", "quantity": 50, "level": "each", "basis": "附件"}
        IndicatorVersion.objects.create(
            indicator=indicator,
            kind="ratio",
            period_type=QUARTER,
            unit="%",
            scale=0,
            extra={"standard": standard},
        )
    (period,) = rows_of([period_of(QUARTER, dt.date.fromisoformat(ends))])
    return Observation.objects.create(
        indicator=indicator,
        definition=indicator.versions.get(),
        organisation=there.school,
        period=period,
        numerator=top,
        denominator=bottom,
        status="approved",
    )
