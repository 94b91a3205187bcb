"""Registers of the test world, a canary in each text: a draft, confirmed and checked entries, of two cities."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import attached
from luoshi.evidence.actions import Piece, add_and_cite
from luoshi.evidence.queries import uses_about
from luoshi.registers import actions
from luoshi.registers.models import Entry, EntryRun, Erasure, Register
from luoshi.registers.states import RunAction

from .world_forms import file_of

if TYPE_CHECKING:
    from .world import World

EAST = ("school-office", "other-school-head", "school-head-neighbour", "school-head-city")


def make_registers(world: World) -> None:
    """Runs inside the world's act. The first entry of the school with most people is a draft."""
    for key, people in (("city-officer", EAST), ("city-officer-west", ("school-head-west",))):
        register = _register(world, key)
        for school in people:
            _entry(world, register, school, confirmed=school != "school-office")
        _kept(world, register, people[-1])
        if key == "city-officer":
            checked = _entry(world, register, "school-office", confirmed=True)
            actions.check_entries(
                register=register, entries=[checked], by=actor_for(world.people["county-officer"])
            )
            _kept(world, register, "school-office")
            _joined(world, register)
            _stopped(world, register)
            _to_go(world, register)


def _register(world: World, officer: str) -> Register:
    said = [world.canary() for _ in range(5)]
    owner = world.people[officer].organisation
    row: dict[str, Any] = {
        "key": f"world-{owner.public_id[-6:].lower()}",
        "owner": owner.key,
        "title": said[0],
        "group": said[1],
        "tells": said[2],
        "identity": ["name", "number"],
        "shows": ["name", "level"],
        "stages": "project",
        "expected": [said[3]],
        "checks": [{"key": "doubled", "rule": "doubled"}],
        "form": {
            "fields": [
                {"key": "name", "kind": "text", "label": f"名称{said[4]}", "required": True, "find": True},
                {"key": "number", "kind": "text", "label": "证件号码", "personal": True, "find": True},
                {"key": "level", "kind": "text", "label": "等级", "find": True},
                {"key": "proof", "kind": "evidence", "label": "附件"},
            ]
        },
    }
    register: Register = actions.set_up_register(row=row, by=system_actor())
    readers = [
        key
        for key, actor in world.actors().items()
        if actor.may("read_registers") and actor.path.startswith(owner.path)
    ]
    world.add("register", register, said, readers)
    return register


def _entry(world: World, register: Register, key: str, *, confirmed: bool) -> Entry:
    post = world.people[key]
    by, (name, number, level) = actor_for(post), [world.canary() for _ in range(3)]
    proof, named = file_of(world, by)
    values = {"name": name, "number": number, "level": level, "proof": [attached.value_of(proof)]}
    entry: Entry = actions.add_entry(register=register, values=values, by=by)
    seers = world.superiors(post.organisation, "read_registers")
    if confirmed:
        actions.confirm_entries(register=register, entries=[entry], by=by)
    else:
        seers = [who for who in seers if world.people[who].organisation_id == post.organisation_id]
    world.add("register_entry", entry, [name, level], seers, entry.state)
    world.add("register_entry_file", proof, named, seers)
    world.add("personal of an entry", entry, [number], [])
    said = {name: world.canary() for name in ("by_whom", "document_number", "words")}
    stage = actions.note_project_stage(entry=entry, kind="set_up", on=clock.today(), by=by, **said)
    world.add("register_stage", stage, said.values(), seers)
    if key == "school-office":
        _proved(world, entry, seers)
    return entry


def _stopped(world: World, register: Register) -> None:
    """Many entries that a school's office could not confirm all."""
    post, (who, message, why) = world.people["school-office"], [world.canary() for _ in range(3)]
    entry = register.entries.filter(organisation=post.organisation).order_by("pk")[0]
    run = EntryRun.objects.create(
        register=register,
        organisation=post.organisation,
        action=RunAction.CONFIRM,
        state="stopped",
        asked_by=who,
        message=message,
        total=1,
        failed=[[entry.public_id, why]],
    )
    seers = world.superiors(post.organisation, "confirm_registers")
    own = [key for key in seers if world.people[key].organisation_id == post.organisation_id]
    world.add("entry_run", run, [who, message, why], own, run.state)


def _to_go(world: World, register: Register) -> None:
    """The personal values of an entry, as the school's office said and nobody has confirmed."""
    post, why = world.people["school-office"], world.canary()
    entry = register.entries.filter(organisation=post.organisation).order_by("pk")[0]
    said = Erasure.objects.create(register=register, entry=entry, reason=why, said_by=post)
    seers = world.superiors(post.organisation, "confirm_registers")
    own = [key for key in seers if world.people[key].organisation_id == post.organisation_id]
    world.add("register_erasure", said, [why], own)


def _joined(world: World, register: Register) -> None:
    """The city says that entries of two schools are the same."""
    rows = register.entries.exclude(state="draft").order_by("organisation", "pk")
    first = rows[0]
    second = rows.exclude(organisation=first.organisation_id)[0]
    reason, by = world.canary(), actor_for(world.people["city-officer"])
    joined = actions.join_identities(entry=first, other=second, reason=reason, by=by)
    seers = set(world.superiors(first.organisation, "read_registers"))
    seers &= set(world.superiors(second.organisation, "read_registers"))
    world.add("register_join", joined, [reason], seers)


def _proved(world: World, entry: Entry, seers: list[str]) -> None:
    by, (title, content) = actor_for(world.people["task-owner"]), [world.canary() for _ in range(2)]
    stored = files.put([f"%PDF-{content}".encode()])
    piece = Piece(title, "document", dt.date(2026, 3, 2), 4, stored=stored, file_name=f"{title}.pdf")
    add_and_cite(organisation=entry.organisation, pieces=[piece], about=entry, by=by)
    use = uses_about(entry).get()
    readers = world.superiors(entry.organisation, "read_evidence")
    world.add("register_use", use, [], [key for key in seers if key in readers])
    world.add("evidence", use.evidence, [title, content], readers)


def _kept(world: World, register: Register, key: str) -> None:
    post, label = world.people[key], world.canary()
    school, day = post.organisation, clock.today()
    actions.take_snapshot(register=register, organisations=[school], label=label, day=day, by=actor_for(post))
    snapshot = register.snapshots.get(organisation=school)
    world.add("register_snapshot", snapshot, [label], world.superiors(school, "read_registers"))
