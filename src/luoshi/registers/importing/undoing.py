"""Taking an import back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.evidence.models import EvidenceUse
from luoshi.registers.actions import PutRow, ReadyRows, end_drafts, note_counted, put_entries, ready_rows
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


def _of_school(row: ListImport) -> QuerySet[Entry]:
    return Entry.objects.filter(register=row.register_id, organisation=row.organisation_id)


def touched(row: ListImport) -> int:
    """How many of the entries somebody changed since, or worked on: noted a stage, cited evidence, merged another."""
    back = row.back
    noted = {each[0]: each[1] for each in (*back.get("added", ()), *back.get("changed", ()))}
    standing = _of_school(row).exclude(state=EntryState.ENDED).order_by()
    now, worked_on = dict(standing.values_list("public_id", "version")), _worked_on(row)
    return sum(now.get(key) != version or key in worked_on for key, version in noted.items())


def _worked_on(row: ListImport) -> set[str]:
    """Entries of the school's list that somebody did something with since the import."""
    since, school = row.applied_at, {"register": row.register_id, "organisation": row.organisation_id}
    stages = ProjectStage.objects.filter(
        created_at__gte=since, entry__register=row.register_id, entry__organisation=row.organisation_id
    )
    merged = Entry.objects.filter(ended_at__gte=since, merged_into__isnull=False, **school)
    uses = EvidenceUse.objects.filter(about_type=ABOUT, cited_at__gte=since, organisation=row.organisation_id)
    found = set(stages.filter(taken_back_at__isnull=True).values_list("entry__public_id", flat=True))
    found |= set(merged.values_list("merged_into__public_id", flat=True))
    return found | set(uses.filter(removed_at__isnull=True).values_list("about_id", flat=True))


def ready_back(row: ListImport, by: Actor) -> ReadyRows | None:
    """What was changed, as it was, made ready before the act; None where nothing was."""
    changed = row.back.get("changed", [])
    if not changed:
        return None
    _refuse_other_form(row, row.back)
    keys = {each[0] for each in changed}
    entries = {entry.public_id: entry for entry in _of_school(row) if entry.public_id in keys}
    rows = [
        PutRow(entries[each[0]], each[2], entries[each[0]].label) for each in changed if each[0] in entries
    ]
    return ready_rows(register=row.register, organisation=row.organisation, rows=rows, by=by)


def refuse_touched(row: ListImport) -> None:
    """Where there is nothing to take back, or somebody has worked on what came in since."""
    if not row.undo:
        raise RuleBroken("这次导入没有可以撤回的内容：没有改动过台账，或已经撤回。")
    if count := touched(row):
        raise RuleBroken(
            f"导入的条目里有 {count} 条后来被修改、确认或结束过，或登记了阶段、引用了佐证、并入了别的条目，"
            "不能整批撤回。请在台账里逐条处理。"
        )


def take_back(row: ListImport, by: Actor, ready: ReadyRows | None = None) -> None:
    """Inside the act. New entries end as entered by mistake, changed ones are as they were."""
    refuse_touched(row)
    back = row.back
    if back["changed"]:
        _refuse_other_form(row, back)
        put_entries(
            register=row.register, organisation=row.organisation, ready=ready or ready_back(row, by), by=by
        )
        _check_again(row, [each[0] for each in back["changed"] if EntryState.CHECKED in each[3:]], by)
    added = {each[0] for each in back["added"]}
    drafts = _of_school(row).filter(state=EntryState.DRAFT).only("pk", "public_id").order_by("pk")
    end_drafts([entry for entry in drafts if entry.public_id in added], words="撤回名单导入")


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
