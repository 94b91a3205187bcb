"""Rounds in the test world, a canary in each text: one open with an application at the county, one with a draft, one
with an application at the city, one that is only drafted, one confirmed. What the bureau says of a row is its own until
then; what is asked and answered stays between the two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import acts, clock
from luoshi.common.dataforms import attached
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.actions.making import Terms
from luoshi.undertakings.rounds.models import Application, Round, Wish

from .world_applying import make_applications
from .world_forms import file_of

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("school-office", "school-head", "deputy-head")
LEADERS = ("school-office", "school-head", "party-secretary", "deputy-head")
COUNTY = ("county-officer", "county-leader")
CITY = ("city-officer", "section-head", "bureau-leader")
EDITORS = ("city-officer", "section-head")


def make_rounds(world: World) -> None:
    """Runs inside the world's act, before the papers: the school's chain is still the short one."""
    office = actor_for(world.people["school-office"])
    sent = _application(world, _round(world, opened=True), office, [*LEADERS, *COUNTY])
    actions.send_application(application=sent, by=office)
    actions.pass_application(application=sent, by=actor_for(world.people["school-head"]))
    _application(world, _round(world, opened=True), office, SCHOOL)
    _round(world, opened=False)
    _one_that_has_come(world, office)
    _confirmed(world, office)
    make_applications(world)


def _one_that_has_come(world: World, office: Any) -> None:
    """An application that lies with the city: talked about, judged on one row, the round extended."""
    round_ = _round(world, opened=True)
    sent = _application(world, round_, office, [*LEADERS, *COUNTY, *CITY])
    _pass_on(world, sent, office)
    officer, asked = actor_for(world.people["city-officer"]), sent.wishes.order_by("pk")[0]
    for by in (officer, office):
        said = world.canary()
        actions.remark_on_wish(wish=asked, text=said, by=by)
        world.add("wish_remark", asked.remarks.latest("pk"), [said], [*SCHOOL, *EDITORS])
    _judge(world, sent.wishes.order_by("pk").last(), "declined", EDITORS)
    reason, until = world.canary(), clock.now() + dt.timedelta(days=40)
    actions.extend_round(round_=round_, until=until, reason=reason, by=officer)
    world.add("round_extension", round_.extensions.get(), [reason], _readers_of(world, round_))


def _confirmed(world: World, office: Any) -> None:
    """A round whose time is over: one row accepted, which the school carries already, the other declined."""
    round_ = _round(world, opened=True)
    seers = [*LEADERS, *COUNTY, *CITY]
    sent = _application(world, round_, office, seers)
    _pass_on(world, sent, office, "section-head")
    for wish in sent.wishes.select_related("round_task"):
        carried = Duty.objects.filter(task=wish.round_task.task_id, organisation=sent.organisation)
        _judge(world, wish, "accepted" if carried.exists() else "declined", seers)
    now, hour = clock.now(), dt.timedelta(hours=1)
    acts.change(sent, arrived_at=now - 2 * hour)
    acts.change(round_, opens_at=now - 3 * hour, closes_at=now - hour, until=now - hour)
    actions.confirm_round(round_=round_, by=actor_for(world.people["city-officer"]))


def _pass_on(world: World, sent: Application, office: Any, *further: str) -> None:
    actions.send_application(application=sent, by=office)
    for key in ("school-head", "county-officer", "county-leader", *further):
        actions.pass_application(application=sent, by=actor_for(world.people[key]))


def _judge(world: World, wish: Wish, verdict: str, seers: Any) -> None:
    words, by = world.canary(), actor_for(world.people["city-officer"])
    actions.judge_wish(wish=wish, verdict=verdict, words=words, agreed=None, by=by)
    world.add("wish_verdict", wish, [words], seers)


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
    seers = list(EDITORS)
    if opened:
        actions.open_round(round_=made, by=by)
        seers = _readers_of(world, made)
    world.add("round", made, texts, seers)
    for row in made.tasks.all():
        world.add("round_task", row, [], seers)
    return made


def _readers_of(world: World, round_: Round) -> list[str]:
    """Who reads plans and stands at its issuer, at the one school it invites, or above that."""
    school, issuer = world.people["school-office"].organisation, round_.plan.issuer
    return [key for key in set(world.readers(issuer)) if _sees(world, key, school, issuer)]


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
