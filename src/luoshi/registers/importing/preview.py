"""What putting a list in would do: new, changed, the same, not in the file any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from luoshi.common.dataforms.many import Carrying
from luoshi.core.fields import Form, problems_of, settle, shown
from luoshi.core.fields.model import Field
from luoshi.registers.actions import PutRow
from luoshi.registers.facts import with_answers
from luoshi.registers.identity import identity_of, label_of
from luoshi.registers.models import Entry
from luoshi.registers.states import EntryState

from .deciding import Sheet
from .models import ListImport
from .outline import form_of

A_STEP = 500  # rows between two tellings of progress
GONE = "下载登记表以后，这一条已经结束或并走，改动不能读入。要改请先在台账里恢复，或把这一行恢复原样。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the page."""

    place: str
    label: str
    words: str = ""


def digest_of(rows: Iterable[tuple[str, int]]) -> str:
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:32]


def digest_now(row: ListImport) -> str:
    """As `Preview.digest`, of the entries as they stand at this moment."""
    rows = Entry.objects.filter(register=row.register_id, organisation=row.organisation_id)
    rows = rows.exclude(state=EntryState.ENDED).order_by()
    return digest_of(rows.values_list("public_id", "version"))


def _from_to(each: Field, before: Any, after: Any) -> str:
    if each.personal:
        return each.label
    was, now = (shown(each, value)[:40] if value is not None else "空" for value in (before, after))
    return f"{each.label}（{was} → {now}）"


class Preview:
    """Compared with the entries of the school as they stand now."""

    def __init__(self, sheet: Sheet, told: Callable[[int, int], None] = lambda done, total: None) -> None:
        self.sheet, self.register, self._told = sheet, sheet.row.register, told
        self.rows: list[PutRow] = []
        self.added: list[Line] = []
        self.changed: list[Line] = []
        self.same = 0
        self.problems: list[Line] = []
        self.standing: dict[int, dict[str, Any]] = {}
        self._identities: dict[str, str] = {}
        self._met: set[int] = set()
        self._said: dict[tuple[str, ...], dict[str, list[Entry]]] = {}
        self._compare()

    @property
    def form_version(self) -> str:
        return form_of(self.register)

    @cached_property
    def open_ones(self) -> list[Entry]:
        rows = Entry.objects.filter(register=self.register, organisation=self.sheet.row.organisation)
        return list(with_answers(self.register, rows.exclude(state=EntryState.ENDED).order_by("pk")))

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {row.identity: row for row in self.open_ones}

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        return {row.public_id: row for row in self.open_ones}

    def _compare(self) -> None:
        version = self.register.definition.current
        if version is None:
            return
        self._carrying = Carrying(version)
        for at, values in self.sheet.values():
            if at % A_STEP == 0:
                self._told(at, self.sheet.count)
            self._take(at, values, version.form)

    def _take(self, at: int, values: dict[str, Any], form: Form) -> None:
        place = self.sheet.place_of(at)
        given = self.sheet.rows[at].get("entry")
        entry = self.by_id.get(given) if given else None
        if given and entry is None:
            if values:
                self.problems.append(Line(place, "", GONE))
            return
        before = self._values(entry) if entry is not None else {}
        identity = identity_of(self.register, {**before, **values}, self.sheet.row.organisation)
        if entry is None:
            entry = self.entries.get(identity) if identity else self._alike(at, values)
            before = self._values(entry) if entry is not None else {}
        if entry is not None:
            self.standing[entry.pk] = before
            self._met.add(entry.pk)
        after = settle(form, {**before, **values})
        self._note(Line(place, label_of(self.register, after, "")), entry, before, after)
        if identity and identity in self._identities:
            self.problems.append(Line(place, "", f"和{self._identities[identity]}是同一条，请只留一行。"))
        elif entry is not None and identity and self.entries.get(identity, entry).pk != entry.pk:
            self.problems.append(
                Line(place, "", f"改了以后和“{self.entries[identity].label}”是同一条，请核对。")
            )
        self._identities.setdefault(identity, place)
        if problem := next(iter(problems_of(form, after)), None):
            self.problems.append(Line(place, "", problem.message))
        self.rows.append(PutRow(entry, values, place))

    def _values(self, entry: Entry) -> dict[str, Any]:
        return self._carrying.values(entry.answer) if entry.answer is not None else {}

    def _alike(self, at: int, values: Mapping[str, Any]) -> Entry | None:
        """Where nothing tells entries apart: one that says the very same already, so that the same file again changes
        nothing. Each is met once.
        """
        keys = self._columns_of(self.sheet.rows[at]["table"])
        wanted = repr([values.get(key) for key in keys])
        if keys not in self._said:
            self._said[keys] = {}
            for entry in self.open_ones:
                stands = self._values(entry)
                said = repr([stands.get(key) for key in keys])
                self._said[keys].setdefault(said, []).append(entry)
        there = [entry for entry in self._said[keys].get(wanted, ()) if entry.pk not in self._met]
        return there[0] if there else None

    def _columns_of(self, table: int) -> tuple[str, ...]:
        columns = self.sheet.reading["tables"][table]["columns"]
        return tuple(sorted({each["field"] for each in columns if each["field"] in self.sheet.fields}))

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
        """In the register, not in the file: told, never ended by itself. Of the register's own workbook: whose row was
        taken out.
        """
        if self.sheet.is_own:
            return [self.by_id[key] for key in self.sheet.reading["own"]["removed"] if key in self.by_id]
        return [entry for entry in self.open_ones if entry.pk not in self._met]

    @cached_property
    def digest(self) -> str:
        """Of the entries as they stand now: what was looked at is what is put in."""
        return digest_of((entry.public_id, entry.version) for entry in self.open_ones)

    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.rows),
            "missing": len(self.missing),
            "left_out": self.sheet.rows_between,
            "dropped": len(self.sheet.left_out),
            "decided": len(self.sheet.decisions["cells"]),
        }
