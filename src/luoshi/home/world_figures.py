"""Indicators and filings in the test world, a canary in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.indicators.entry import actions
from luoshi.indicators.models import Indicator

if TYPE_CHECKING:
    from .world import World

FIELDS = {
    "kind": "typed",
    "nature": "stock",
    "period": "quarter",
    "unit": "人",
    "scale": 0,
    "scope": "all",
}


def make_figures(world: World) -> None:
    """Runs inside the world's act, after the people."""
    for key in ("city-officer", "city-officer-west"):
        _indicator(world, key)


def _indicator(world: World, key: str) -> Indicator:
    title, group, words = world.canary(), world.canary(), world.canary()
    officer = world.people[key]
    fields = {**FIELDS, "title": title, "group": group, "definition": words}
    made: Indicator = actions.make_indicator(fields=fields, by=actor_for(officer))
    world.add("indicator", made, [title, group, words], _readers(world, officer.organisation))
    return made


def _readers(world: World, bureau: Organisation) -> list[str]:
    """Those under a bureau who read figures."""
    return [k for k, a in world.actors().items() if a.may("read_figures") and a.path.startswith(bureau.path)]
