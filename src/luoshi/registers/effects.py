"""What another way to tell entries apart would do: worked out before it is done, without holding anybody up."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from luoshi.common.dataforms.many import Carrying
from luoshi.common.dataforms.models import FormDefinition

from .identity import identity_of, joined_of, label_of, own_identity
from .models import Entry, Register
from .states import EntryState

NAMED = 20  # groups told by name
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """One entry as it is and as it would be."""

    pk: int
    version: int
    public_id: str
    organisation: int
    school: str
    is_open: bool  # not ended
    was: str
    identity: str
    label: str
    said: str  # the identity its values give, before twins are set apart; "": counted by itself
    is_moved: bool  # identity or label differs from what stands
    form: int  # key of the version of the form it was read by


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that become one, or that were one: what they are called and of which schools."""

    label: str
    schools: tuple[str, ...]
    size: int


@dataclass(slots=True)
class Effect:
    """Of entries that have not ended. `joined`: different so far, one from then on; `parted`: one so far; `doubles`:
    alike in one school, which stay two, each counted by itself, until the school merges them.
    """

    entries: int = 0
    before: int = 0
    after: int = 0
    alone: int = 0
    joined: list[Group] = field(default_factory=list)
    parted: list[Group] = field(default_factory=list)
    doubles: list[Group] = field(default_factory=list)

    @property
    def changes_counting(self) -> bool:
        return bool(self.joined or self.parted or self.doubles)

    def stamp(self) -> str:
        """Names this very effect: who agreed to it agreed to nothing else."""
        said = repr((self.entries, self.before, self.after, self.joined, self.parted, self.doubles))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def named_anew(
    register: Register, identity: Sequence[str] | None = None, shows: Sequence[str] | None = None
) -> list[Named]:
    """All entries of the register as they would be told apart by the fields `identity` and called by the columns
    `shows`; without these by its own. Of two open ones of a school that would be the same, the first has the identity
    and the other one of its own.
    """
    current = register.definition.current
    if current is None:
        return []
    as_asked = _as_asked(register, identity, shows)
    carrying, taken, found = Carrying(current), set[tuple[int, str]](), []
    for entry in _each(register):
        values = carrying.values(entry.answer)
        own = said = identity_of(as_asked, values, entry.organisation)
        place = (entry.organisation_id, said)
        is_open = entry.state != EntryState.ENDED
        if not said or (is_open and place in taken):
            own = own_identity(register, entry.public_id, entry.organisation)
        elif is_open:
            taken.add(place)
        label = label_of(as_asked, values, entry.public_id)
        found.append(
            Named(
                entry.pk,
                entry.version,
                entry.public_id,
                entry.organisation_id,
                entry.organisation.short,
                is_open,
                entry.identity,
                own,
                label,
                said,
                (own, label) != (entry.identity, entry.label),
                current.pk,
            )
        )
    return found


def _as_asked(register: Register, identity: Sequence[str] | None, shows: Sequence[str] | None) -> Register:
    """A register kept nowhere, told apart and called as asked."""
    as_asked = Register(key=register.key, title=register.title, definition=register.definition)
    as_asked.__dict__["_joined"] = joined_of(register)
    as_asked.identity = register.identity if identity is None else list(identity)
    as_asked.shows = register.shows if shows is None else list(shows)
    return as_asked


def _each(register: Register) -> Iterable[Any]:
    rows = register.entries.filter(answer__isnull=False, erased_at__isnull=True)
    rows = rows.select_related("answer__form_version", "organisation").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        yield from batch


def effect_of(rows: Iterable[Named]) -> Effect:
    """What becomes one and what becomes several."""
    open_ones = [row for row in rows if row.is_open]
    now, then = defaultdict(list), defaultdict(list)
    for row in open_ones:
        now[row.was].append(row)
        then[row.identity].append(row)
    alike = defaultdict(list)
    for row in open_ones:
        if row.said:
            alike[(row.organisation, row.said)].append(row)
    return Effect(
        entries=len(open_ones),
        before=len(now),
        after=len(then),
        alone=sum(not row.said for row in open_ones),
        joined=[_group(part) for part in then.values() if len({row.was for row in part}) > 1],
        parted=[_group(part) for part in now.values() if len({row.identity for row in part}) > 1],
        doubles=[_group(part) for part in alike.values() if len(part) > 1 and _is_new(part)],
    )


def _is_new(alike: Sequence[Named]) -> bool:
    """Not twins that were set apart before and stay so."""
    return any(row.was != row.identity for row in alike)


def _group(rows: Sequence[Named]) -> Group:
    return Group(rows[0].label, tuple(dict.fromkeys(row.school for row in rows)), len(rows))


def write_names(rows: Iterable[Named]) -> list[Named]:
    """Inside an act: identities and labels of those that differ, in one statement each. Returns them."""
    moved = [row for row in rows if row.is_moved]
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET identity = %s, label = %s WHERE id = %s",
            [(row.identity, row.label, row.pk) for row in moved],
        )
    return moved


def is_as_read(register: Register, rows: Sequence[Named]) -> bool:
    """Whether no entry was added or changed since these were read, and the form is the same."""
    current = FormDefinition.objects.values_list("current", flat=True).get(pk=register.definition_id)
    if any(row.form != current for row in rows[:1]):
        return False
    now = register.entries.filter(answer__isnull=False, erased_at__isnull=True)
    return dict(now.order_by().values_list("pk", "version")) == {row.pk: row.version for row in rows}
