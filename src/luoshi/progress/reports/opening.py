"""By the hour: periods that have come are opened, schools whose workplan was filed meanwhile get their report."""

from __future__ import annotations

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal
from luoshi.core.periods import open_on

from ..actions.periods import asked_for, open_periods
from ..models import PeriodicReport, ReportPeriod, ReportTerms


def open_all() -> int:
    """Answers with the number of plans something was to be done for."""
    done = 0
    for terms in (
        ReportTerms.objects.filter(ended_at__isnull=True).select_related("plan__issuer").order_by("id")
    ):
        if _is_due(terms):
            try:
                open_periods(plan=terms.plan, by=system_actor())
            except Refusal:  # somebody changes the terms at this moment: the next hour
                continue
            done += 1
    return done


def _is_due(terms: ReportTerms) -> bool:
    """Without writing: whether a period or a report is wanting."""
    last = open_on(terms.kind, clock.today())
    there = ReportPeriod.objects.filter(plan=terms.plan, kind=terms.kind, starts=last.starts)
    if last.ends >= terms.since and not there.exists():
        return True
    open_ones = list(ReportPeriod.objects.filter(plan=terms.plan, closed_at__isnull=True))
    have = set(
        PeriodicReport.objects.filter(period__in=open_ones).values_list("period_id", "organisation_id")
    )
    return any((period.pk, school.pk) not in have for period in open_ones for school in asked_for(period))
