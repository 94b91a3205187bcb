"""Reviews in the test world, a canary in each text: one that is over, and one with sheets still sealed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership
from luoshi.common import acts, clock, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.evidence.models import EvidenceFile, EvidencePage
from luoshi.selection.applying.models import Application, Material
from luoshi.selection.models import Call, Kind
from luoshi.selection.panel.drawing import digest_of, hash_of, result_digest
from luoshi.selection.panel.models import Assigned, Discipline, DisciplineText, Draw, Expert, Seat
from luoshi.selection.review.content import Content, sealed
from luoshi.selection.review.models import (
    BareCopy,
    ClosingProposal,
    NameHit,
    RoundClosing,
    Scoring,
    Sheet,
    ThirdReading,
)
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.states import CopyState

from .world_arrived import arrive

if TYPE_CHECKING:
    from .world import World

SEERS = ("city-officer", "section-head", "monitor")
MANAGERS = (*SEERS, "host")  # the host manages for the bureau the review that is under way
FORM: dict[str, Any] = {"fields": [{"key": "story", "kind": "text", "label": "做法"}]}
RULES: dict[str, Any] = {
    "materials": [{"key": "film", "title": "课堂实录", "kinds": ["mp4"], "most": 9}],
    "blindness": "double",
    "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
    "method": {"apart": 20},
}


def make_reviews(world: World) -> None:
    """Runs inside the world's act."""
    others = [_another(world) for _ in range(2)]
    _over(world, others)
    _under_way(world, others)


def _another(world: World) -> Membership:
    return add_person(
        name="示例评审", mobile=world.mobile(), organisation=world.people["expert"].organisation, role="expert",
        by=system_actor(),
    )  # fmt: skip


def _over(world: World, experts: list[Membership]) -> None:
    """All sheets open, the list computed: for the bureau and its monitor."""
    call, reason, said = _call(world, "deciding"), world.canary(), [world.canary() for _ in range(3)]
    application = _application(world, call, 1)
    sheets = [
        _sheet(task, Content({"a": "90"}, {"a": said[0]}, said[1]))
        for task in _hands(call, experts, [application], world)
    ]
    now = clock.now()
    officer, head = (world.people[key] for key in ("city-officer", "section-head"))
    proposal = acts.create(
        ClosingProposal,
        call=call,
        missing=0,
        reason=reason,
        said_by=officer,
        confirmed_by=head,
        confirmed_at=now,
    )
    acts.create(
        RoundClosing,
        call=call,
        proposal=proposal,
        closed_at=now,
        closed_by="示例科长",
        asked=2,
        came=2,
        reason=reason,
    )
    made = computed(call)
    acts.create(
        Scoring, call=call, number=1, data=made.data, names=made.names, digest=made.digest, made_by="示例经办"
    )
    world.add("review_call", call, [reason, said[0], said[1]], SEERS)
    acts.change(sheets[1], aside_at=now, aside_reason=said[2])
    world.add("review_sheet", sheets[0], [said[2]], SEERS)
    arrive(call)


def _under_way(world: World, others: list[Membership]) -> None:
    call, said = _call(world, "reviewing"), [world.canary() for _ in range(9)]
    application = _application(world, call, 1)
    own, *rest = _hands(call, [world.people["expert"], others[0]], [application], world)
    _seat(call, others[1], 9)
    _sheet(own, Content({"a": "61"}, {"a": said[0]}, said[1]))
    _sheet(rest[0], Content({"a": "97"}, {}, said[2]))
    world.add("review_task", own, [said[0], said[1]], ["expert"])
    third = acts.create(ThirdReading, application=_application(world, call, 2))
    world.add("review_third", third, [], MANAGERS)
    _copies(world, application, said[3:])
    closing = acts.create(
        ClosingProposal, call=call, missing=9, reason=said[8], said_by=world.people["city-officer"]
    )
    world.add("review_closing", closing, [], SEERS)
    world.add("review_call", call, [said[8]], MANAGERS)
    arrive(call)


