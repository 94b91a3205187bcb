"""The same person or thing in two schools, typed differently: joined by an office above both, and parted again."""

from __future__ import annotations

from collections import Counter

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying
from luoshi.common.errors import RuleBroken

from ..identity import identity_of, own_identity
from ..models import Entry, JoinedIdentity, Register
from ..permissions import can_join, can_part
from ..states import EntryState
from .counted import note_counted


@acts.act("registers.join_identities", who=can_join, on="entry")
def join_identities(*, entry: Entry, other: Entry, reason: str, by: Actor) -> JoinedIdentity:
    """From now on both count once in all sums, and whoever else comes to the same fingerprint; both entries stay."""
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
    pair = Entry.objects.filter(register=register, identity__in=(entry.identity, other.identity))
    held = Counter(
        pair.exclude(state=EntryState.ENDED).order_by().values_list("organisation__short", flat=True)
    )
    if twice := [school for school, count in held.items() if count > 1]:
        raise RuleBroken(f"{twice[0]}这两条都有，请学校先把重复的并入另一条。")
    was, to = entry.identity, other.identity
    joined: JoinedIdentity = acts.create(
        JoinedIdentity,
        register=register,
        was=was,
        to=to,
        entry=entry,
        other=other,
        reason=reason.strip()[:300],
        joined_by=f"{by.organisation_name} {by.name}"[:80],
    )
    schools = frozenset(pair.order_by().values_list("organisation", flat=True))
    for row in register.entries.filter(identity=was):
        acts.change(entry if row.pk == entry.pk else row, identity=to)
    note_counted(register=register, organisations=schools, by=by)
    return joined


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
        identity=joined.entry.identity, answer__isnull=False, erased_at__isnull=True
    )
    for row in rows.select_related("answer__form_version"):
        assert row.answer is not None
        said = identity_of(register, carrying.values(row.answer))
        acts.change(row, identity=said or own_identity(register, row.public_id))
        schools.add(row.organisation_id)
    note_counted(register=register, organisations=frozenset(schools), by=by)
    return joined
