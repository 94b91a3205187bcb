"""Many entries of one school put in at once: from a file, from another system. All or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying, One, save_many
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.models import Base
from luoshi.core.fields import settle

from ..identity import identity_of, label_of, own_identity
from ..models import Entry, Register
from ..permissions import can_keep
from ..states import COUNTING, EntryState
from .counted import note_counted
from .entries import locked, version_in_force

AT_ONCE = 500
MOST = 20_000


@dataclass(frozen=True, slots=True)
class PutRow:
    """One row. entry: what it changes, None for a new one; values: canonical, only what the file says: fields that are
    not named stay as they are, None empties one. place: what the row is called in a refusal (“第 12 行”).
    """

    entry: Entry | None
    values: Mapping[str, Any]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """What came of it."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    same: int = 0


@dataclass(slots=True)
class _Row:
    """A row that is to be written: its entry as it will be, with what was given and what will stand."""

    given: PutRow
    entry: Entry
    values: dict[str, Any]
    new: bool = field(default=False)

    @property
    def place(self) -> str:
        return self.given.place or self.entry.label or "一行"


@acts.act("registers.put_entries", who=can_keep, under="register")
def put_entries(*, register: Register, organisation: Organisation, rows: Sequence[PutRow], by: Actor) -> Put:
    """New ones become drafts; what was confirmed and changes here stays confirmed where the actor may confirm.

    Rows that change nothing are left alone. Raises RuleBroken, naming the rows, for values that are not right, for
    doubles, and for entries that are not of this school or have ended.
    """
    if not by.is_system and organisation.pk != by.organisation_id:
        raise RuleBroken("只能登记本单位的台账。")
    if len(rows) > MOST:
        raise RuleBroken(f"一次最多 {MOST} 条，请分几次办。")
    locked(organisation.pk)
    version = version_in_force(register)
    form, carrying = version.form, Carrying(version)
    known = _known(register, organisation, rows)
    same, work = 0, []
    for row in rows:
        entry = _entry_of(row, known, register, organisation)
        before = carrying.values(entry.answer) if entry.answer is not None else {}
        values = settle(form, {**before, **row.values})
        if row.entry is not None and values == before:
            same += 1
            continue
        work.append(_Row(row, entry, values, new=row.entry is None))
    _refuse_doubles(register, organisation, work)
    _refuse_confirmed(work, by)
    _write(register, version, work, by)
    if any(row.entry.state in COUNTING for row in work):
        note_counted(register=register, organisations=frozenset({organisation.pk}), by=by)
    added = tuple(row.entry for row in work if row.new)
    return Put(added, tuple(row.entry for row in work if not row.new), same)


def _known(register: Register, school: Organisation, rows: Sequence[PutRow]) -> dict[int, Entry]:
    """The entries that rows change, read anew."""
    keys = [row.entry.pk for row in rows if row.entry is not None]
    if any(count > 1 for count in Counter(keys).values()):
        raise RuleBroken("有两行改的是同一条，请合成一行再办。")
    found: dict[int, Entry] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = Entry.objects.filter(
            pk__in=keys[start : start + AT_ONCE], register=register, organisation=school
        )
        found |= {
            entry.pk: entry for entry in some.select_related("answer__form_version", "answer__definition")
        }
    return found


def _entry_of(row: PutRow, known: Mapping[int, Entry], register: Register, school: Organisation) -> Entry:
    if row.entry is None:
        return Entry(public_id=new_public_id(), register=register, organisation=school)
    entry = known.get(row.entry.pk)
    if entry is None:
        raise RuleBroken(f"{row.place or '有一行'}要改的条目不在本单位的这个台账里，请刷新后再办。")
    if entry.is_ended:
        raise RuleBroken(f"{row.place or ''}“{entry.label}”已经结束，不能修改。要修改请先恢复。")
    return entry


def _refuse_doubles(register: Register, school: Organisation, work: Sequence[_Row]) -> None:
    """The same thing twice, in the file or with what stands in the school."""
    standing = Entry.objects.filter(register=register, organisation=school).exclude(state=EntryState.ENDED)
    there = dict(standing.values_list("identity", "pk"))
    seen: dict[str, str] = {}
    for row in work:
        identity = identity_of(register, row.values)
        row.entry.label = label_of(register, row.values, row.entry.public_id)
        if not identity:
            row.entry.identity = own_identity(register, row.entry.public_id)
            continue
        row.entry.identity = identity
        if identity in seen:
            raise RuleBroken(f"{seen[identity]}和{row.place}是同一条，请合成一行再办。")
        if there.get(identity, row.entry.pk) != row.entry.pk:
            raise RuleBroken(f"{row.place}“{row.entry.label}”本单位已经登记过，请改在原来那一条上。")
        seen[identity] = row.place


def _refuse_confirmed(work: Sequence[_Row], by: Actor) -> None:
    """What was confirmed is changed by who may confirm."""
    if by.is_system or by.may("confirm_registers"):
        return
    first = next((row for row in work if row.entry.state in COUNTING), None)
    if first is not None:
        raise RuleBroken(f"{first.place}“{first.entry.label}”已经确认，要由校领导或项目办来改。")


def _write(register: Register, version: Any, work: Sequence[_Row], by: Actor) -> None:
    ones = [
        One(
            row.entry,
            row.entry.organisation_id,
            row.entry.organisation.name,
            row.values,
            row.entry.answer,
            row.given.place,
        )
        for row in work
    ]
    answers = {answer.about_id: answer for answer in save_many(version_of_form=version, rows=ones, by=by)}
    for row in work:
        row.entry.answer = answers[row.entry.public_id]
        if row.entry.state == EntryState.CHECKED:
            row.entry.state = EntryState.CONFIRMED
    Entry.objects.bulk_create([row.entry for row in work if row.new], batch_size=AT_ONCE)
    old = [row.entry for row in work if not row.new]
    _raise_versions(old)
    Entry.objects.bulk_update(old, ["identity", "label", "state"], batch_size=AT_ONCE)
    acts.note_bulk("entries", [[row.entry.public_id, row.new, row.entry.identity] for row in work])


def _raise_versions(entries: Sequence[Base]) -> None:
    for start in range(0, len(entries), AT_ONCE):
        some = Entry.objects.filter(pk__in=[entry.pk for entry in entries[start : start + AT_ONCE]])
        some.update(version=F("version") + 1)
