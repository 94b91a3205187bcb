"""What putting a list in would do, as its pages show it: of a short list worked out while the page is made, of a long
one by the worker, and kept sealed until what was decided, the form or the register has moved on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.registers.models import Entry
from luoshi.registers.states import EntryState

from .deciding import Sheet
from .models import ListImport
from .outline import form_of
from .preview import Preview, digest_now

FEW = 500  # rows of the list and entries of the school together that are compared while a page is made


@dataclass(frozen=True, slots=True)
class Outcome:
    """digest: of the entries it was compared with; rows: how many are read in; the lists as JSON has them:

    added      [place, name]
    changed    [place, name, what changes]
    problems   [place, what is wrong]
    missing    [public id, name] of entries that the list does not hold
    """

    form: str
    digest: str
    rows: int
    same: int
    added: list[list[str]]
    changed: list[list[str]]
    problems: list[list[str]]
    missing: list[list[str]]


def outcome_of(preview: Preview) -> Outcome:
    return Outcome(
        form=preview.form_version,
        digest=preview.digest,
        rows=len(preview.rows),
        same=preview.same,
        added=[[line.place, line.label] for line in preview.added],
        changed=[[line.place, line.label, line.words] for line in preview.changed],
        problems=[[line.place, line.words] for line in preview.problems],
        missing=[[entry.public_id, entry.label] for entry in preview.missing],
    )


def is_long(row: ListImport, rows: int) -> bool:
    """Whether a list of so many rows is for the worker: to compare, to put in, to take back."""
    if rows > FEW:
        return True
    standing = Entry.objects.filter(register=row.register_id, organisation=row.organisation_id)
    return rows + standing.exclude(state=EntryState.ENDED).count() > FEW


def kept(row: ListImport) -> Outcome | None:
    """As the worker found it, where that still holds."""
    found: dict[str, Any] = row.outcome
    if not found or found["form"] != form_of(row.register) or found["digest"] != digest_now(row):
        return None
    return Outcome(**found)


def outcome_now(sheet: Sheet) -> Outcome | None:
    """None: the worker has to compare, or is about to."""
    if not is_long(sheet.row, sheet.count):
        return outcome_of(Preview(sheet))
    return kept(sheet.row)