def _copies(world: World, application: Application, said: list[str]) -> None:
    """One that names stayed in, one that went back, one that may be read."""
    school = application.organisation
    own = [
        key
        for key, actor in world.actors().items()
        if actor.organisation_id == school.pk and actor.may("apply_selections") and actor.may("write_papers")
    ]
    _copy(application, "实录", state=CopyState.CLEAN)
    hits = _copy(application, said[0], state=CopyState.HITS, hit_count=1, words=said[1])
    acts.create(NameHit, copy=hits, wanted="示例", where="正文", around=said[2])
    world.add("blind_copy", hits, said[:3], MANAGERS)
    back = _copy(application, said[3], state=CopyState.BACK, reason=said[4])
    world.add("blind_copy", back, [said[3], said[4]], [*MANAGERS, *own])


def _copy(application: Application, name: str, **fields: Any) -> BareCopy:
    stored = files.put([f"{name}{application.public_id}".encode()])
    material = acts.create(Material, application=application, item="film", stored=stored, name=f"{name}.mp4")
    bare = files.put([f"副本{material.public_id}".encode()])
    made: BareCopy = acts.create(BareCopy, material=material, stored=bare, bare=True, **fields)
    said = {"name": "文件.mp4", "state": "done", "page_count": 1}
    page = acts.create(EvidenceFile, about_id=made.public_id, stored=bare, **said)
    EvidencePage.objects.create(file=page, number=0, picture=bare)
    return made


def _sheet(task: Assigned, content: Content) -> Sheet:
    made: Sheet = acts.create(
        Sheet,
        assigned=task,
        done_by=task.seat.held_by,
        done_at=clock.now(),
        **sealed(content, task.public_id),
    )
    return made


def _hands(call: Call, posts: list[Membership], papers: list[Application], world: World) -> list[Assigned]:
    now, seed, result = clock.now(), "示例", {"pairs": []}
    asked = {"papers": [{"id": "1", "need": 1, "conflicts": []}], "reviewers": [{"id": "A", "max": 1}]}
    problem = {**asked, "fit": [], "seed": seed}
    draw = acts.create(
        Draw, call=call, need=len(posts), commitment=digest_of(seed), committed_at=now, seed=seed, closed_at=now,
        problem=problem, problem_hash=hash_of(problem), result=result, result_hash=result_digest(result),
        drawn_at=now, witnessed_by=world.people["monitor"], witnessed_at=now, confirmed_at=now,
        state="confirmed",
    )  # fmt: skip
    return [
        acts.create(Assigned, seat=_seat(call, post, at), application=paper, draw=draw, given_at=now)
        for at, post in enumerate(posts, 1)
        for paper in papers
    ]


def _seat(call: Call, post: Membership, at: int) -> Seat:
    bureau = call.organisation
    expert = Expert.objects.filter(membership=post).first() or acts.create(
        Expert, organisation=bureau, membership=post, name="示例评审", state="active"
    )
    text = DisciplineText.objects.filter(organisation=bureau).order_by("number").last() or acts.create(
        DisciplineText, organisation=bureau, number=1, words="示例承诺"
    )
    seat: Seat = acts.create(Seat, call=call, expert=expert, held_by=post, code=f"专家{at:02d}", most=30)
    acts.create(Discipline, seat=seat, text=text, signed_by=post, signed_at=clock.now())
    return seat


def _call(world: World, state: str) -> Call:
    post = world.people["city-officer"]
    bureau, now, days = post.organisation, clock.now(), dt.timedelta(days=9)
    key = f"review-{state}"
    set_up_form(
        key=key, title="申报表", owner_id=bureau.pk, owner_public_id=bureau.public_id, owner_name=bureau.name,
        content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key=key, owner_id=bureau.pk)
    kind = acts.create(Kind, organisation=bureau, title=f"评审示例{state}", rules=RULES, definition=form)
    call: Call = acts.create(
        Call, organisation=bureau, officer=post, kind=kind, title=f"评审示例{kind.pk}", rules=RULES,
        form_version=form.current, opens_at=now - 2 * days, until=now - days, opened_at=now - 2 * days,
        closed_at=now - days, state=state, host=world.people["host"].organisation, host_review=True,
    )  # fmt: skip
    return call


def _application(world: World, call: Call, number: int) -> Application:
    owner = world.people["school-office"]
    made: Application = acts.create(
        Application, call=call, organisation=owner.organisation, owner=owner, title=f"评审示例申报{number}",
        state="accepted", sequence=number, sent_at=clock.now(), receipt={"示例": True},
    )  # fmt: skip
    return made
