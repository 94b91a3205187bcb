"""Official statistics in the test world, a canary in each text: one taken, one being looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.ids import new_public_id
from luoshi.core.periods import period_of
from luoshi.indicators.models import Indicator
from luoshi.indicators.stated import actions
from luoshi.indicators.stated.models import StatedSource
from luoshi.indicators.stated.reading import SCHOOL, key_of

if TYPE_CHECKING:
    from .world import World

EAST = ("school-office", "other-school-head")


def make_stated(world: World) -> None:
    """Runs inside the world's act, after the indicators."""
    for key, schools in (("city-officer", EAST), ("city-officer-west", ("school-head-west",))):
        source = _source(world, key, schools)
        by = actor_for(world.people[key])
        actions.apply_source(source=source, by=by)
        seers = set()
        for figure in source.figures.select_related("organisation").order_by("pk"):
            above = world.superiors(figure.organisation, "read_figures")
            reason = world.canary()
            actions.explain(figure=figure, reason=reason, by=by)
            world.add("stated_figure", figure, [reason], above)
            seers |= set(above)
        own = [who for who in _of_office(world, key) if who not in seers]
        world.add("stated_source", source, [source.title], [*seers, *own], source.state)
    draft = _source(world, "city-officer", EAST)
    world.add("stated_source", draft, [draft.title], _of_office(world, "city-officer"), draft.state)


def _of_office(world: World, key: str) -> list[str]:
    """Who brings statistics in for the same office."""
    office = world.people[key].organisation_id
    return [
        who
        for who, actor in world.actors().items()
        if actor.organisation_id == office and actor.may("enter_figures") and actor.may("read_figures")
    ]


def _source(world: World, key: str, schools: tuple[str, ...]) -> StatedSource:
    by, title = actor_for(world.people[key]), world.canary()
    indicator = Indicator.objects.filter(owner=by.organisation_id).order_by("pk")[0]
    made: StatedSource = actions.start_source(
        public_id=new_public_id(), title=title, span=period_of("quarter", clock.today()), day=None,
        file_name="statistics.xlsx", digest=world.canary(), by=by,
        reading=reading(indicator, [world.people[each].organisation for each in schools]),
    )  # fmt: skip
    made.refresh_from_db()
    return made


def reading(indicator: Indicator, schools: list[Any]) -> dict[str, Any]:
    """As the child gives it: one row a school."""
    plain = {"certainty": "sure", "unit": "", "note": "", "samples": [], "tick": ""}
    columns = [
        {"at": 1, "letter": "A", "path": ["学校"], "field": SCHOOL, **plain},
        {"at": 2, "letter": "B", "path": ["数"], "field": key_of(indicator), **plain},
    ]
    table = {"sheet": "表", "first": 1, "last": 9, "columns": columns, "digest": "d", "is_word": False}
    rows = [
        {
            "table": 0,
            "number": at,
            "values": {SCHOOL: {"id": school.public_id, "text": school.name}, key_of(indicator): str(at)},
            "twin": 0,
            "twin_at": -1,
            "doubts": [],
        }
        for at, school in enumerate(schools, 2)
    ]
    return {"tables": [table], "rows": rows, "dropped": [], "remarks": []}
