"""A register of a school as it stood on a day, kept; and two of them, or one and today, beside each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.core.fields import shown
from luoshi.core.fields.model import FILES

from .facts import counting_on, state_then, with_values
from .identity import form_of
from .listing import stage_words
from .models import Entry, Register, Snapshot
from .states import EntryState

Row = list[Any]  # public id, identity, label, state, stage in words, {field: words}


def fields_kept(register: Register) -> list[list[str]]:
    """What a snapshot holds of each entry: no personal field, of tables and files how many there are."""
    return [[field.key, field.label] for field in form_of(register).fields if not field.personal]


def rows_on(register: Register, school: Organisation, day: dt.date) -> list[Row]:
    """What counts on that day, in words."""
    fields = [field for field in form_of(register).fields if not field.personal]
    rows = Entry.objects.filter(counting_on(day), register=register, organisation=school)
    return [
        [
            entry.public_id,
            entry.identity,
            entry.label,
            state_then(entry),
            stage_words(stage),
            {
                each.key: _words(each, values.get(each.key))
                for each in fields
                if values.get(each.key) is not None
            },
        ]
        for entry, values, stage in with_values(register, rows, day)
    ]


def _words(each: Any, value: Any) -> str:
    return f"{len(value)} 个文件" if each.kind in FILES else shown(each, value)


@dataclass(slots=True)
class Compared:
    """From the earlier to the later one: who came, who left, and what is different of those in both."""

    added: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, list[tuple[str, str, str]]]] = field(default_factory=list)
    same: int = 0


def compared(before: list[Row], after: list[Row], labels: dict[str, str]) -> Compared:
    old, new = {row[0]: row for row in before}, {row[0]: row for row in after}
    found = Compared(
        added=[row for key, row in new.items() if key not in old],
        left=[row for key, row in old.items() if key not in new],
    )
    for key, row in new.items():
        if key in old:
            lines = list(_lines(old[key], row, labels))
            if lines:
                found.changed.append((row, lines))
            else:
                found.same += 1
    return found


def _lines(was: Row, now: Row, labels: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    states = dict(EntryState.choices)
    pairs = [("状态", states.get(was[3], was[3]), states.get(now[3], now[3])), ("建设阶段", was[4], now[4])]
    keys = dict.fromkeys([*was[5], *now[5]])
    pairs += [(labels.get(key, key), was[5].get(key, ""), now[5].get(key, "")) for key in keys]
    yield from (each for each in pairs if each[1] != each[2])


def labels_of(*snapshots: Snapshot) -> dict[str, str]:
    """What fields are called; the last one's words count."""
    return {key: label for snapshot in snapshots for key, label in snapshot.fields}
