"""Official statistics on a loaded site, and what would break their invariant; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.ids import new_public_id
from luoshi.core.periods import period_of
from luoshi.home.world_stated import reading
from luoshi.indicators.entry import actions as entry
from luoshi.indicators.stated import actions
from luoshi.indicators.stated.models import StatedFigure

from .breakers_papers import post


def make_rows() -> None:
    """One file of the city, taken; of the school with most people."""
    city, school = actor_for(post("city-officer")), post("school-office").organisation
    said = {
        "title": "统计示例",
        "group": "示例",
        "definition": "示例口径",
        "kind": "typed",
        "nature": "stock",
    }
    shape = {"period": "quarter", "unit": "人", "scale": 0, "scope": "all"}
    indicator = entry.make_indicator(fields={**said, **shape}, by=city)
    source = actions.start_source(
        public_id=new_public_id(), title="示例", span=period_of("quarter", clock.today()), day=None,
        file_name="a.xlsx", digest="d", reading=reading(indicator, [school]), by=city,
    )  # fmt: skip
    source.refresh_from_db()
    actions.apply_source(source=source, by=city, version=source.version)


def _of_an_office() -> None:
    StatedFigure.objects.update(organisation=Organisation.objects.get(key="yichang"))


BREAKERS: dict[str, Any] = {"stated-figure": _of_an_office}
