"""Many entries of one school put in at once: from a file, from another system. All or nothing; made ready before the
act, which only writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, bulk
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import MOVED, Carrying, One, Ready, made_ready, write_ready
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.core.fields import settle

from ..facts import with_answers
from ..identity import identity_of, label_of, own_identity
from ..models import Entry, Register
from ..permissions import can_keep
from ..states import COUNTING, EntryState
from .counted import note_counted
from .entries import locked, version_in_force

AT_ONCE = 500
MOST = 20_000
_CHANGED = ("identity", "label", "state")
_NEW = tuple(field.name for field in Entry._meta.concrete_fields if field.name not in ("id", "answer"))


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


@dataclass(slots=True)
class ReadyRows:
    """What putting rows in writes, worked out without a transaction; `same`: rows that change nothing."""

    register: Register
    organisation: Organisation
    work: list[_Row]
    same: int
    answers: Ready
    new_rows: list[tuple[Any, ...]] = field(default_factory=list)
    old_rows: list[tuple[Any, ...]] = field(default_factory=list)
    note: Any = None  # for the log

    @property
    def is_counted(self) -> bool:
        return any(row.entry.state in COUNTING for row in self.work)


def ready_rows(
    *, register: Register, organisation: Organisation, rows: Sequence[PutRow], by: Actor
) -> ReadyRows:
    """All that costs time of putting these rows in, without holding anybody up: for `put_entries(ready=…)`.

    That refuses where an entry or the form has moved on since. Raises RuleBroken as that does.
    """
    if not by.is_system and organisation.pk != by.organisation_id:
        raise RuleBroken("只能登记本单位的台账。")
    if len(rows) > MOST:
        raise RuleBroken(f"一次最多 {MOST} 条，请分几次办。")
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
    _refuse_doubles(register, work)
    _refuse_confirmed(work, by)
    return _ready(ReadyRows(register, organisation, work, same, Ready(version)), by)


def _ready(ready: ReadyRows, by: Actor) -> ReadyRows:
    """With its answers and the rows of its entries."""
    school, work = ready.organisation, ready.work
    ones = [
        One(row.entry, school.pk, school.name, row.values, row.entry.answer, row.given.place) for row in work
    ]
    ready.answers = made_ready(version_of_form=ready.answers.version, rows=ones, by=by)
    for row in work:
        if row.entry.state == EntryState.CHECKED:
            row.entry.state = EntryState.CONFIRMED
    old = [row.entry for row in work if not row.new]
    changed = zip(bulk.ready_rows(old, Entry, _CHANGED), old, strict=True)
    ready.old_rows = [(*said, entry.pk, entry.version) for said, entry in changed]
    ready.new_rows = bulk.ready_rows([row.entry for row in work if row.new], Entry, _NEW)
    noted = [[row.entry.public_id, row.new, row.entry.identity] for row in work]
    ready.note = acts.bulk_note("entries", noted)
    return ready


@acts.act("registers.put_entries", who=can_keep, under="register")
def put_entries(
    *,
    register: Register,
    organisation: Organisation,
    by: Actor,
    rows: Sequence[PutRow] = (),
    ready: ReadyRows | None = None,
) -> Put:
    """New ones become drafts; what was confirmed and changes here stays confirmed where the actor may confirm.

    Rows that change nothing are left alone. Raises RuleBroken, naming the rows, for values that are not right, for
    doubles, and for entries that are not of this school or have ended. Many rows are made ready before (`ready_rows`).
    """
    locked(organisation.pk)
    if ready is None:
        ready = ready_rows(register=register, organisation=organisation, rows=rows, by=by)
    elif (ready.register.pk, ready.organisation.pk) != (register.pk, organisation.pk):
        raise RuleBroken(MOVED)
    else:
        _refuse_confirmed(ready.work, by)
    _refuse_standing(register, organisation, ready.work)
    _write(ready)
    if ready.is_counted:
        note_counted(register=register, organisations=frozenset({organisation.pk}), by=by)
    added = tuple(row.entry for row in ready.work if row.new)
    return Put(added, tuple(row.entry for row in ready.work if not row.new), ready.same)


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
        found |= {entry.pk: entry for entry in with_answers(register, some)}
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


def _refuse_doubles(register: Register, work: Sequence[_Row]) -> None:
    """The same thing twice in the file."""
    seen: dict[str, str] = {}
    for row in work:
        school = row.entry.organisation
        identity = identity_of(register, row.values, school)
        row.entry.label = label_of(register, row.values, row.entry.public_id)
        row.entry.identity = identity or own_identity(register, row.entry.public_id, school)
        if identity in seen:
            raise RuleBroken(f"{seen[identity]}和{row.place}是同一条，请合成一行再办。")
        if identity:
            seen[identity] = row.place


def _refuse_standing(register: Register, school: Organisation, work: Sequence[_Row]) -> None:
    """The same thing as one that stands in the school."""
    standing = Entry.objects.filter(register=register, organisation=school).exclude(state=EntryState.ENDED)
    there = dict(standing.order_by().values_list("identity", "pk"))
    for row in work:
        if there.get(row.entry.identity, row.entry.pk) != row.entry.pk:
            raise RuleBroken(f"{row.place}“{row.entry.label}”本单位已经登记过，请改在原来那一条上。")


def _refuse_confirmed(work: Sequence[_Row], by: Actor) -> None:
    """What was confirmed is changed by who may confirm."""
    if by.is_system or by.may("confirm_registers"):
        return
    first = next((row for row in work if row.entry.state in COUNTING), None)
    if first is not None:
        raise RuleBroken(f"{first.place}“{first.entry.label}”已经确认，要由校领导或项目办来改。")


def _write(ready: ReadyRows) -> None:
    """Inside the act: answers, then entries; refused where one has moved on since it was read."""
    answers = {answer.about_id: answer for answer in write_ready(ready.answers)}
    if not bulk.update_versions(Entry, bulk.columns(Entry, _CHANGED), ready.old_rows):
        raise RuleBroken(MOVED)
    keys = iter(bulk.take_keys(Entry, len(ready.new_rows)))
    made, said = [], iter(ready.new_rows)
    for row in ready.work:
        row.entry.answer = answers[row.entry.public_id]
        if row.new:
            row.entry.pk = next(keys)
            made.append((row.entry.pk, row.entry.answer.pk, *next(said)))
        else:
            row.entry.version += 1
    bulk.insert(Entry, ["id", "answer_id", *bulk.columns(Entry, _NEW)], made)
    acts.note_ready(ready.note)
