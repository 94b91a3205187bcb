"""Rounds in the test world, a canary in each text: one open with an application at the county, one with a draft, one
with an application at the city, one that is only drafted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import clock
from luoshi.common.dataforms import attached
from luoshi.plans.models import Plan
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.actions.making import Terms
from luoshi.undertakings.rounds.models import Application, Round

from .world_forms import file_of

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("school-office", "school-head", "deputy-head")
LEADERS = ("school-office", "school-head", "party-secretary", "deputy-head")
COUNTY = ("county-officer", "county-leader")
CITY = ("city-officer", "section-head", "bureau-leader")


def make_rounds(world: World) -> None:
    """Runs inside the world's act, before the papers: the school's chain is still the short one."""
    office = actor_for(world.people["school-office"])
    sent = _application(world, _round(world, opened=True), office, [*LEADERS, *COUNTY])
    actions.send_application(application=sent, by=office)
    actions.pass_application(application=sent, by=actor_for(world.people["school-head"]))
    _application(world, _round(world, opened=True), office, SCHOOL)
    _round(world, opened=False)
    _one_that_has_come(world, office)


def _one_that_has_come(world: World, office: Any) -> None:
    """An application that lies with the city."""
    sent = _application(world, _round(world, opened=True), office, [*LEADERS, *COUNTY, *CITY])
    actions.send_application(application=sent, by=office)
    for key in ("school-head", "county-officer", "county-leader"):
        actions.pass_application(application=sent, by=actor_for(world.people[key]))


def _round(world: World, *, opened: bool) -> Round:
    officer, school = world.people["city-officer"], world.people["school-office"].organisation
    by, texts = actor_for(officer), [world.canary() for _ in range(3)]
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk")[0]
    made = actions.make_round(plan=plan, name=texts[0], by=by)
    tasks = [Terms(row.task, words=texts[2]) for row in made.tasks.select_related("task")]
    actions.set_tasks(round_=made, terms=tasks, by=by)
    actions.set_invited(round_=made, organisations=[school], by=by)
    said: dict[str, Any] = {"opens_at": None, "closes_at": clock.now() + dt.timedelta(days=30)}
    said |= {"least": None, "most": None, "form_version": made.form_version, "reference": made.reference}
    actions.change_round(round_=made, name=texts[0], words=texts[1], by=by, **said)
    seers = ["city-officer", "section-head"]
    if opened:
        actions.open_round(round_=made, by=by)
        under = set(world.readers(plan.issuer))
        seers = [key for key in under if _sees(world, key, school, plan.issuer)]
    world.add("round", made, texts, seers)
    for row in made.tasks.all():
        world.add("round_task", row, [], seers)
    return made


def _sees(world: World, key: str, school: Any, issuer: Any) -> bool:
    """The issuer's own people, the school's, and who stands above the school."""
    place = world.people[key].organisation
    return place.pk == issuer.pk or place.path in ancestors(school.path)


def _application(world: World, round_: Round, by: Any, seers: Any) -> Application:
    made = actions.start_application(round_=round_, by=by)
    actions.choose_tasks(application=made, chosen=list(round_.tasks.all()), by=by)
    texts = []
    for wish in made.wishes.all():
        said = [world.canary() for _ in range(3)]
        years = [{"_row": "r1", "year": "2026", "own": 1_000_000}]
        proof, named = file_of(world, by)
        answers = {"basis": said[1], "in_charge": said[2], "years": years}
        answers["proof"] = [attached.value_of(proof)]
        actions.write_wish(wish=wish, reason=said[0], quantity=None, led_by=None, answers=answers, by=by)
        world.add("wish_file", proof, named, seers)
        world.add("round_wish", wish, [], seers)
        texts += said
    world.add("application", made, texts, seers)
    return made
