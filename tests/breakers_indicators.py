"""Figures on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.core import periods
from luoshi.indicators import actions
from luoshi.indicators.figures import Figure, Part
from luoshi.indicators.models import (
    Contribution,
    Discrepancy,
    Indicator,
    IndicatorVersion,
    Observation,
    Rollup,
)
from luoshi.indicators.periods import row_of


def make_rows() -> None:
    """A typed figure of two schools, and teachers of whom one is held by both, who contradict each other."""
    _make(by=system_actor())


@acts.act("test.make_figures", who=only_the_system)
def _make(*, by: Actor) -> None:
    quarter = row_of(periods.period_of(periods.QUARTER, clock.today() - dt.timedelta(days=100)))
    one, other = Organisation.objects.filter(kind="school").order_by("pk")[:2]
    typed, once = (_indicator(key, **more) for key, more in (("typed", {}), ("once", {"once": True})))
    actions.record(figures=[Figure(typed, school, quarter, 5) for school in (one, other)], by=by)
    for school, counted in ((one, 1), (other, 0)):
        parts = [Part("a" * 64, counted, 1, "entry-a"), Part(school.public_id, 1, 1, "entry-b")]
        actions.record(figures=[Figure(once, school, quarter, parts=parts, status="computed")], by=by)


def _indicator(key: str, **more: Any) -> Indicator:
    bureau = Organisation.objects.get(key="yichang")
    row = Indicator.objects.create(owner=bureau, key=f"test-{key}", title=f"示例指标{key}")
    kind = "ratio" if more else "typed"
    IndicatorVersion.objects.create(indicator=row, kind=kind, period_type="quarter", **more)
    return row


def _mine(model: Any) -> Any:
    return model.objects.filter(indicator__key__startswith="test-")


def _typed() -> Any:
    return Observation.objects.filter(indicator__key="test-typed")


def _moved_away() -> None:
    row = Rollup.objects.order_by("pk").first()
    assert row is not None
    Rollup.objects.filter(pk=row.pk).update(organisation_id=999_999)


BREAKERS: dict[str, Any] = {
    "rollup-recomputed": lambda: _mine(Rollup).update(numerator=F("numerator") + 1),
    "rollup-points-to-rows": _moved_away,
    "rollup-counts": lambda: _mine(Rollup).update(approved=F("reported") + 1),
    "figure-definition": lambda: _typed().update(
        definition=IndicatorVersion.objects.get(indicator__key="test-once")
    ),
    "figure-value": lambda: _typed().update(numerator=None, denominator=None),
    "figure-parts-stray": lambda: _mine(Observation).update(made_of=""),
    "figure-parts": lambda: _mine(Contribution).update(entry="other"),
    "discrepancy-times": lambda: _mine(Discrepancy).update(closed_at=clock.now() - dt.timedelta(days=900)),
}
