"""Requests for changes of duties in the test world, a canary in each text: a draft, under way, joint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import acts, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms import attached
from luoshi.papers.actions import Proof
from luoshi.plans.models import Task
from luoshi.undertakings import actions, asked
from luoshi.undertakings.joint import Joint
from luoshi.undertakings.models import ChangeRequest

from .world_forms import file_of

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("school-office", "school-head", "deputy-head")
LEADERS = ("school-office", "school-head", "party-secretary", "deputy-head")
COUNTY = ("county-officer", "county-leader")
CITY = ("city-officer", "section-head", "bureau-leader")


def make_requests(world: World) -> None:
    """Runs inside the world's act, before the papers: the school's chain is still the short one. The school carries
    one task of the plan and lacks the other; what the steps said of its request is for those they came to.
    """
    _sent_by_the_city(world)
    request = _draft(world, "school-office", "withdraw", [*LEADERS, *COUNTY])
    actions.send_request(change_request=request, by=_actor(world, "school-office"))
    actions.pass_request(change_request=request, by=_actor(world, "school-head"))
    _draft(world, "school-office", "take_on", SCHOOL)
    _jointly(world)


def _actor(world: World, key: str) -> Any:
    return actor_for(world.people[key])


def _draft(world: World, author: str, kind: str, seers: Any, school: str = "school-office") -> ChangeRequest:
    by, place = _actor(world, author), world.people[school].organisation
    plan = Task.objects.filter(plan__issuer__in=_above(place)).order_by("pk")
    carried = plan.filter(duties__organisation=place).distinct()
    free = plan.exclude(pk__in=carried)
    task = {"take_on": free.first(), "joint": free.last()}.get(kind, carried.first())
    texts = [world.canary() for _ in range(7)]
    shown, named = file_of(world, by)
    made = actions.start_request(organisation=place, task=task, kind=kind, by=by)
    _ask_for_files(made)
    actions.change_request(
        change_request=made,
        reason=texts[0],
        basis=texts[1],
        number=texts[2],
        quantity=None,
        answers={
            "done_so_far": texts[3],
            "touched": ["nobody"],
            "what_follows": texts[4],
            "shown": [attached.value_of(shown)],
        },
        files=[Proof(files.put([texts[5].encode()]), f"{texts[6]}.pdf")],
        by=by,
    )
    world.add("change_request", made, texts[:5], seers)
    world.add("asked_file", shown, named, seers)
    world.add("request_file", made.files.get(), texts[5:7], seers)
    return made


def _ask_for_files(request: ChangeRequest) -> None:
    """A second version of the questions, in which the bureau asks for files too."""
    version = asked.version_for(request)
    assert version is not None
    if version.form.field("shown") is None:
        new = form_actions.draft_version(definition=version.definition, by=system_actor())
        field = {"key": "shown", "kind": "evidence", "label": "照片"}
        acts.change(new, content={**version.content, "fields": [*version.content["fields"], field]})
        form_actions.publish_version(version=new, steps=(), by=system_actor())


def _above(place: Any) -> Any:
    return Organisation.objects.filter(path__in=ancestors(place.path))


def _sent_by_the_city(world: World) -> None:
    """The officer asks for a school whose duties nobody of the world looks after; the section head decides."""
    request = _draft(world, "city-officer", "withdraw", CITY, "council-chair")
    actions.send_request(change_request=request, by=_actor(world, "city-officer"))


def _jointly(world: World) -> None:
    """The school asks to lead a task with its neighbour, to which the request has come for consent."""
    office, neighbour = _actor(world, "school-office"), world.people["school-head-neighbour"].organisation
    request = _draft(world, "school-office", "joint", [*LEADERS, "school-head-neighbour"])
    joint = Joint(world.people["school-office"].organisation, [neighbour])
    said = {"reason": request.reason, "basis": request.basis, "quantity": None}
    actions.change_request(change_request=request, joint=joint, by=office, **said)
    actions.send_request(change_request=request, by=office)
    actions.pass_request(change_request=request, by=_actor(world, "school-head"))
