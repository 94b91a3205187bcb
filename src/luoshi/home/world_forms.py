"""Data forms of the test world: each city's profile form, and the answers of two schools, a canary in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.actions import save_answer, start_form
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import AnswerFile, FormDefinition
from luoshi.common.dataforms.queries import draft_of

from .profile.actions import set_up_profiles
from .profile.permissions import can_save_profile

if TYPE_CHECKING:
    from .world import World


def make_forms(world: World, schools: list[Organisation], by: Actor) -> None:
    """Runs inside the world's act."""
    for key in ("city-officer", "city-officer-west", "county-officer"):
        _own_form(world, key)
    for definition in set_up_profiles(by):
        editors = _editors(world, definition.owner_id)
        world.add("form", definition, [], editors, "published")
        world.add("form_version", definition.current, [], editors, "published")
    for school in schools:
        seers = world.superiors(school, "read_forms")
        world.add("school", school, [], seers)
        if school in (schools[2], schools[9]):
            _answer(world, school, seers, by)


def _editors(world: World, owner: int) -> list[str]:
    return [key for key, a in world.actors().items() if a.may("edit_forms") and a.organisation_id == owner]


def _answer(world: World, school: Organisation, seers: list[str], by: Actor) -> None:
    """Texts for the school and those above; personal ones for its office alone."""
    form = FormDefinition.objects.get(key=PROFILE.key, owner_id__in=_line(school)).current
    assert form is not None
    texts, personal = [world.canary() for _ in range(4)], [world.canary() for _ in range(2)]
    licence, said = file_of(world, by)
    values: dict[str, Any] = {
        "licence": [attached.value_of(licence)],
        "name": texts[0],
        "address": texts[1],
        "sort": "c1",
        "owner": "c1",
        "contact": personal[0],
        "phone": personal[1],
        "students": 1000,
        "teachers": 100,
        "specialist": 50,
        "dual": 20,
        "specialties": [{"_row": "r1", "name": texts[2], "code": texts[3][:10], "students": 300}],
    }
    answer = save_answer(
        version_of_form=form,
        about=None,
        organisation_id=school.pk,
        organisation_name=school.short,
        values=values,
        answer_version=0,
        by=by,
    )
    world.add("answer", answer, texts[:3], seers)
    world.add("profile_file", licence, said, seers)
    office = [key for key, actor in world.actors().items() if can_save_profile(actor, school)]
    world.add("personal answer", answer, personal, office)


def file_of(world: World, by: Actor) -> tuple[AnswerFile, list[str]]:
    """An uploaded file with a canary in its name and one in its content."""
    said = [world.canary(), world.canary()]
    upload = SimpleUploadedFile(f"{said[0]}.pdf", f"%PDF-{said[1]}".encode())
    value = attached.keep(upload, by=by, draft=attached.DraftOf("world", ""))
    return AnswerFile.objects.get(public_id=value["id"]), said


def _line(school: Organisation) -> list[int]:
    path = school.path
    return [int(path[start : start + 8], 16) for start in range(0, len(path), 8)]


def _own_form(world: World, key: str) -> None:
    """A form being written: for the editors of that office alone."""
    title, purpose, basis, label = (world.canary() for _ in range(4))
    by = actor_for(world.people[key])
    definition = start_form(title=title, purpose=purpose, basis=basis, by=by)
    draft = draft_of(definition)
    assert draft is not None
    check = {"must": {"field": "f1", "op": "filled"}, "message": label}
    content = {"fields": [{"key": "f1", "kind": "text", "label": label}], "checks": [check]}
    acts.change(draft, content=content)
    editors = _editors(world, definition.owner_id)
    world.add("form", definition, [title, purpose, basis], editors, "draft")
    world.add("form_version", draft, [label], editors, "draft")
