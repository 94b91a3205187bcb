"""The part of the test world that is about posts: somebody has left, and what was held has passed on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.actions import add_person
from luoshi.accounts.leaving import sealed_package
from luoshi.accounts.models import Handover, ListUpload, Organisation, PlannedChange
from luoshi.accounts.organisations import add_second_supervisor
from luoshi.accounts.states import ListState
from luoshi.accounts.uploads import sealed_content
from luoshi.common import acts, clock
from luoshi.common.actor import Actor

if TYPE_CHECKING:
    from .world import World

LEFT = {"security-admin", "system-admin", "log-admin", "log-admin-west"}
SUCCESSOR = "school-office"


def make_people_s_world(world: World, school: Organisation, by: Actor) -> None:
    """One who has left a school, and the hand-over to its office."""
    _hand_over(world, school, by)
    _second_supervisor(world, school, by)
    _list(world, school, by)
    _planned(world, school)


def _list(world: World, school: Organisation, by: Actor) -> None:
    """A list the school's office proposed: its rows for the office and whoever confirms it."""
    name, title, file = world.canary(), world.canary(), world.canary()
    upload: ListUpload = acts.create(
        ListUpload,
        kind="people",
        organisation=school,
        post=world.people[SUCCESSOR],
        file_name=f"{file}.xlsx",
        state=ListState.PROPOSED,
    )
    cells = {"name": f"示例{name}", "mobile": world.mobile(), "role": "教师", "title": title}
    letters = dict(zip(cells, "BCFG", strict=True))
    content = {"given": None, "rows": [[4, cells]], "letters": letters, "unknown": [], "skipped": []}
    acts.change(upload, sealed=sealed_content(upload, content))
    world.add("list", upload, [name, title, file], {SUCCESSOR, "security-admin"}, "proposed")


def _planned(world: World, school: Organisation) -> None:
    """A change to come: for the school itself and those above it, not for everybody."""
    name, paper = world.canary(), world.canary()
    planned: PlannedChange = acts.create(
        PlannedChange,
        organisation=school,
        post=world.people["security-admin"],
        what="second-name",
        on=clock.today() + dt.timedelta(days=30),
        given={"name": [name], "document": [paper]},
        words=f"同时使用“{name}”",
    )
    seers = [
        key for key, actor in world.actors().items() if actor.path and school.path.startswith(actor.path)
    ]
    world.add("planned", planned, [name], seers)


def _second_supervisor(world: World, school: Organisation, by: Actor) -> None:
    """A fact as public as the school's name."""
    name, side, paper = world.canary(), world.canary(), world.canary()
    change = add_second_supervisor(
        organisation=school, name=name, side=side, on=clock.today(), document=paper, by=by
    )
    world.add("change", change, [name, side, paper], world.people)


def _hand_over(world: World, school: Organisation, by: Actor) -> None:
    name, title, held = world.canary(), world.canary(), world.canary()
    leaving = add_person(
        name=f"示例·{name}", mobile=world.mobile(), organisation=school, role="teacher", title=title, by=by
    )
    acts.change(leaving, end=clock.today())
    handover: Handover = acts.create(
        Handover,
        leaving=leaving,
        successor=world.people[SUCCESSOR],
        on=clock.today(),
        settled_at=clock.now(),
    )
    line = {"kind": "责任项", "title": held, "href": "", "due": "", "text": ""}
    package = {"held": [line], "waiting": [], "due": []}
    acts.change(handover, sealed=sealed_package(handover, package))
    world.add("person", leaving, [name, title], {*LEFT, SUCCESSOR})
    world.add("handover", handover, [], {SUCCESSOR, "security-admin"})
    world.objects.append(
        {
            "type": "package",
            "id": handover.public_id,
            "state": "",
            "urls": [],
            "canaries": [held],
            "visible_to": [SUCCESSOR],
        }
    )
