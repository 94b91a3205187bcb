"""Taking an import back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.evidence.models import EvidenceUse
from luoshi.registers.actions import PutRow, ReadyRows, end_drafts, note_counted, put_entries
from luoshi.registers.citing import ABOUT
from luoshi.registers.models import Entry, ProjectStage
from luoshi.registers.states import EntryState

from .models import ListImport

AT_ONCE = 500


def noted(
    ready: ReadyRows, before: Mapping[int, Mapping[str, Any]], was: Mapping[int, str]
) -> dict[str, Any]:
    """What taking it back needs: entries with the versions they will have, and what is changed as it was. `before`:
    values by entry; `was`: its state.
    """
    changed = [
        [
            row.entry.public_id,
            row.entry.version + 1,
            {key: before[row.entry.pk].get(key) for key in row.given.values},
            was[row.entry.pk],
        ]
        for row in ready.work
        if not row.new
    ]
    added = [[row.entry.public_id, row.entry.version] for row in ready.work if row.new]
    return {"added": added, "changed": changed}


def _entries(public_ids: Sequence[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for start in range(0, len(public_ids), AT_ONCE):
        rows = Entry.objects.filter(public_id__in=public_ids[start : start + AT_ONCE])
        found |= {row.public_id: row for row in rows.select_related("register", "organisation")}
    return found


def touched(row: ListImport) -> int:
    """How many of the entries somebody changed since, or worked on: noted a stage, cited evidence, merged another."""
    back = row.back
    noted = {each[0]: each[1] for each in (*back.get("added", ()), *back.get("changed", ()))}
    entries, worked_on = _entries(list(noted)), _worked_on(row, list(noted))
    return sum(
        (entry := entries.get(key)) is None
        or entry.version != version
        or entry.state == EntryState.ENDED
        or key in worked_on
        for key, version in noted.items()
    )


def _worked_on(row: ListImport, public_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(public_ids), AT_ONCE):
        some, since = public_ids[start : start + AT_ONCE], row.applied_at
        stages = ProjectStage.objects.filter(entry__public_id__in=some, created_at__gte=since)
        merged = Entry.objects.filter(merged_into__public_id__in=some, ended_at__gte=since)
        uses = EvidenceUse.objects.filter(about_type=ABOUT, about_id__in=some, cited_at__gte=since)
        found |= set(stages.filter(taken_back_at__isnull=True).values_list("entry__public_id", flat=True))
        found |= set(merged.values_list("merged_into__public_id", flat=True))
        found |= set(uses.filter(removed_at__isnull=True).values_list("about_id", flat=True))
    return found


def take_back(row: ListImport, by: Actor) -> None:
    """Inside the act. New entries end as entered by mistake, changed ones are as they were."""
    if not row.undo:
        raise RuleBroken("这次导入没有可以撤回的内容：没有改动过台账，或已经撤回。")
    if count := touched(row):
        raise RuleBroken(
            f"导入的条目里有 {count} 条后来被修改、确认或结束过，或登记了阶段、引用了佐证、并入了别的条目，"
            "不能整批撤回。请在台账里逐条处理。"
        )
    back = row.back
    entries = _entries([each[0] for each in (*back["added"], *back["changed"])])
    if back["changed"]:
        _refuse_other_form(row, back)
        rows = [PutRow(entries[each[0]], each[2], entries[each[0]].label) for each in back["changed"]]
        put_entries(register=row.register, organisation=row.organisation, rows=rows, by=by)
        _check_again(row, [each[0] for each in back["changed"] if EntryState.CHECKED in each[3:]], by)
    end_drafts([entries[each[0]] for each in back["added"]], words="撤回名单导入")


def _refuse_other_form(row: ListImport, back: Mapping[str, Any]) -> None:
    current = row.register.definition.current
    if back.get("form") and (current is None or current.public_id != back["form"]):
        raise RuleBroken("导入以后这个台账的项目改过，旧内容放不回去，不能整批撤回。请在台账里逐条处理。")


def _check_again(row: ListImport, public_ids: Sequence[str], by: Actor) -> None:
    """What was checked says again what it said then: it is as it was checked."""
    for start in range(0, len(public_ids), AT_ONCE):
        some = Entry.objects.filter(public_id__in=public_ids[start : start + AT_ONCE])
        some.filter(state=EntryState.CONFIRMED, checked_at__isnull=False).update(state=EntryState.CHECKED)
    if public_ids:
        acts.note_bulk("checked_again", [[each, EntryState.CHECKED] for each in public_ids])
        note_counted(register=row.register, organisations=frozenset({row.organisation_id}), by=by)
