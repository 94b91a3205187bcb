"""重点指标 beside the five figures: approved figures of this place that are held against a standard or a goal; where
none is, the first that have figures. Each opens to what it is made of.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from luoshi.accounts.queries import within
from luoshi.indicators.alerts.figure_facts import measured_targets
from luoshi.indicators.entry.goals import measured
from luoshi.indicators.entry.queries import indicators_visible_to
from luoshi.indicators.entry.wording import value_words
from luoshi.indicators.models import Indicator, IndicatorVersion, Period
from luoshi.indicators.queries import Shown, figure, figures_visible_to
from luoshi.indicators.states import APPROVED, Kind

from .scope import Scope

MOST = 6


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """met: whether it passes what it is held against; asked: that, in words; before: of the period before."""

    title: str
    value: str
    period: str
    reported: str
    asked: str
    met: bool | None
    before: str
    href: str


def key_figures_of(scope: Scope) -> list[KeyFigure]:
    """The same number of questions however many schools there are."""
    if not scope.actor.may("read_figures"):
        return []
    chosen = _chosen(scope)
    periods = _periods(scope, [row.pk for row in chosen])
    return [_one(scope, row, periods[row.pk]) for row in chosen if row.pk in periods]


def _chosen(scope: Scope) -> list[Indicator]:
    named = {target.extra["indicator"] for target in measured_targets(scope.plan)}
    with_figures = figures_visible_to(scope.actor).filter(
        within(scope.place.path, "organisation__"), status__in=APPROVED
    )
    rows = indicators_visible_to(scope.actor).filter(
        withdrawn_at__isnull=True, pk__in=with_figures.order_by().values("indicator")
    )
    known = list(rows.order_by("order", "id"))
    versions = IndicatorVersion.objects.filter(
        indicator__in=known, superseded_at__isnull=True, extra__has_key="standard"
    )
    held = set(versions.exclude(kind=Kind.TEXT).values_list("indicator_id", flat=True))
    first = [row for row in known if row.key in named or row.pk in held]
    return (first or known)[:MOST]


def _periods(scope: Scope, indicators: list[int]) -> dict[int, list[Period]]:
    """By indicator its latest period with figures here, and the one before."""
    rows = figures_visible_to(scope.actor).filter(
        within(scope.place.path, "organisation__"), indicator__in=indicators, status__in=APPROVED
    )
    pairs = rows.order_by().values_list("indicator_id", "period_id", "period__ends").distinct()
    keys: dict[int, list[int]] = {}
    for indicator, period, _ in sorted(pairs, key=lambda pair: pair[2], reverse=True):
        if len(keys.setdefault(indicator, [])) < 2:
            keys[indicator].append(period)
    known = Period.objects.in_bulk({key for found in keys.values() for key in found})
    return {indicator: [known[key] for key in found] for indicator, found in keys.items()}


def _one(scope: Scope, indicator: Indicator, periods: list[Period]) -> KeyFigure:
    shown = figure(indicator, scope.place, periods[0])
    before = figure(indicator, scope.place, periods[1]) if len(periods) > 1 else None
    held = measured(shown, scope.actor)
    first = held[0] if held else None
    href = f"{reverse('figure', args=[indicator.public_id])}?" + urlencode(
        {"organisation": scope.place.public_id, "period": periods[0].public_id}
    )
    return KeyFigure(
        indicator.title,
        value_words(shown),
        periods[0].label,
        _reported(shown),
        f"{first.words}，{first.said}" if first is not None else "",
        first.met if first is not None else None,
        f"上期 {value_words(before)}" if before is not None else "",
        href,
    )


def _reported(shown: Shown) -> str:
    return f"{shown.reported}/{shown.expected} 个单位有数" if shown.is_rolled_up else ""
