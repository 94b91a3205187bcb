"""Meetings in the test world, a canary in each text: one called by the city and held, one being prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.papers.actions import Proof
from luoshi.plans.models import Plan
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Meeting

if TYPE_CHECKING:
    from .world import World

CITY = ("city-officer", "section-head", "bureau-leader")
COUNTY = ("county-officer", "county-leader")
SCHOOL = ("school-head", "party-secretary", "deputy-head", "school-office", "department-head")


def make_meetings(world: World) -> None:
    """Runs inside the world's act, after progress."""
    officer, school = actor_for(world.people["city-officer"]), world.people["school-head"].organisation
    sibling = world.people["other-school-head"].organisation
    seers = [*CITY, *COUNTY, *SCHOOL, "other-school-head"]
    held, texts = _started(world, [school, sibling])
    world.add("meeting", held, texts, seers)
    of_all, of_one = ([world.canary(), world.canary()] for _ in range(2))
    actions.add_item(meeting=held, title=of_all[0], words=of_all[1], by=officer)
    actions.add_item(meeting=held, title=of_one[0], words=of_one[1], organisation=sibling, by=officer)
    world.add("agenda_item", held.items.get(title=of_all[0]), of_all, seers)
    world.add("agenda_item", held.items.get(title=of_one[0]), of_one, [*CITY, *COUNTY, "other-school-head"])
    actions.call_meeting(meeting=held, by=officer)
    said, day = world.canary(), clock.today()
    owner = world.people["task-owner"]
    row = actions.add_resolution(meeting=held, words=said, owner=owner, due=day, by=officer)
    world.add("resolution", row, [said], [*CITY, *COUNTY, *SCHOOL, "task-owner"])
    name, content = world.canary(), world.canary()
    proof = Proof(files.put([f"%PDF-{content}".encode()]), f"{name}.pdf")
    actions.add_files(meeting=held, files=[proof], by=officer)
    world.add("meeting_file", held.files.get(), [name, content], seers)
    _raised(world, [*CITY, *COUNTY, *SCHOOL])
    draft, texts = _started(world, [school])
    world.add("meeting", draft, texts, CITY)


def _raised(world: World, seers: list[str]) -> None:
    """One that climbed to the city, with a reply and its paper; one still with the county."""
    office, county, city = (
        actor_for(world.people[key]) for key in ("school-office", "county-officer", "city-officer")
    )
    texts = [world.canary() for _ in range(6)]
    title, words, up, addressee, request, reply = texts
    matter = actions.raise_matter(title=title, words=words, by=office)
    actions.pass_up_matter(raised=matter, said=up, by=county)
    actions.ask_outside(raised=matter, addressee=addressee, request=request, by=city)
    name, content = world.canary(), world.canary()
    proof = Proof(files.put([f"%PDF-{content}".encode()]), f"{name}.pdf")
    actions.note_reply(raised=matter, said=reply, file=proof, by=city)
    world.add("raised", matter, [*texts, name], seers)
    world.add("raised_step", matter.steps.get(name=f"{name}.pdf"), [name, content], seers)
    other = [world.canary(), world.canary()]
    world.add("raised", actions.raise_matter(title=other[0], words=other[1], by=office), other, seers)


def _started(world: World, guests: list) -> tuple[Meeting, list[str]]:  # type: ignore[type-arg]
    officer = actor_for(world.people["city-officer"])
    plan = Plan.objects.filter(issuer_id=officer.organisation_id).order_by("pk")[0]
    texts = [world.canary() for _ in range(4)]
    facts = dict(zip(("title", "at", "place", "words"), texts, strict=True))
    made: Meeting = actions.start_meeting(
        guests=guests, plan=plan, held_on=clock.today(), by=officer, **facts
    )
    return made, texts
