"""What was given out, what stands now, what came back: field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One field changed in the workbook. `conflict`: the site changed it meanwhile, to something else."""

    field: str
    before: Any
    after: Any
    conflict: bool = False


def changes(given: Mapping[str, Any] | None, now: Mapping[str, Any], back: Mapping[str, Any]) -> list[Change]:
    """Fields of `back` that differ from what stands. What was not touched in the workbook is no change, even where
    the site moved on meanwhile. Without `given` (a table that is not ours) every difference is one.
    """
    found = []
    for field, value in back.items():
        stands = now.get(field)
        if value == stands:
            continue
        touched = given is None or field not in given or value != given[field]
        if touched:
            moved_on = given is not None and field in given and given[field] != stands
            found.append(Change(field, stands, value, conflict=moved_on))
    return found
