"""Applications in selections of the test world, a canary in each text: a draft, one at the county, one at the bureau,
one from which an officer keeps away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.actor import Actor
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.rendering import word
from luoshi.papers.actions import Proof
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind

from .world_forms import file_of
from .world_school_selection import make_school_selection

if TYPE_CHECKING:
    from .world import World

SCHOOL = ("school-office", "school-head", "party-secretary", "deputy-head", "department-head")
COUNTY = ("county-officer", "county-leader")
CITY = ("city-officer", "section-head", "bureau-leader", "monitor")  # no host before the closing time


def make_applications(world: World) -> None:
    """Runs inside the world's act, before the papers: the school's chain is still the short one."""
    office, call = actor_for(world.people["school-office"]), _call(world)
    on_its_way = _application(world, call, office, [*SCHOOL, *COUNTY])
    _pass_on(world, on_its_way, "school-head")
    _describe(world, on_its_way, [*SCHOOL, *COUNTY])
    for conflicted in (False, True):
        seers = [*SCHOOL, *COUNTY, *(key for key in CITY if not conflicted or key != "section-head")]
        arrived = _application(world, call, office, seers)
        if not conflicted:
            _named(world, arrived, office)
        _pass_on(world, arrived, "school-head", "county-officer", "county-leader")
        _describe(world, arrived, seers)
        if conflicted:
            _keep_away(world, arrived)
        else:
            _check(world, arrived, seers)
    _describe(world, _application(world, call, office, SCHOOL), SCHOOL)
    make_school_selection(world, call)


def _call(world: World) -> Call:
    officer = world.people["city-officer"]
    bureau, by, said = officer.organisation, actor_for(officer), [world.canary() for _ in range(3)]
    fields = [
        {"key": "summary", "kind": "text", "label": "做法"},
        {"key": "phone", "kind": "text", "label": "手机", "personal": True},
        {"key": "proof", "kind": "evidence", "label": "附件"},
    ]
    named = {"owner_id": bureau.pk, "owner_public_id": bureau.public_id, "owner_name": bureau.name}
    set_up_form(key="selection-world", title="申报表", content={"fields": fields}, by=by, **named)
    definition = FormDefinition.objects.get(key="selection-world", owner_id=bureau.pk)
    rules = {
        "applicant": "team",
        "team": {"least": 1, "most": 9},
        "materials": [{"key": "report", "title": "报告", "required": False, "most": 9}],
        "statements": [{"key": "true", "title": "承诺"}],
        "checks": [{"key": "whole", "title": "材料齐全"}],
    }
    kind = acts.create(Kind, organisation=bureau, title=said[0], rules=rules, definition=definition)
    began, host = clock.now() - dt.timedelta(days=1), world.people["host"].organisation
    call: Call = acts.create(
        Call,
        organisation=bureau,
        officer=officer,
        kind=kind,
        title=said[1],
        words=said[2],
        rules=rules,
        form_version=definition.current,
        opens_at=began,
        opened_at=began,
        until=began + dt.timedelta(days=30),
        state="open",
        host=host,
        host_checks=True,
    )
    readers = [key for key, actor in world.actors().items() if actor.may("read_selections")]
    world.add("selection_call", call, said[1:], [key for key in readers if _is_below(world, key, bureau)])
    _put_in_a_book(world, call, by)
    return call


def _put_in_a_book(world: World, call: Call, by: Actor) -> None:
    """The upper office's own form: its words are read only by downloading one that was filled in."""
    document = word.new_document(margins=(2, 2, 2, 2))
    word.add_paragraph(document, "申报名称：{{申报名称}}", "仿宋", 16)
    name = world.canary()
    proof = Proof(files.put([word.as_bytes(document)]), f"{name}.docx")
    actions.set_book(call=call, proof=proof, by=by)
    world.add("applied_book", call, [name], ["city-officer", "section-head"])


def _is_below(world: World, key: str, bureau: Any) -> bool:
    return world.people[key].organisation.path.startswith(bureau.path)


def _application(world: World, call: Call, by: Actor, seers: Any) -> Application:
    said = [world.canary() for _ in range(7)]
    made = actions.start_application(call=call, title=said[0], by=by)
    proof, named = file_of(world, by)
    values = {"summary": said[1], "phone": said[2], "proof": [attached.value_of(proof)]}
    actions.fill_application(application=made, values=values, answer_version=0, by=by)
    world.add("applied_file", proof, named, seers)
    actions.add_person(application=made, name=said[3], role="leader", words=said[4], by=by)
    person = made.people.get()
    head = actor_for(world.people["school-head"])
    actions.clear_person(application=made, person=person, clear=True, words=said[5], by=head)
    world.add("applied_person", person, [], seers)
    report = actions.Measured(files.put([said[6].encode()]), f"{said[6]}.pdf", pages=1)
    actions.add_materials(application=made, item="report", files=[report], by=by)
    world.add("applied_material", made.materials.get(), [said[6]], seers)
    _select_within_the_school(world, made, by, seers)
    actions.tick_statements(application=made, ticked=["true"], by=by)
    world.add("applied_words", made, [said[0], said[1], said[3], said[4]], seers)
    world.add("applied_secret", made, [said[2], said[5]], SCHOOL)
    return made


def _select_within_the_school(world: World, made: Application, by: Actor, seers: Any) -> None:
    said, today = [world.canary() for _ in range(3)], clock.today()
    own = actions.OwnSelected(today, said[0], today, today, said[1])
    scan = Proof(files.put([said[2].encode()]), f"{said[2]}.pdf")
    actions.note_own_selection(application=made, said=own, proof=scan, by=by)
    world.add("applied_own_selection", made, said, seers)


def _describe(world: World, made: Application, seers: Any) -> None:
    made.refresh_from_db()
    world.add("selection_application", made, [], seers, made.state)


def _named(world: World, made: Application, by: Actor) -> None:
    """One more of the team, by name and place alone, who is asked whether he takes part."""
    post, deputy = world.people["school-head"], actor_for(world.people["deputy-head"])
    actions.add_person(application=made, name=post.user.name, by=by)
    person = made.people.get(role="member")
    actions.clear_person(application=made, person=person, clear=True, by=deputy)
    world.add("naming_application", made, [], ["school-head"])


def _pass_on(world: World, made: Application, *keys: str) -> None:
    actions.send_application(application=made, by=actor_for(world.people["school-office"]))
    for key in keys:
        made.refresh_from_db()
        actions.pass_application(application=made, by=actor_for(world.people[key]))


def _check(world: World, made: Application, seers: Any) -> None:
    said, by = world.canary(), actor_for(world.people["city-officer"])
    actions.check_application(application=made, lines={"whole": (False, said)}, by=by)
    world.add("applied_check", made, [said], seers)


def _keep_away(world: World, made: Application) -> None:
    said, by = world.canary(), actor_for(world.people["city-officer"])
    actions.say_conflict(application=made, membership=world.people["section-head"], reason=said, by=by)
    world.add("officer_conflict", made.officer_conflicts.get(), [said], ["city-officer", "monitor"])
