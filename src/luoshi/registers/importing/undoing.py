"""Taking an import back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.registers.actions import Put, PutRow, end_entry, put_entries
from luoshi.registers.models import Entry
from luoshi.registers.states import EndKind, EntryState

from .models import ListImport

AT_ONCE = 500


def noted(put: Put, before: Mapping[int, Mapping[str, Any]], rows: Sequence[PutRow]) -> dict[str, Any]:
    """What taking it back needs: entries with their versions as they are now, and what was changed as it was."""
    versions = _versions([entry.public_id for entry in (*put.added, *put.changed)])
    given = {row.entry.pk: row.values for row in rows if row.entry is not None}
    changed = [
        [
            entry.public_id,
            versions[entry.public_id],
            {key: before[entry.pk].get(key) for key in given[entry.pk]},
        ]
        for entry in put.changed
    ]
    added = [[entry.public_id, versions[entry.public_id]] for entry in put.added]
    return {"added": added, "changed": changed}


def _versions(public_ids: Sequence[str]) -> dict[str, int]:
    return {public_id: entry.version for public_id, entry in _entries(public_ids).items()}


def _entries(public_ids: Sequence[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for start in range(0, len(public_ids), AT_ONCE):
        rows = Entry.objects.filter(public_id__in=public_ids[start : start + AT_ONCE])
        found |= {row.public_id: row for row in rows.select_related("register", "organisation")}
    return found


def touched(row: ListImport) -> int:
    """How many of the entries somebody changed since."""
    back = row.back
    noted = {each[0]: each[1] for each in (*back.get("added", ()), *back.get("changed", ()))}
    entries = _entries(list(noted))
    return sum(
        (entry := entries.get(key)) is None or entry.version != version or entry.state == EntryState.ENDED
        for key, version in noted.items()
    )


def take_back(row: ListImport, by: Actor) -> None:
    """Inside the act. New entries end as entered by mistake, changed ones are as they were."""
    if not row.undo:
        raise RuleBroken("这次导入没有可以撤回的内容：没有改动过台账，或已经撤回。")
    if count := touched(row):
        raise RuleBroken(
            f"导入的条目里有 {count} 条后来被修改、确认或结束过，不能整批撤回。请在台账里逐条处理。"
        )
    back = row.back
    entries = _entries([each[0] for each in (*back["added"], *back["changed"])])
    changed = [PutRow(entries[key], values, entries[key].label) for key, _, values in back["changed"]]
    if changed:
        put_entries(register=row.register, organisation=row.organisation, rows=changed, by=by)
    for key, _ in back["added"]:
        words = "撤回名单导入"
        end_entry(entry=entries[key], kind=EndKind.MISTAKE, on=clock.today(), words=words, by=by)
