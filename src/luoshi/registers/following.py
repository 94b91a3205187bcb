"""Organisations merge: a bureau's registers and a school's open entries go along, and come back when it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from luoshi.accounts.following import Followed, following
from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer
from luoshi.common.stages import Holding

from .actions.counted import note_counted
from .models import Entry, JoinedIdentity, Register
from .states import COUNTING, NOT_ENDED, EndKind, EntryState

FOLLOWED = (
    Followed(Register, "owner", Q(withdrawn_at__isnull=True), "台账"),
    Followed(JoinedIdentity, "within", Q(parted_at__isnull=True)),
)
_REGISTERS = following("registers", FOLLOWED)
OPEN = ~Q(state=EntryState.ENDED)


def follow(*, old: Organisation, new: Organisation, on: Any, by: Actor, **given: Any) -> dict[str, Any]:
    """Open entries are the new school's. Of two alike one ends and stands in the other: the old school's, but never one
    that counts in favour of a draft.
    """
    moved = _REGISTERS["accounts.merge_organisations"](old=old, new=new, on=on, by=by, **given)
    there = {(row.register_id, row.identity): row for row in Entry.objects.filter(OPEN, organisation=new)}
    gone, ended = [], []
    rows = list(Entry.objects.filter(OPEN, organisation=old).order_by("pk"))
    for row in rows:
        twin = there.get((row.register_id, row.identity))
        if twin is None:
            gone.append(row.public_id)
        elif row.state in COUNTING and twin.state not in COUNTING:
            gone.append(row.public_id)
            _end_in(twin, row, on, f"{old.name}并入，与那里已确认的一条相同")
            ended.append(twin.public_id)
        else:
            _end_in(row, twin, on, f"并入{new.name}，与那里的一条相同")
            ended.append(row.public_id)
    _carry(gone, new)
    _count(rows, (old, new), by)
    name_anew()
    return {**moved, "entries": gone, "twins": ended}


def name_anew(**_: Any) -> None:
    """A school stands below another office: which joins hold for it the sweep works out anew."""
    Register.objects.filter(joined__parted_at__isnull=True).update(read_as="")


def _end_in(row: Entry, other: Entry, on: dt.date, words: str) -> None:
    acts.change(
        row,
        state=EntryState.ENDED,
        merged_into=other,
        ended_on=max(row.since or on, on),
        ended_at=clock.now(),
        ended_from=row.state,
        end_kind=EndKind.CLOSED,
        end_words=words[:300],
    )


def _carry(public_ids: list[str], to: Organisation) -> None:
    """These entries with their answers are of another school."""
    rows = Entry.objects.filter(public_id__in=public_ids)
    for row in rows:
        acts.change(row, organisation=to)
    Answer.objects.filter(pk__in=rows.values("answer")).update(
        organisation_id=to.pk, organisation_name=to.name[:80]
    )


def _count(rows: Iterable[Entry], schools: tuple[Organisation, ...], by: Actor) -> None:
    keys = frozenset(school.pk for school in schools)
    for register in Register.objects.filter(pk__in={row.register_id for row in rows}).order_by("pk"):
        note_counted(register=register, organisations=keys, by=by, at_once=True)


def follow_back(*, change: OrganisationChange, by: Actor) -> None:
    _REGISTERS["accounts.undo_organisation_change"](change=change, by=by)
    name_anew()
    if change.kind != OrganisationChange.Kind.MERGED:
        return
    for old_id, facts in change.facts["olds"].items():
        old, moved = Organisation.objects.get(public_id=old_id), facts["after"].get("registers", {})
        back = Entry.objects.filter(public_id__in=moved.get("entries", []), organisation=change.organisation)
        rows = list(back)
        _carry([row.public_id for row in rows], old)
        for row in Entry.objects.filter(public_id__in=moved.get("twins", []), merged_into__isnull=False):
            acts.change(row, **{**NOT_ENDED, "state": row.ended_from, "merged_into": None})
            rows.append(row)
        _count(rows, (old, change.organisation), by)


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    """What keeps an organisation from being closed: registers of a bureau, entries of a school that are still open."""
    for register in Register.objects.filter(owner=organisation, withdrawn_at__isnull=True):
        yield Holding("归口的台账", register.title, 0)
    for register in Register.objects.filter(withdrawn_at__isnull=True):
        count = register.entries.filter(OPEN, organisation=organisation).count()
        if count:
            yield Holding("台账条目", f"{register.title} {count} 条", 0)


AFTER = {
    "accounts.place_organisation": name_anew,
    "accounts.merge_organisations": follow,
    "accounts.undo_organisation_change": follow_back,
}
