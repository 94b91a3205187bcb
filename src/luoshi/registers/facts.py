"""Entries as figures and checks look at them: values by name, comparable, with what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.common.dataforms.many import Carrying
from luoshi.core.conditions import Value
from luoshi.core.fields import Form
from luoshi.core.fields.lookup import comparable, lookup_in
from luoshi.core.fields.model import NUMBERS
from luoshi.core.registers import derived

from .derived_values import with_roles
from .identity import form_of
from .models import Entry, ProjectStage, Register
from .states import COUNTING, RANK, EndKind, EntryState, StageKind

AT_ONCE = 1000
DATED = ("date", "month", "year")


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One counting entry on a day. `values`: by field key, as `core.conditions.evaluate` takes them (tables as
    `table.count` and `table.column`), and by derived name; personal fields are left out once derived from.
    """

    entry_id: int
    public_id: str
    organisation_id: int
    identity: str
    label: str
    state: str
    checked_at: dt.datetime | None
    values: Mapping[str, Value]
    tables: Mapping[str, Sequence[Mapping[str, Value]]] = field(
        default_factory=dict
    )  # those dated row by row


def facts_of(register: Register, organisation_ids: Collection[int], *, day: dt.date) -> Iterator[EntryFacts]:
    """What counts on that day: confirmed by its school, there already, not ended. In the order of the entries."""
    rows = Entry.objects.filter(counting_on(day), register=register, organisation__in=list(organisation_ids))
    for entry, values, stage in with_values(register, rows, day):
        yield EntryFacts(
            entry_id=entry.pk,
            public_id=entry.public_id,
            organisation_id=entry.organisation_id,
            identity=entry.identity,
            label=entry.label,
            state=state_then(entry),
            checked_at=checked_at(entry),
            values=named_values(form_of(register), values)
            | derived(register.key, {**values, **stage}, day=day)
            | about_state(entry, stage),
            tables=dated_tables(form_of(register), values),
        )


def checked_at(entry: Entry) -> dt.datetime | None:
    """When what it says was checked; None since it was changed, returned or taken back."""
    return entry.checked_at if state_then(entry) == EntryState.CHECKED else None


def state_then(entry: Entry) -> str:
    """The state of an entry that counts on the day asked for; one that ended since had its state before."""
    return entry.ended_from if entry.is_ended else entry.state


def counting_on(day: dt.date) -> Q:
    """Entries that count on a day; one that ended later had not ended then."""
    over = Q(state=EntryState.ENDED, ended_on__gt=day) & ~Q(end_kind=EndKind.MISTAKE)
    over &= ~Q(ended_from=EntryState.DRAFT)
    return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(state__in=COUNTING) | over)


def with_values(
    register: Register, rows: QuerySet[Entry], day: dt.date
) -> Iterator[tuple[Entry, dict[str, Any], dict[str, Value]]]:
    """Entries with all their values in terms of the form in force, and what stands of their project stages."""
    if register.definition.current is None:
        return
    carrying = Carrying(register.definition.current)
    rows = rows.select_related(None).select_related("organisation", "answer__form_version")
    rows = rows.defer("answer__form_version__content").order_by(
        "pk"
    )  # a form is read once, not for every entry
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        stages = stages_of(batch, day) if register.has_stages else {}
        for entry in batch:
            values = carrying.values(entry.answer) if entry.answer is not None else {}
            yield entry, with_roles(register, values), stages.get(entry.pk, {})


def with_answers(register: Register, rows: QuerySet[Entry]) -> Iterator[Entry]:
    """Entries with their answers, all sharing one form for each version: read with every entry, the forms of a long
    list would fill a gigabyte.
    """
    definition = register.definition
    versions = {version.pk: version for version in definition.versions.all()}
    for entry in rows.select_related(None).select_related("answer").iterator(chunk_size=AT_ONCE):
        entry.register = register
        if entry.answer is not None and entry.answer.form_version_id in versions:
            entry.answer.form_version = versions[entry.answer.form_version_id]
            entry.answer.definition = definition
        yield entry


def stages_of(entries: Collection[Entry], day: dt.date) -> dict[int, dict[str, Value]]:
    """By entry the last stage until that day, the level and the end of validity it last came to."""
    rows = ProjectStage.objects.filter(
        entry__in=[entry.pk for entry in entries], taken_back_at__isnull=True, on__lte=day
    ).order_by("on", "pk")
    found: dict[int, dict[str, Value]] = {}
    standing_of: dict[int, ProjectStage | None] = {}
    for row in rows:
        said = found.setdefault(row.entry_id, {"stage": None, "level": None, "valid_until": None})
        said["stage"] = row.kind
        if row.level:
            said["level"] = row.level
        standing = validity(standing_of.get(row.entry_id), row)
        standing_of[row.entry_id] = standing
        until = standing.valid_until if standing is not None else None
        said["valid_until"] = until.isoformat() if until else None
    return found


def validity(before: ProjectStage | None, row: ProjectStage) -> ProjectStage | None:
    """Which stage says until when a project is valid, once `row` came after `before`: a recognition or a review without
    a day makes it lasting, a revocation ends it.
    """
    if row.kind == StageKind.REVOKED:
        return None
    if row.valid_until or row.kind in (StageKind.RECOGNISED, StageKind.REVIEWED):
        return row if row.valid_until else None
    return before


def about_state(entry: Entry, stage: Mapping[str, Value]) -> dict[str, Value]:
    """Names that every entry has beside its fields; `level_rank` puts levels in order, school 0 to nation 4."""
    said: dict[str, Value] = {"state": state_then(entry), **stage}
    if entry.since is not None:
        said["since"] = entry.since.isoformat()
    if isinstance(said.get("level"), str):
        said["level_rank"] = RANK.get(str(said["level"]))
    return said


def dated_tables(form: Form, values: Mapping[str, Any]) -> dict[str, list[dict[str, Value]]]:
    """Tables with a column that says when: row by row what is not personal, comparable."""
    found: dict[str, list[dict[str, Value]]] = {}
    for each in form.fields:
        columns = [column for column in each.columns if not column.personal]
        if each.personal or not any(column.kind in DATED for column in columns):
            continue
        rows = [row for row in values.get(each.key) or [] if isinstance(row, dict)]
        found[each.key] = [
            {column.key: comparable(column, row.get(column.key)) for column in columns} for row in rows
        ]
    return found


def named_values(form: Form, values: Mapping[str, Any]) -> dict[str, Value]:
    """Fields that are not personal, comparable; of tables how many rows, and the sums of number columns."""
    found: dict[str, Value] = {}
    lookup = lookup_in(form, values)
    for each in form.fields:
        if each.personal:
            continue
        if (value := comparable(each, values.get(each.key))) is not None:
            found[each.key] = value
        if each.kind != "table":
            continue
        found[f"{each.key}.count"] = len(values.get(each.key) or [])
        for column in each.columns:
            name = f"{each.key}.{column.key}"
            if column.kind in NUMBERS and not column.personal and (total := lookup(name)) is not None:
                found[name] = total
    return found
