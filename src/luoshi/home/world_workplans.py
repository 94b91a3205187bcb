"""Workplans in the test world, a canary in each text: one filed, one that lies at the county, one being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import files
from luoshi.core.timetable import Line
from luoshi.papers.actions import Proof
from luoshi.plans.models import Plan
from luoshi.workplans import actions
from luoshi.workplans import parts as works
from luoshi.workplans.models import Workplan
from luoshi.workplans.queries import OUTSIDERS

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("school-office", "school-head", "deputy-head", "party-secretary", "department-head")
COUNTY = ("county-officer", "county-leader")
NAMED = ("school-head", "task-owner")  # who answers for the steps


def make_workplans(world: World) -> None:
    """Runs inside the world's act, before the papers: the school's chain is still the short one."""
    officer = world.people["city-officer"]
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk")[0]
    actions.set_filing_terms(plan=plan, asks_stamp=False, by=actor_for(officer))  # nobody stamps here
    filed = _written(world, "", [])
    _pass_on(world, filed, "school-head", "county-officer", "county-leader", "section-head")
    sent = _written(world, "2031", [*SCHOOL, *COUNTY])
    _pass_on(world, sent, "school-head")
    _written(world, "2032", SCHOOL)


def readers_of_filed(world: World) -> list[str]:
    """Everybody of the school and above it who reads plans, but for those from outside."""
    school = world.people["school-office"].organisation
    posts = world.actors().items()
    return [
        key
        for key, actor in posts
        if actor.may("read_plans") and actor.role not in OUTSIDERS and actor.path in ancestors(school.path)
    ]


def _written(world: World, round_: str, seers: Any) -> Workplan:
    """A draft with nothing missing, by the office."""
    office = actor_for(world.people["school-office"])
    bureau = world.people["city-officer"].organisation
    plan = Plan.objects.filter(issuer=bureau).order_by("pk")[0]
    made: Workplan = actions.start_workplan(plan=plan, round_=round_, by=office)
    texts: list[str] = []
    lines: list[Line] = []
    for part in made.parts.select_related("workplan__plan", "workplan__organisation"):
        duties = works.duties_by_work(made.organisation, plan)[part.work_id]
        said = [world.canary() for _ in range(4)]
        answers = dict(zip(("baseline", "measures", "mechanism", "deliverables"), said, strict=True))
        years = works.years_of(plan, round_)
        goals = {(target.pk, years[-1]): 2 for target in works.targets_of(duties)}
        actions.write_part(part=part, answers=answers, goals=goals, money={("own", years[0]): 1}, by=office)
        lines.append(_line(world, works.wording(duties)))
        texts += [*said, lines[-1].cells["title"], lines[-1].cells["helpers"]]
        world.add("workplan_part", part, [], seers or readers_of_filed(world))
    actions.set_timetable(workplan=made, lines=lines, by=office)
    named, content = world.canary(), world.canary()
    proof = Proof(files.put([f"%PDF-{content}".encode()]), f"{named}.pdf")
    actions.add_files(workplan=made, files=[proof], by=office)
    world.add("workplan_file", made.files.get(), [named, content], seers or readers_of_filed(world))
    world.add("workplan", made, texts, seers or readers_of_filed(world))
    for row in made.milestones.order_by("pk"):
        world.add("milestone", row, [], seers or readers_of_filed(world))
    return made


def _line(world: World, task: str) -> Line:
    leader, owner = (world.people[key].user.name for key in NAMED)
    cells = {"part": task, "title": world.canary(), "due": "2031-06-30", "acceptance": "印发"}
    return Line("", {**cells, "leader": leader, "owner": owner, "helpers": world.canary()})


def _pass_on(world: World, workplan: Workplan, *keys: str) -> None:
    actions.send_workplan(workplan=workplan, by=actor_for(world.people["school-office"]))
    for key in keys:
        actions.pass_workplan(workplan=workplan, by=actor_for(world.people[key]))
