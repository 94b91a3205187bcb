"""What putting a list in would do: new, changed, the same, not in the file any more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from luoshi.common.dataforms.many import Carrying
from luoshi.core.fields import problems_of, settle, shown
from luoshi.core.fields.model import Field
from luoshi.registers.actions import PutRow
from luoshi.registers.identity import identity_of, label_of
from luoshi.registers.models import Entry
from luoshi.registers.states import EntryState

from .deciding import Sheet


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the page."""

    place: str
    label: str
    words: str = ""


def _from_to(each: Field, before: Any, after: Any) -> str:
    if each.personal:
        return each.label
    was, now = (shown(each, value)[:40] if value is not None else "空" for value in (before, after))
    return f"{each.label}（{was} → {now}）"


class Preview:
    """Compared with the entries of the school as they stand now."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.register = sheet, sheet.row.register
        self.rows: list[PutRow] = []
        self.added: list[Line] = []
        self.changed: list[Line] = []
        self.same = 0
        self.problems: list[Line] = []
        self.standing: dict[int, dict[str, Any]] = {}
        self._identities: dict[str, str] = {}
        self._compare()

    @property
    def form_version(self) -> str:
        current = self.register.definition.current
        return current.public_id if current is not None else ""

    @cached_property
    def entries(self) -> dict[str, Entry]:
        rows = Entry.objects.filter(register=self.register, organisation=self.sheet.row.organisation)
        rows = rows.exclude(state=EntryState.ENDED).select_related(
            "answer__form_version", "answer__definition"
        )
        return {row.identity: row for row in rows}

    def _compare(self) -> None:
        version = self.register.definition.current
        if version is None:
            return
        carrying, form = Carrying(version), version.form
        for at, values in self.sheet.values():
            place = self.sheet.place_of(at)
            identity = identity_of(self.register, values)
            entry = self.entries.get(identity) if identity else None
            before = carrying.values(entry.answer) if entry is not None and entry.answer is not None else {}
            if entry is not None:
                self.standing[entry.pk] = before
            after = settle(form, {**before, **values})
            self._note(Line(place, label_of(self.register, after, "")), entry, before, after)
            if identity and identity in self._identities:
                self.problems.append(Line(place, "", f"和{self._identities[identity]}是同一条，请只留一行。"))
            self._identities.setdefault(identity, place)
            if problem := next(iter(problems_of(form, after)), None):
                self.problems.append(Line(place, "", problem.message))
            self.rows.append(PutRow(entry, values, place))

    def _note(self, line: Line, entry: Entry | None, before: dict[str, Any], after: dict[str, Any]) -> None:
        if entry is None:
            self.added.append(line)
        elif before == after:
            self.same += 1
        else:
            fields = self.sheet.fields
            said = [
                _from_to(each, before.get(key), after.get(key))
                for key, each in fields.items()
                if before.get(key) != after.get(key)
            ]
            self.changed.append(Line(line.place, entry.label, "、".join(said)))

    @property
    def missing(self) -> list[Entry]:
        """In the register, not in the file: told, never ended by itself."""
        return [entry for identity, entry in self.entries.items() if identity not in self._identities]

    @cached_property
    def digest(self) -> str:
        """Of the entries as they stand now: what was looked at is what is put in."""
        rows = sorted((entry.public_id, entry.version) for entry in self.entries.values())
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]

    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.rows),
            "missing": len(self.missing),
            "left_out": len(self.sheet.reading["dropped"]),
            "dropped": len(self.sheet.left_out),
            "decided": len(self.sheet.decisions["cells"]),
        }
