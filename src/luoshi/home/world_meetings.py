"""Meetings in the test world, a canary in each text: one called by the city and held, one being prepared."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.evidence.actions import Piece, add_and_cite
from luoshi.evidence.queries import uses_about
from luoshi.papers.actions import Proof
from luoshi.papers.filed.actions import freeze
from luoshi.papers.filed.codes import new_code
from luoshi.papers.filed.printing import Prepared
from luoshi.plans.models import Plan
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.case_papers import KIND, KIND_NAME
from luoshi.progress.meetings.models import Letter, Meeting, Resolution

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
    seers_of_it = [*CITY, *COUNTY, *SCHOOL, "task-owner"]
    world.add("resolution", row, [said], seers_of_it)
    _proved(world, row, seers_of_it)
    name, content = world.canary(), world.canary()
    proof = Proof(files.put([f"%PDF-{content}".encode()]), f"{name}.pdf")
    actions.add_files(meeting=held, files=[proof], by=officer)
    world.add("meeting_file", held.files.get(), [name, content], seers)
    _raised(world, [*CITY, *COUNTY, *SCHOOL])
    _supervised(world, school)
    draft, texts = _started(world, [school])
    world.add("meeting", draft, texts, CITY)


def _proved(world: World, row: Resolution, seers: list[str]) -> None:
    owner = actor_for(world.people["task-owner"])
    title, content = world.canary(), world.canary()
    stored = files.put([f"%PDF-{content}".encode()])
    piece = Piece(title, "document", dt.date(2026, 3, 2), 4, stored=stored, file_name=f"{title}.pdf")
    add_and_cite(organisation=row.owner.organisation, pieces=[piece], about=row, by=owner)
    use = uses_about(row).get()
    readers = world.superiors(row.owner.organisation, "read_evidence")
    world.add("resolution_use", use, [], [key for key in seers if key in readers])
    world.add("evidence", use.evidence, [title, content], readers)


def _supervised(world: World, school: Organisation) -> None:
    """One that was issued, replied to and followed by a talk; one that is being drafted. Printing comes at no act."""
    officer, head = actor_for(world.people["city-officer"]), actor_for(world.people["school-head"])
    day = clock.today()
    texts = [world.canary() for _ in range(7)]
    title, facts, words, reply, name, who, talk = texts
    case = actions.start_case(school=school, title=title, facts=facts, words=words, reply_by=day, by=officer)
    letter = case.letters.get()
    acts.change(letter, state="issued", year=day.year, number=1, issued_at=clock.now())
    acts.change(case, state="open")
    content, print_title, printed = (world.canary() for _ in range(3))
    paper = freeze(prepared=_print(letter, print_title, printed), by=officer)
    world.add("filed_paper", paper, [print_title], world.superiors(case.organisation, "handle_papers"))
    proof = Proof(files.put([f"%PDF-{content}".encode()]), f"{name}.pdf")
    actions.reply_letter(letter=letter, said=reply, file=proof, by=head)
    actions.note_rung(case=case, kind="talk", on=day, who=who, words=talk, by=officer)
    seers = [*CITY, *COUNTY, *SCHOOL]
    world.add("case", case, texts, seers)
    world.add("supervision_letter", letter, [content, printed], seers)
    said = [world.canary(), world.canary(), world.canary()]
    draft = dict(zip(("title", "facts", "words"), said, strict=True))
    made = actions.start_case(school=school, reply_by=day, by=officer, **draft)
    world.add("case", made, said[:2], CITY)
    world.add("supervision_letter", made.letters.get(), said[2:], CITY)


def _print(letter: Letter, title: str, printed: str) -> Prepared:
    return Prepared(
        about=letter, about_version=1, kind=KIND, kind_name=KIND_NAME, organisation=letter.issuer, title=title,
        href="", code=new_code(), print=files.put([printed.encode()]), page_count=1, red_print=False,
        seen_above=True, undrawn="",
    )  # fmt: skip


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
    actions.note_reply(raised=matter, said=reply, files=[proof], by=city)
    world.add("raised", matter, [*texts, name], seers)
    world.add("raised_step", matter.steps.get(name=f"{name}.pdf"), [content], seers)
    other = [world.canary(), world.canary()]
    world.add("raised", actions.raise_matter(title=other[0], words=other[1], by=office), other, seers)


def _started(world: World, guests: list[Organisation]) -> tuple[Meeting, list[str]]:
    officer = actor_for(world.people["city-officer"])
    plan = Plan.objects.filter(issuer_id=officer.organisation_id).order_by("pk")[0]
    texts = [world.canary() for _ in range(4)]
    facts = dict(zip(("title", "at", "place", "words"), texts, strict=True))
    made: Meeting = actions.start_meeting(
        guests=guests, plan=plan, held_on=clock.today(), by=officer, **facts
    )
    return made, texts
