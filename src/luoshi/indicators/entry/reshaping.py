"""A definition whose figures could not be added to those there are: it holds only from after them on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words

from ..models import NOW_VALID, Indicator, IndicatorVersion, Observation
from .definitions import as_columns
from .models import Filing
from .states import FilingState


def is_reshaped(last: IndicatorVersion, fields: Mapping[str, Any]) -> bool:
    """Another kind, unit, scale or period, or counted where it was typed."""
    new = IndicatorVersion(**as_columns(fields))
    return new.shape != last.shape or bool(new.computed) is not bool(last.computed)


def free_from(indicator: Indicator) -> dt.date | None:
    """The day after the last period that has figures of it, or for which an open filing asks it."""
    rows = Observation.objects.filter(NOW_VALID, indicator=indicator)
    asked = Filing.objects.filter(state=FilingState.OPEN, indicators__definition__indicator=indicator)
    days = [each.aggregate(last=Max("period__ends"))["last"] for each in (rows, asked)]
    known = [day for day in days if day is not None]
    return max(known) + dt.timedelta(days=1) if known else None


def asked_in(indicator: Indicator) -> Filing | None:
    """An open filing that asks it."""
    rows = Filing.objects.filter(state=FilingState.OPEN, indicators__definition__indicator=indicator)
    return rows.order_by("-due", "-pk").first()


def refuse_reshaped(last: IndicatorVersion, fields: Mapping[str, Any], valid_from: dt.date) -> None:
    free = free_from(last.indicator) if is_reshaped(last, fields) else None
    if free is not None and valid_from < free:
        raise RuleBroken(
            "改了类型、单位、小数位、周期或来源，就不能和已有的数据相加；已有的数据或正在填报的统计期到"
            f"{day_in_words(free - dt.timedelta(days=1))}为止。请把“从哪天起用”改为{day_in_words(free)}或以后，"
            "或者另立一个指标。"
        )
