"""One entry is added or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import find_answer, save_answer
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.errors import RuleBroken

from ..identity import columns_of, identity_of, label_of, own_identity
from ..models import Entry, Register
from ..permissions import can_change_entry, can_keep, only_within_an_act
from ..states import COUNTING, EntryState
from .counted import note_counted


@acts.act("registers.add_entry", who=can_keep, under="register")
def add_entry(
    *, register: Register, values: Mapping[str, Any], by: Actor, since: dt.date | None = None
) -> Entry:
    """A draft of the actor's school. since: counts from that day on; without it whatever day is asked.

    Raises RuleBroken for one that is there already, or values that are not right.
    """
    school = locked(by.organisation_id)
    refuse_double(register, school, identity_of(register, values, school))
    entry: Entry = acts.create(
        Entry, register=register, organisation=school, identity="", label="", since=day_of(since)
    )
    _write(entry, values, by)
    return entry


@acts.act("registers.change_entry", who=can_change_entry, on="entry")
def change_entry(
    *, entry: Entry, values: Mapping[str, Any], by: Actor, since: dt.date | None = None
) -> Entry:
    """Other values. What was checked has to be checked anew; what was confirmed is changed by who may confirm."""
    if entry.is_ended:
        raise RuleBroken("这一条已经结束，不能修改。要修改请先恢复。")
    identity = identity_of(entry.register, values, entry.organisation)
    if identity != entry.identity:
        refuse_double(entry.register, locked(entry.organisation_id), identity, but=entry)
    acts.change(entry, since=day_of(since))
    _write(entry, values, by)
    if entry.state == EntryState.CHECKED:
        acts.change(entry, state=EntryState.CONFIRMED)
    if entry.state in COUNTING:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
    return entry


@acts.act("registers.enter_for_school", who=only_within_an_act, under="register")
def enter_for_school(*, register: Register, school: Organisation, title: str, by: Actor) -> Entry:
    """A draft in a school's list of something an office above knows by its name only; the school completes it.

    Where the school has it already, that one. Inside the act of a later stage.
    """
    school = locked(school.pk)
    column = next((field for field in columns_of(register) if field.kind == "text"), None)
    values = {column.key: title[: column.length or None]} if column is not None else {}
    identity = identity_of(register, values, school)
    there = Entry.objects.filter(register=register, organisation=school, identity=identity or "-")
    if (found := there.exclude(state=EntryState.ENDED).first()) is not None:
        return found
    entry: Entry = acts.create(Entry, register=register, organisation=school, identity="", label="")
    _write(entry, values, by, complete=False)
    return entry


def version_in_force(register: Register) -> FormVersion:
    register.definition.refresh_from_db()
    current = register.definition.current
    if current is None or register.withdrawn_at is not None:
        raise RuleBroken(f"“{register.title}”台账已经停用，不再登记。请与归口单位联系。")
    return current


def locked(organisation_id: int | None) -> Organisation:
    """The school, held until the act ends: two people who add the same thing at once come one after the other."""
    school: Organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    return school


def refuse_double(register: Register, school: Organisation, identity: str, but: Entry | None = None) -> None:
    """The same thing twice in one school is entered once."""
    if not identity:
        return
    there = Entry.objects.filter(register=register, organisation=school, identity=identity)
    there = there.exclude(state=EntryState.ENDED).exclude(pk=but.pk if but else None)
    if found := there.first():
        raise RuleBroken(f"本单位已经登记了这一条（{found.label}），不用再登。要补充内容请打开它修改。")


def day_of(since: dt.date | None) -> dt.date | None:
    if since is not None and since > clock.today():
        raise RuleBroken("起始日期不能在今天以后，请核对。")
    return since


def _write(entry: Entry, values: Mapping[str, Any], by: Actor, complete: bool = True) -> None:
    """The answer, and what the entry is found and called by."""
    version = version_in_force(entry.register)
    before = find_answer(version.definition, entry, entry.organisation_id) if entry.answer_id else None
    answer = save_answer(
        version_of_form=version,
        about=entry,
        organisation_id=entry.organisation_id,
        organisation_name=entry.organisation.name,
        values=values,
        by=by,
        answer_version=before.version if before else 0,
        private=True,
        complete=complete,
    )
    acts.change(entry, answer=answer, **found_by(entry, values))


def found_by(entry: Entry, values: Mapping[str, Any]) -> dict[str, str]:
    register, school = entry.register, entry.organisation
    identity = identity_of(register, values, school) or own_identity(register, entry.public_id, school)
    return {"identity": identity, "label": label_of(register, values, entry.public_id)}
