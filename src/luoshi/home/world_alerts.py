"""Alerts in the test world, a canary in each text: one that is answered, those that stand by themselves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.core.upward import Row
from luoshi.indicators.alerts import actions
from luoshi.indicators.alerts.models import Alert, AlertStep
from luoshi.indicators.alerts.upward_actions import make_package
from luoshi.indicators.alerts.week_actions import keep_week
from luoshi.plans.models import Plan
from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import milestones_in_force

if TYPE_CHECKING:
    from .world import World

DAYS = dt.timedelta(days=30)


def make_alerts(world: World) -> None:
    """Runs inside the world's act, after progress. What follows from facts is under target; the one about a milestone,
    which its owner sees, is made by hand: nothing in this world is late.
    """
    owner, school = actor_for(world.people["task-owner"]), world.people["school-office"].organisation
    bureau = world.people["city-officer"].organisation
    plan = Plan.objects.filter(issuer=bureau).order_by("pk")[0]
    actions.note_alerts(plan=plan, bureau=bureau, by=system_actor())
    looking_after = world.superiors(school, "read_forms")
    for row in Alert.objects.filter(plan=plan, organisation=school).order_by("pk"):
        world.add("alert", row, [], looking_after)
    _package(world, plan)
    for place in (bureau, school):
        _week(world, place, plan)
    stuck = _stuck(world, plan, milestones_in_force(organisation=school).order_by("id")[0])
    said = world.canary()
    actions.answer_alert(alert=stuck, words=said, promised=clock.today() + DAYS, by=owner)
    world.add("alert", stuck, [stuck.title, stuck.why, said], [*looking_after, "task-owner"])


def _package(world: World, plan: Plan) -> None:
    """What the bureau made to send up, for those who look after schools in it."""
    words = [world.canary() for _ in range(2)]
    row = Row("line", words[0], {"stage": "实施中", "words": words[1], "task": words[0]})
    officer = actor_for(world.people["city-officer"])
    made = make_package(plan=plan, year=clock.today().year, rows=[row], by=officer)
    looking = [
        key
        for key, actor in world.actors().items()
        if actor.may("read_forms") and actor.organisation_id == plan.issuer_id
    ]
    world.add("upward_package", made, words, looking)


def _week(world: World, place: Organisation, plan: Plan) -> None:
    """One page of a week, for those who look after this organisation."""
    words = [world.canary() for _ in range(3)]
    content = {
        "figures": [{"label": "里程碑完成", "shown": "1", "unit": "%", "words": words[0]}],
        "sections": [
            {"title": title, "lines": [{"text": word, "href": ""}]}
            for title, word in zip(("办成的", "卡住的"), words[1:], strict=True)
        ],
    }
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    made = keep_week(organisation=place, plan=plan, monday=monday, content=content, by=system_actor())
    looking = [
        key
        for key, actor in world.actors().items()
        if actor.may("read_forms") and actor.organisation_id == place.pk
    ]
    world.add("week_page", made, words, looking)


def _stuck(world: World, plan: Plan, milestone: Milestone) -> Alert:
    made: Alert = acts.create(
        Alert,
        organisation=milestone.workplan.organisation,
        bureau=plan.issuer,
        plan=plan,
        kind="stuck",
        about=f"milestone:{milestone.key}",
        milestone=milestone.key,
        title=world.canary(),
        rank=2,
        level_word="较重",
        colour="orange",
        reach="county",
        measure=30,
        since=clock.today() - DAYS,
        why=world.canary(),
        clears="填报受阻已经解决",
        opened_at=clock.now(),
    )
    acts.create(AlertStep, alert=made, kind="opened", rank=2)
    return made
