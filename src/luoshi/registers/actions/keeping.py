"""Lists kept as they stood on a day; two entries that are one, put together and taken apart again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from ..models import Entry, Register, Snapshot
from ..permissions import can_remove_snapshot, can_run_entry, can_take_snapshot, only_the_system
from ..snapshots import Row, fields_kept, rows_on
from ..states import COUNTING, ENTRY, NOT_ENDED, EndKind
from .counted import note_counted
from .entries import locked, refuse_double
from .erasing import drop_waiting
from .unchecking import VOIDED, tell_checkers


@acts.act("registers.take_snapshot", who=can_take_snapshot, under="register")
def take_snapshot(
    *, register: Register, organisations: Sequence[Organisation], label: str, day: dt.date, by: Actor
) -> Register:
    """Of each of these schools, the own one or those below the own office; a label is used once for a school."""
    label = label.strip()[:40]
    if not label:
        raise RuleBroken("请给这次留存起个名称，例如“2026学年初”。")
    if day > clock.today():
        raise RuleBroken("只能留存今天或以前的样子。")
    if not organisations:
        raise RuleBroken("没有可以留存的学校。")
    for school in organisations:
        if not by.is_system and not school.path.startswith(by.path or "-"):
            raise RuleBroken(f"{school.name}的台账不归您留存。")
        standing = register.snapshots.filter(organisation=school, label=label, removed_at__isnull=True)
        if standing.exists():
            raise RuleBroken(f"{school.short}已经有一次叫“{label}”的留存，请换个名称，或先作废那一次。")
        rows = rows_on(register, school, day)
        Snapshot.objects.create(
            register=register,
            organisation=school,
            label=label,
            day=day,
            fields=fields_kept(register),
            rows=rows,
            count=len(rows),
            from_above=school.pk != by.organisation_id,
            taken_by=f"{by.organisation_name} {by.name}"[:80],
        )
    acts.note_each("snapshots", [[school] for school in organisations])
    return register


@acts.act("registers.keep_year", who=only_the_system, under="register")
def keep_year(
    *, register: Register, school: Organisation, label: str, day: dt.date, rows: Sequence[Row], by: Actor
) -> Snapshot | None:
    """The last day of a year, by itself; None where it was kept meanwhile. It is removed from above only."""
    if register.snapshots.filter(organisation=school, label=label).exists():
        return None
    kept: Snapshot = Snapshot.objects.create(
        register=register,
        organisation=school,
        label=label,
        day=day,
        fields=fields_kept(register),
        rows=list(rows),
        count=len(rows),
        from_above=True,
        taken_by="系统自动留存",
    )
    acts.note_each("snapshots", [[school]])
    return kept


@acts.act("registers.remove_snapshot", who=can_remove_snapshot, on="snapshot")
def remove_snapshot(*, snapshot: Snapshot, by: Actor) -> Snapshot:
    """It was taken wrongly. It stays in the database and is shown no more."""
    if snapshot.removed_at is not None:
        raise RuleBroken("这次留存已经作废。")
    acts.change(snapshot, removed_at=clock.now())
    return snapshot


@acts.act("registers.restore_snapshot", who=can_remove_snapshot, on="snapshot")
def restore_snapshot(*, snapshot: Snapshot, by: Actor) -> Snapshot:
    """Removed by mistake: it cannot be taken again alike, for values are today's then."""
    if snapshot.removed_at is None:
        raise RuleBroken("这次留存没有作废，不用恢复。")
    alike = snapshot.register.snapshots.filter(
        organisation=snapshot.organisation, label=snapshot.label, removed_at__isnull=True
    )
    if alike.exists():
        raise RuleBroken(f"现在另有一次叫“{snapshot.label}”的留存，先作废那一次再恢复。")
    acts.change(snapshot, removed_at=None)
    return snapshot


@acts.act("registers.merge_entries", who=can_run_entry, on="entry")
def merge_entries(*, entry: Entry, into: Entry, by: Actor) -> Entry:
    """The same thing was entered twice: this one ends and never counted; the other one stands for it."""
    alike = (entry.register_id, entry.organisation_id) == (into.register_id, into.organisation_id)
    if not alike or entry.pk == into.pk:
        raise RuleBroken("只能并入本单位同一台账里的另一条。")
    if entry.is_ended or into.is_ended:
        raise RuleBroken("已经结束的条目不能合并。")
    if entry.state in COUNTING and into.state not in COUNTING:
        raise RuleBroken(f"“{into.label}”还是草稿，不算在内。请先确认它，或打开它并入这一条。")
    counted = entry.state in COUNTING
    said = {
        "ended_on": clock.today(),
        "ended_at": clock.now(),
        "ended_from": entry.state,
        "end_kind": EndKind.MISTAKE,
        "ended_by": by.name[:80],
    }
    ENTRY.make("registers.end_entry", entry, merged_into=into, end_words="与另一条重复", **said)
    if entry.checked_at is not None:
        tell_checkers(entry, VOIDED, f"把它并入另一条“{into.label}”", by)
    if counted:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
    return entry


@acts.act("registers.split_entries", who=can_run_entry, on="entry")
def split_entries(*, entry: Entry, by: Actor) -> Entry:
    """They are two after all: the one that was put into another stands again as before."""
    if entry.merged_into_id is None:
        raise RuleBroken("这一条没有并入别的条目。")
    if entry.erased_at is not None:
        raise RuleBroken("这一条的个人信息已经清除，不能分开。需要时请重新登记。")
    refuse_double(entry.register, locked(entry.organisation_id), entry.identity, but=entry)
    empty = {**NOT_ENDED, "merged_into": None}
    ENTRY.make("registers.resume_entry", entry, **empty)
    drop_waiting(entry)
    if entry.state in COUNTING:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
    return entry
