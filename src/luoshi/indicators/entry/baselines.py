"""Where a school stood when its workplan for a plan was first filed: what its goals start from (基数). Nobody types it.

Of a stock the last figure of a period that had begun by then, of a flow the whole year before; each as it was known at
that instant, so that a later correction does not move what was agreed upon.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from luoshi.core import periods as core
from luoshi.core.periods import period_before, period_of
from luoshi.plans.models import Target
from luoshi.workplans.models import Workplan

from ..expecting import valid_at
from ..models import Indicator, Observation, Period
from ..queries import Shown, figure
from ..states import STANDS, Nature
from .wording import rounded, value_words

_PART_OF_A_YEAR = (core.MONTH, core.QUARTER, core.HALF)


@dataclass(frozen=True, slots=True)
class Baseline:
    shown: Shown | None  # None: there was no figure then
    filed: dt.date

    @property
    def exact(self) -> Fraction | None:
        return self.shown.exact if self.shown is not None else None

    @property
    def words(self) -> str:
        if self.shown is None or self.exact is None:
            return f"基数：{self.filed:%Y-%m-%d} 备案时还没有这个数"
        return f"基数：{value_words(self.shown)}（{self.shown.period.label}，{self.filed:%Y-%m-%d} 备案时）"

    def moved(self, now: Shown) -> str:
        """What has changed since, in words; empty where one of both is not known."""
        if self.exact is None or now.exact is None or now.definition.unit != self.shown.definition.unit:  # type: ignore[union-attr]
            return ""
        step = now.exact - self.exact
        unit = "个百分点" if now.definition.unit == "%" else f" {now.definition.unit}".rstrip()
        if not step:
            return "和基数一样"
        return f"比基数{'增加' if step > 0 else '减少'} {rounded(abs(step), now.definition.scale)}{unit}"


def baseline_of(indicator: Indicator, workplan: Workplan) -> Baseline | None:
    """None where no workplan of this school for this plan was ever filed."""
    first = Workplan.objects.filter(
        plan=workplan.plan_id, organisation=workplan.organisation_id, filed_at__isnull=False
    )
    at = first.order_by("filed_at").values_list("filed_at", flat=True).first()
    if at is None:
        return None
    day = timezone.localtime(at).date()
    rows = Observation.objects.filter(
        valid_at(at),
        indicator=indicator,
        organisation=workplan.organisation_id,
        status__in=STANDS,
        numerator__isnull=False,
        period__starts__lte=day,
    ).select_related("period", "definition")
    last = rows.order_by("-period__ends", "-pk").first()
    if last is None:
        return Baseline(None, day)
    period = last.period
    if last.definition.nature == Nature.FLOW:
        whole = _year_before(period, day)
        if whole is None:
            return Baseline(None, day)
        period = whole
    shown = figure(indicator, workplan.organisation, period, as_of=at)
    return Baseline(None if shown.lacking else shown, day)


def _year_before(period: Period, day: dt.date) -> Period | None:
    """The last year that was over; of a figure of school terms the last school year."""
    if period.type in _PART_OF_A_YEAR:
        kind = core.YEAR
    elif period.type == core.TERM:
        kind = core.SCHOOL_YEAR
    else:
        return period if period.ends < day else None
    span = period_before(period_of(kind, day))
    return Period(type=span.kind, starts=span.starts, ends=span.ends, label=span.label)


def against(target: Target, now: Fraction | None, baseline: Baseline | None) -> Fraction | None:
    """What is held against a goal: the figure itself, or what it has grown by since the baseline (增加, 倍数)."""
    if target.measure not in (Target.Measure.INCREASE, Target.Measure.MULTIPLE):
        return now
    start = baseline.exact if baseline is not None else None
    if now is None or start is None:
        return None
    if target.measure == Target.Measure.INCREASE:
        return now - start
    return now / start if start else None
