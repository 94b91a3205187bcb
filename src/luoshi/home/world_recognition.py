"""Recognition in the test world: an award with its certificate, a revocation that waits, a winner to be registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind
from luoshi.selection.outcome.models import Result
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.announcing import listed
from luoshi.selection.recognition.certifying import signed
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.scoring import computed

from .world_archive import make_archive
from .world_arrived import arrive
from .world_recommendation import RECOMMENDATION_PAGES, make_recommendations

if TYPE_CHECKING:
    from .world import World

RECOGNITION_PAGES = {
    "award": "/awards/<",
    "recognition_call": "/awards/to-grant/<",
    "announced_call": "/announcements/<",
    "announcement_version": "/announcement-versions/<",
    "public_announcement": "/public-announcements/<",
    **RECOMMENDATION_PAGES,
}
CODE = "2222222222aa"  # of the world's certificate: whoever has it may look it up
FORM: dict[str, Any] = {"fields": [{"key": "story", "kind": "text", "label": "做法"}]}
RULES: dict[str, Any] = {
    "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
    "levels": [{"key": "first", "title": "一等奖"}],
    "valid_months": 36,
}


def make_recognition(world: World) -> None:
    """Runs inside the world's act."""
    call = _call(world)
    papers = [_application(world, call, at) for at in (1, 2)]
    arrive(call)
    made = computed(call)
    scoring = acts.create(
        Scoring, call=call, number=1, data=made.data, names=made.names, digest=made.digest, made_by="示例经办"
    )
    rows = [_result(call, paper, scoring, at) for at, paper in enumerate(papers, 1)]
    acts.change(rows[1], selected=False, order=None)
    _announce(world, call)
    _grant(world, call)
    acts.change(rows[1], selected=True, order=2)
    make_archive(world, call)
    world.add("recognition_call", call, [], ("city-officer", "section-head", "monitor"))
    make_recommendations(world)


def _announce(world: World, call: Call) -> None:
    paper, title, words = (world.canary() for _ in range(3))
    stored = files.put([f"公布文件 {words}".encode()])
    issue = actions.Issue(
        document_number=paper, title=title, words=words, on=clock.today(), shown=actions.shown_of(listed(call)),
        stored=stored,
    )  # fmt: skip
    officer = actor_for(world.people["city-officer"])
    made = actions.note_stamped(
        announcement=actions.issue_announcement(call=call, issue=issue, by=officer), by=officer
    )
    told = world.at_or_below(call.organisation, "read_selections")
    everybody = [*world.people, "anonymous", "disabled"]  # the list of 公示公布 needs no account
    world.add("announced_call", call, [], told)
    world.add("announcement_version", made, [], told)
    world.add("public_announcement", made, [paper, title, words], everybody)


def _grant(world: World, call: Call) -> None:
    officer = actor_for(world.people["city-officer"])
    paper, title, words = (world.canary() for _ in range(3))
    shown = actions.shown_of(list(to_grant(call)))
    actions.grant_awards(call=call, on=clock.today(), document_number=paper, shown=shown, by=officer)
    award = Award.objects.get(call=call)
    certificate = award.certificates.get()
    acts.change(award, title=title)
    until = certificate.valid_until
    acts.change(certificate, code=CODE, credential=signed(award, CODE, certificate.since, until))
    acts.change(award.steps.get(), words=words)
    seers = world.superiors(award.organisation, "read_selections")
    world.add("award", award, [paper, title, words], seers)
    paper, reason = world.canary(), world.canary()
    said = actions.say_revocation(
        award=award, on=clock.today(), document_number=paper, reason=reason, by=officer
    )
    inside = [key for key in seers if world.people[key].organisation_id == call.organisation_id]
    world.add("award_revocation", said, [paper, reason], inside)


def _call(world: World) -> Call:
    post, now = world.people["city-officer"], clock.now()
    bureau = post.organisation
    set_up_form(
        key="recognition-world", title="申报表", owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name, content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key="recognition-world", owner_id=bureau.pk)
    kind = acts.create(Kind, organisation=bureau, title="认定示例", rules=RULES, definition=form)
    made: Call = acts.create(
        Call, organisation=bureau, officer=post, kind=kind, title="认定示例遴选", rules=RULES, level="city",
        form_version=form.current, opens_at=now, until=now, opened_at=now, closed_at=now, state="ended",
    )  # fmt: skip
    return made


def _application(world: World, call: Call, number: int) -> Application:
    owner = world.people["school-office"]
    made: Application = acts.create(
        Application, call=call, organisation=owner.organisation, owner=owner, title=f"认定示例申报{number}",
        state="accepted", sequence=number, sent_at=clock.now(), receipt={},
    )  # fmt: skip
    return made


def _result(call: Call, application: Application, scoring: Scoring, number: int) -> Result:
    made: Result = acts.create(
        Result, call=call, application=application, scoring=scoring, code=f"{number:04d}", place=number,
        passed=True, proposed="first", level="first", selected=True, order=number,
    )  # fmt: skip
    return made
