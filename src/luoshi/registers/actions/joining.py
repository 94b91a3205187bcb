"""The same person or thing in two schools, typed differently: joined by an office above both, and parted again.

A join holds for the schools below the office that made it. Entries of others are not looked at, not told and not
touched; an office above all of them joins those.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying
from luoshi.common.errors import RuleBroken

from ..identity import identity_of, own_identity
from ..models import Entry, JoinedIdentity, Register
from ..permissions import can_join, can_part
from ..queries import entries_visible_to
from ..states import EntryState
from .counted import note_counted


@acts.act("registers.join_identities", who=can_join, on="entry")
def join_identities(*, entry: Entry, other: Entry, reason: str, by: Actor) -> JoinedIdentity:
    """From now on both count once in all sums, and whoever else below the office comes to the same fingerprint; both
    entries stay.
    """
    register = Register.objects.select_for_update().get(pk=entry.register_id)
    if other.register_id != entry.register_id or other.organisation_id == entry.organisation_id:
        raise RuleBroken("请选同一台账里另一所学校的一条。同一学校登了两次的，由学校并入另一条。")
    if not by.is_system and not can_join(by, other):
        raise RuleBroken("另一条不归您核对，请由两所学校共同的上级来办。")
    if entry.is_ended or other.is_ended:
        raise RuleBroken("已经结束的条目不用合。")
    if entry.identity == other.identity:
        raise RuleBroken("这两条已经算同一个，不用再合。")
    if not reason.strip():
        raise RuleBroken("请写明凭什么认定是同一个，例如核对了身份证。")
    office = _office(register, by)
    pair = Entry.objects.filter(
        within(office.path, "organisation__"),
        register=register,
        identity__in=(entry.identity, other.identity),
    )
    _refuse_twins(pair, by)
    was, to = entry.identity, other.identity
    joined: JoinedIdentity = acts.create(
        JoinedIdentity,
        register=register,
        was=was,
        to=to,
        within=office,
        entry=entry,
        other=other,
        reason=reason.strip()[:300],
        joined_by=f"{by.organisation_name} {by.name}"[:80],
    )
    schools = frozenset(pair.order_by().values_list("organisation", flat=True))
    for row in list(pair.filter(identity=was)):
        acts.change(entry if row.pk == entry.pk else row, identity=to)
    note_counted(register=register, organisations=schools, by=by)
    return joined


def _office(register: Register, by: Actor) -> Organisation:
    """Below which the join holds; of the system, all that keep the register."""
    return register.owner if by.is_system else Organisation.objects.get(pk=by.organisation_id)


def _refuse_twins(pair: QuerySet[Entry], by: Actor) -> None:
    """A school that has both merges them first; it is named where the actor sees that it has."""
    standing = pair.exclude(state=EntryState.ENDED).order_by()
    held = Counter(standing.values_list("organisation", flat=True))
    twice = {school for school, count in held.items() if count > 1}
    if not twice:
        return
    seen = entries_visible_to(by).filter(pk__in=standing.values("pk"), organisation__in=twice).order_by()
    names = Counter(seen.values_list("organisation__short", flat=True))
    named = next((name for name, count in names.items() if count > 1), "有一所学校")
    raise RuleBroken(f"{named}这两条都有，请学校先把重复的并入另一条。")


@acts.act("registers.part_identities", who=can_part, on="joined")
def part_identities(*, joined: JoinedIdentity, by: Actor) -> JoinedIdentity:
    """They are not the same after all: each counts by what it says. Erased ones keep what they counted as."""
    if joined.parted_at is not None:
        raise RuleBroken("已经分开了，不用再办。")
    register = Register.objects.select_for_update().get(pk=joined.register_id)
    current = register.definition.current
    acts.change(joined, parted_at=clock.now())
    if current is None:
        return joined
    carrying, schools = Carrying(current), set[int]()
    rows = register.entries.filter(
        within(joined.within.path, "organisation__"),
        identity=joined.entry.identity,
        answer__isnull=False,
        erased_at__isnull=True,
    )
    for row in rows.select_related("answer__form_version", "organisation"):
        assert row.answer is not None
        said = identity_of(register, carrying.values(row.answer), row.organisation)
        acts.change(row, identity=said or own_identity(register, row.public_id, row.organisation))
        schools.add(row.organisation_id)
    note_counted(register=register, organisations=frozenset(schools), by=by)
    return joined
