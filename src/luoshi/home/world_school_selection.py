"""A selection among the people of one school in the test world, a canary in each text: nobody outside reads any."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.selection.applying import actions
from luoshi.selection.models import Call, Kind

if TYPE_CHECKING:
    from .world import World

LOOKING_OVER = (
    *("city-officer", "section-head", "bureau-leader", "monitor"),
    *("county-officer", "county-leader"),
)  # how far the own selections of schools have come


def make_school_selection(world: World, above: Call) -> None:
    """With the form of a selection above; runs inside the world's act. One application that arrived, one begun."""
    office = world.people["school-office"]
    school, said = office.organisation, [world.canary() for _ in range(3)]
    rules = {**above.rules, "quota": {"by": "none"}, "next_level": "city"}
    form = above.form_version
    assert form is not None
    given = {"organisation": school, "rules": rules}
    kind = acts.create(Kind, title=said[0], definition=form.definition, outcome="recommend", **given)
    began = clock.now() - dt.timedelta(days=1)
    call: Call = acts.create(
        Call, officer=office, kind=kind, title=said[1], words=said[2], level="school", form_version=form,
        parent=above, opened_at=began, until=began + dt.timedelta(days=30), state="open", **given,
    )  # fmt: skip
    readers = [key for key, actor in world.actors().items() if actor.organisation_id == school.pk]
    world.add(
        "school_call", call, said[1:], [key for key in readers if world.actors()[key].may("read_selections")]
    )
    world.add("upper_call", above, [], LOOKING_OVER)
    _apply(world, call, "teacher", ("teacher",), send=True)
    _apply(world, call, "department-head", ("department-head",), send=False)


def _apply(world: World, call: Call, key: str, seers: tuple[str, ...], *, send: bool) -> None:
    """Colleagues read nothing of each other, those who organise nothing as long as anybody applies."""
    by, said = actor_for(world.people[key]), [world.canary() for _ in range(3)]
    made = actions.start_application(call=call, title=said[0], by=by)
    actions.fill_application(application=made, values={"summary": said[1]}, answer_version=0, by=by)
    actions.add_person(application=made, name=said[2], role="leader", by=by)
    actions.tick_statements(application=made, ticked=["true"], by=by)
    if send:
        actions.send_application(application=made, by=by)
    world.add("school_application", made, said, seers)
