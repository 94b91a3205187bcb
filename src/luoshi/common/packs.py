"""What a stage does with the sections of a pack it owns: show what is in force, and carry out a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.core.packs.difference import Kind, ObjectDifference

from . import acts, clock
from .actor import Actor
from .models import PackOwned

Fields = dict[str, Any]


@dataclass(slots=True)
class PackLoad:
    """One load under way, inside its act. `plan` appears once the section `plan` has been applied."""

    key: str
    by: Actor
    plan: Any = None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackSection:
    """One section of a kind of pack.

    snapshot  the objects in force for the pack with this key, in the form of `core.packs.snapshot`
    apply     carry out the differences (added, changed, withdrawn only)
    touched   in words, what work stands on this object; "" when none
    """

    kind: str
    name: str
    snapshot: Callable[[str], dict[str, Fields]]
    apply: Callable[[PackLoad, list[ObjectDifference]], None]
    touched: Callable[[str, ObjectDifference], str] = lambda key, entry: ""


def new_values(entry: ObjectDifference) -> Fields:
    """The fields the load sets, by pack name."""
    return {change.field: change.new for change in entry.fields if change.kind in (Kind.ADDED, Kind.CHANGED)}


def number(value: Decimal | None) -> int | float | None:
    """A stored decimal as a pack writes it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def put_row(
    load: PackLoad,
    model: type[PackOwned],
    entry: ObjectDifference,
    row: PackOwned | None,
    columns: Mapping[str, Any],
    extra: Mapping[str, Any],
    **on_creation: Any,
) -> PackOwned:
    """Make or change one row: `columns` go to columns, `extra` to the fields without one; an old row comes back.

    Returns the row. The event of the load carries counts and a digest, not each field (see `note_load`).
    """
    if row is None:
        return model._base_manager.create(key=entry.key, extra=dict(extra), **on_creation, **columns)
    for name, value in columns.items():
        setattr(row, name, value)
    row.extra = {**row.extra, **extra}
    row.withdrawn_at = None
    row.version += 1
    row.save()
    return row


def withdraw(row: PackOwned | None) -> None:
    """Nothing is deleted."""
    if row is not None:
        row.withdrawn_at = clock.now()
        row.version += 1
        row.save(update_fields=["withdrawn_at", "version"])


def note_load(load: PackLoad, section: str, entries: Iterable[ObjectDifference]) -> None:
    """Put the changes of one section into the event as their number and digest."""
    rows = [[entry.kind.value, entry.key, new_values(entry)] for entry in entries]
    load.counts[section] = len(rows)
    if rows:
        acts.note_bulk(section, rows)


def split(fields: Fields, names: Mapping[str, str]) -> tuple[Fields, Fields]:
    """Pack fields as (columns by column name, the rest for `extra`). A null for a text column becomes ""."""
    columns = {names[name]: value for name, value in fields.items() if name in names}
    return columns, {name: value for name, value in fields.items() if name not in names}
