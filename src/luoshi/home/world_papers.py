"""Papers of the test world, a canary in each text: under way, a draft, returned, passed on paper; route, delegation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.papers import actions
from luoshi.papers.actions import Proof
from luoshi.papers.chains import StepPlan
from luoshi.papers.filed.codes import new_code
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanFile, ScanPage
from luoshi.papers.models import Brief

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("department-head", "school-office", "school-head", "party-secretary", "deputy-head")
COUNTY = ("county-officer", "county-leader")


def make_papers(world: World) -> None:
    """Runs inside the world's act. The author of the east is a department head, of the west the city's officer."""
    _delegation(world)
    _under_way(world)
    _brief(world, "department-head", ["department-head"])  # a draft
    _returned(world)
    _on_paper(world)
    west = _brief(world, "city-officer-west", ["city-officer-west"])
    _send(world, west, "city-officer-west", ["city-officer-west"])
    _route(world)


def _actor(world: World, key: str) -> Any:
    return actor_for(world.people[key])


def _brief(world: World, author: str, seers: Iterable[str], up_to: str = "") -> Brief:
    """A draft with a file, all words canaries."""
    by, texts = _actor(world, author), [world.canary() for _ in range(4)]
    place = world.people[author].organisation
    top = world.people[up_to].organisation if up_to else place
    file = Proof(files.put([texts[2].encode()]), f"{texts[3]}.pdf")
    brief = actions.start_brief(
        organisation=place, title=texts[0], text=texts[1], up_to=top, files=[file], by=by
    )
    world.add("brief", brief, texts[:2], seers)
    world.add("brief_file", brief.files.get(), texts[2:], seers)
    return brief


def _send(world: World, brief: Brief, author: str, seers: Iterable[str]) -> None:
    actions.send_brief(brief=brief, by=_actor(world, author))
    world.add("approval", brief.approval, [], seers)
    file = brief.approval.sendings.get().files.get()  # of the file that is told with the brief
    world.add("sending_file", file, [], seers)


def make_prints(world: World) -> None:
    """Stamped copies of what was sent; after the filed papers of the organisations themselves."""
    seers = {each["id"]: each["visible_to"] for each in world.objects if each["type"] == "approval"}
    for brief in Brief.objects.filter(approval__isnull=False).order_by("pk"):
        handlers = [key for key in seers[brief.approval.public_id] if _actor(world, key).may("handle_papers")]
        _stamp(world, brief, handlers)


def _stamp(world: World, brief: Brief, seers: Iterable[str]) -> None:
    """What was sent has been printed and has come back stamped; its bytes are read by those who read what was sent."""
    approval, printed = brief.approval, files.put([world.canary().encode()])
    paper = FiledPaper.objects.create(
        organisation=approval.organisation,
        about_type=approval.about_type,
        about_id=approval.about_id,
        about_version=1,
        kind=approval.kind,
        kind_name="呈批件",
        title=brief.title,
        code=new_code(),
        print=printed,
        page_count=1,
        sending=approval.sendings.get(),
        made_by=approval.author,
        made_by_name="示例打印人",
        state="stamped",
        stamped=printed,
        stamped_at=clock.now(),
    )
    batch = ScanBatch.objects.create(
        organisation=approval.organisation, sent_by=approval.author, sent_by_name="示例上传人", state="done"
    )
    file = ScanFile.objects.create(batch=batch, stored=printed, name="盖章件.jpg")
    whose = {"placed_by": approval.author, "placed_by_name": "示例上传人"}
    ScanPage.objects.create(
        file=file, sheet=0, picture=printed, state="filed", paper=paper, number=1, **whose
    )
    world.add("filed_paper", paper, [], seers, paper.state)


def _under_way(world: World) -> None:
    """Passed inside the school, lies with the county. What the office said stays inside, the head's word went out."""
    seers = [*SCHOOL, *COUNTY]
    brief = _brief(world, "department-head", seers, up_to="county-officer")
    _send(world, brief, "department-head", seers)
    for key, readers in (("school-office", SCHOOL), ("school-head", seers)):
        words, of_part = world.canary(), world.canary()
        actions.pass_brief(brief=brief, comment=words, parts={"text": of_part}, by=_actor(world, key))
        world.add("words", brief.approval.entries.last(), [words, of_part], readers)


def _returned(world: World) -> None:
    brief = _brief(world, "department-head", SCHOOL)
    _send(world, brief, "department-head", SCHOOL)
    words = world.canary()
    actions.return_brief(brief=brief, comment=words, by=_actor(world, "school-office"))
    world.add("words", brief.approval.entries.last(), [words], SCHOOL)
    unsent = world.canary()  # what its author writes now and has not sent again
    said = {"title": brief.title, "kind": brief.kind, "up_to": brief.up_to}
    actions.change_brief(brief=brief, text=unsent, by=_actor(world, "department-head"), **said)
    world.add("words", brief, [unsent], ["department-head"])


def _on_paper(world: World) -> None:
    """The head signed on paper; the office entered it."""
    brief = _brief(world, "department-head", SCHOOL)
    _send(world, brief, "department-head", SCHOOL)
    actions.pass_brief(brief=brief, by=_actor(world, "school-office"))
    words, content, name = (world.canary() for _ in range(3))
    actions.enter_brief(
        brief=brief,
        by=_actor(world, "school-office"),
        outcome="passed",
        leader=world.people["school-head"],
        decided_on=clock.today(),
        proofs=[Proof(files.put([content.encode()]), f"{name}.jpg")],
        comment=words,
    )
    entry = brief.approval.entries.last()
    world.add("entry", entry, [words], SCHOOL)
    world.add("entry_file", entry.files.get(), [content, name], SCHOOL)


def _delegation(world: World) -> None:
    """The head is away, the deputy stands in; the office entered it."""
    reason, content, name = (world.canary() for _ in range(3))
    given = actions.delegate(
        organisation=world.people["school-head"].organisation,
        principal=world.people["school-head"],
        to=world.people["deputy-head"],
        start=clock.today(),
        end=clock.today() + dt.timedelta(days=30),
        reason=reason,
        proof=Proof(files.put([content.encode()]), f"{name}.jpg"),
        by=_actor(world, "school-office"),
    )
    world.add("delegation", given, [reason, content, name], ["school-head", "deputy-head", "school-office"])


def _route(world: World) -> None:
    """A chain of its own, after everything was sent: its names are for those who write papers in the school."""
    step = StepPlan(world.canary(), "school_head")
    made = actions.set_route(
        organisation=world.people["school-office"].organisation,
        kind="",
        steps=[step],
        by=_actor(world, "school-office"),
    )
    world.add("route", made, [step.name], SCHOOL)
