"""Entries are confirmed, checked, returned, taken back; one ends and is resumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import F

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.moves import Move

from ..models import Entry, Register
from ..permissions import can_check, can_check_entry, can_confirm, can_run_entry
from ..states import COUNTING, ENTRY, NOT_ENDED, EndKind, EntryState
from .counted import note_counted
from .entries import locked, refuse_double
from .erasing import drop_waiting
from .unchecking import VOIDED, tell_checkers

NAMED = 200  # rows that stand one by one in the log; more as their digest
Versions = Mapping[str, int]  # by public id, as the page was made


@acts.act("registers.confirm_entries", who=can_confirm, under="register")
def confirm_entries(
    *,
    register: Register,
    entries: Sequence[Entry],
    by: Actor,
    versions: Versions | None = None,
    later: bool = False,
) -> Register:
    """The school says: so it is. From now on its superiors see them and figures count them. later: whoever calls sees
    to it that figures follow.
    """
    now = {"confirmed_at": clock.now(), "confirmed_by": by.name, "returned_words": "", "returned_at": None}
    return _move_all(register, entries, "registers.confirm_entries", by, versions, own, now, later)


@acts.act("registers.take_back_entries", who=can_confirm, under="register")
def take_back_entries(
    *,
    register: Register,
    entries: Sequence[Entry],
    by: Actor,
    versions: Versions | None = None,
    later: bool = False,
) -> Register:
    """Back to drafts, as long as nobody above has checked them."""
    return _move_all(register, entries, "registers.take_back_entries", by, versions, own, {}, later)


@acts.act("registers.check_entries", who=can_check, under="register")
def check_entries(
    *,
    register: Register,
    entries: Sequence[Entry],
    by: Actor,
    versions: Versions | None = None,
    later: bool = False,
) -> Register:
    now = {"checked_at": clock.now(), "checked_by": f"{by.organisation_name} {by.name}"[:80]}
    return _move_all(register, entries, "registers.check_entries", by, versions, can_check_entry, now, later)


@acts.act("registers.return_entries", who=can_check, under="register")
def return_entries(
    *,
    register: Register,
    entries: Sequence[Entry],
    reason: str,
    by: Actor,
    versions: Versions | None = None,
    later: bool = False,
) -> Register:
    """Back to the school with a reason: drafts again, no longer counted."""
    reason = reason.strip()[:300]
    if not reason:
        raise RuleBroken("退回要写明理由，让学校知道改什么。")
    acts.note_reason(reason)
    said = {
        "returned_words": reason,
        "returned_at": clock.now(),
        "returned_by": f"{by.organisation_name} {by.name}"[:80],
    }
    return _move_all(
        register, entries, "registers.return_entries", by, versions, can_check_entry, said, later
    )


def own(actor: Actor, entry: Entry) -> bool:
    return entry.organisation_id == actor.organisation_id


def _move_all(
    register: Register,
    entries: Sequence[Entry],
    action: str,
    by: Actor,
    versions: Versions | None,
    may: Callable[[Actor, Entry], bool],
    fields: Mapping[str, Any],
    later: bool,
) -> Register:
    """All of them or none: each must be open to the move and as it was on the page."""
    move = move_of(action)
    rows = list(
        Entry.objects.filter(pk__in=[each.pk for each in entries], register=register).select_related(
            "organisation", "register"
        )
    )
    if not rows or len(rows) != len({each.pk for each in entries}):
        raise RuleBroken("请至少选一条。选过的如果不在了，请刷新页面。")
    for row in rows:
        if words := refusal_of(row, move, by, versions, may):
            raise RuleBroken(words)
    target = move.target
    moved = Entry.objects.filter(pk__in=[row.pk for row in rows], state__in=move.sources)
    if moved.update(state=target, version=F("version") + 1, **fields) != len(rows):
        raise RuleBroken("有的条目刚刚被别人办理过，请刷新页面。")
    _note(rows, target)
    if not later and (target in COUNTING or any(row.state in COUNTING for row in rows)):
        keys = frozenset(row.organisation_id for row in rows)
        note_counted(register=register, organisations=keys, by=by)
    return register


def move_of(action: str) -> Move:
    return next(move for move in ENTRY if move.action == action)


def refusal_of(
    row: Entry, move: Move, by: Actor, versions: Versions | None, may: Callable[[Actor, Entry], bool]
) -> str:
    """Why this entry cannot be moved, in words; empty where it can."""
    if not by.is_system and not may(by, row):
        return f"“{row.label}”不归您办理，请刷新页面。"
    if row.state not in move.sources:
        return f"“{row.label}”现在是“{row.get_state_display()}”，不能{move.label}。请刷新页面。"
    if versions is not None and versions.get(row.public_id) != row.version:
        return f"“{row.label}”刚刚有改动，没有{move.label}。请刷新页面，看过以后再办。"
    return ""


def _note(rows: Sequence[Entry], target: str) -> None:
    if len(rows) <= NAMED:
        acts.note_each("entries", [[row, row.state, target] for row in rows])
    else:
        acts.note_bulk("entries", [[row.public_id, row.state, target] for row in rows])


@acts.act("registers.end_entry", who=can_run_entry, on="entry")
def end_entry(*, entry: Entry, kind: str, on: dt.date, by: Actor, words: str = "") -> Entry:
    """Left, dissolved, expired; or it was entered by mistake and never counts: where an office above has checked it,
    with a reason, which that office is told.
    """
    if kind not in EndKind.values:
        raise RuleBroken("请选择结束的原因。")
    if on > clock.today():
        raise RuleBroken("结束日期不能在今天以后。到了那天再办。")
    if entry.since is not None and on < entry.since:
        raise RuleBroken(f"结束日期不能早于起始日期（{entry.since:%Y-%m-%d}）。")
    was_checked = kind == EndKind.MISTAKE and entry.checked_at is not None
    if was_checked and not words.strip():
        raise RuleBroken("这一条上级核对过，作废要写明理由，核对的单位会收到。")
    counted = entry.state in COUNTING
    said = {
        "ended_on": on,
        "ended_at": clock.now(),
        "ended_from": entry.state,
        "end_kind": kind,
        "end_words": words.strip()[:300],
        "ended_by": by.name[:80],
    }
    ENTRY.make("registers.end_entry", entry, **said)
    if was_checked:
        tell_checkers(entry, VOIDED, f"把它作为登错了的作废：{entry.end_words}", by)
    if counted:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
    return entry


def end_drafts(entries: Sequence[Entry], words: str) -> None:
    """Inside an act: drafts that nobody counts end as entered by mistake, all of them or none."""
    said = {"ended_on": clock.today(), "ended_at": clock.now(), "ended_from": EntryState.DRAFT}
    for start in range(0, len(entries), NAMED):
        keys = [entry.pk for entry in entries[start : start + NAMED]]
        some = Entry.objects.filter(pk__in=keys, state=EntryState.DRAFT)
        fields = {**said, "end_kind": EndKind.MISTAKE, "end_words": words[:300], "version": F("version") + 1}
        if some.update(state=EntryState.ENDED, **fields) != len(keys):
            raise RuleBroken("有的条目刚刚被别人办理过，请刷新页面。")
    if entries:
        acts.note_bulk("ended", [[entry.public_id, EndKind.MISTAKE] for entry in entries])


@acts.act("registers.resume_entry", who=can_run_entry, on="entry")
def resume_entry(*, entry: Entry, by: Actor) -> Entry:
    """As it was before it ended; what was checked has to be checked anew."""
    if entry.merged_into_id is not None:
        raise RuleBroken("这一条已经并入另一条，要恢复请用“分开”。")
    if entry.erased_at is not None:
        raise RuleBroken("这一条的个人信息已经清除，不能恢复。需要时请重新登记。")
    refuse_double(entry.register, locked(entry.organisation_id), entry.identity, but=entry)
    ENTRY.make("registers.resume_entry", entry, **NOT_ENDED)
    drop_waiting(entry)
    if entry.state in COUNTING:
        note_counted(register=entry.register, organisations=frozenset({entry.organisation_id}), by=by)
    return entry
