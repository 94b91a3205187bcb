"""Many answers of one form kept at once: made ready without a transaction, written by a handful of statements."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import acts, bulk, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base
from luoshi.core.fields import Form, Loss, Values, cells_of, convert, problems_of, settle
from luoshi.core.fields.burden import filled
from luoshi.core.fields.model import FILES

from .answers import Kept, about_of, apart, blind, seal, values_of
from .models import Answer, AnswerCell, AnswerPast, FormDefinition, FormVersion
from .sources import known_values

AT_ONCE = 500
TOLD = 5  # rows named in a refusal


@dataclass(slots=True)
class One:
    """One answer to keep: about what, of whom; `answer`: what stands, None where there is none yet."""

    about: Base
    organisation_id: int
    organisation_name: str
    values: Mapping[str, Any]
    answer: Answer | None = None
    place: str = ""  # what the row is called in a refusal


@dataclass(slots=True)
class Carrying:
    """Values of answers given to different versions, in terms of one; each way is looked up once.

    `open_only` leaves sealed values closed: for lists, which never show them.
    """

    version: FormVersion
    open_only: bool = False
    ways: dict[int, tuple[Form, list[FormVersion]]] = field(default_factory=dict)

    def values(self, answer: Kept) -> Values:
        values: Values = dict(answer.values) if self.open_only else values_of(answer)
        if answer.form_version_id == self.version.pk:
            return values
        form, chain = self._way(answer.form_version)
        losses: list[Loss] = []
        for each in chain:
            values, lost = convert(form, each.form, each.declared, values)
            losses, form = [*losses, *lost], each.form
        return values

    def _way(self, start: FormVersion) -> tuple[Form, list[FormVersion]]:
        if start.pk not in self.ways:
            chain = self.version.definition.versions.filter(
                published_at__isnull=False, withdrawn_at__isnull=True, number__gt=start.number
            )
            self.ways[start.pk] = (
                start.form,
                list(chain.filter(number__lte=self.version.number).order_by("number")),
            )
        return self.ways[start.pk]


_ANSWER = (
    *("public_id", "version", "created_at", "definition", "form_version", "about_type", "about_id"),
    *("organisation_id", "organisation_name", "values", "sealed", "typed", "brought", "by_file"),
    *("saved_at", "saved_by"),
)
_CHANGED = ("values", "sealed", "form_version", "saved_at", "saved_by", "typed", "brought", "by_file")
_PAST = ("answer", "version", "form_version", "values", "sealed", "saved_at", "saved_by")
_CELL = ("definition", "path", "row", "text", "number", "day")
MOVED = "刚才有人改了其中的内容，没有保存。请再办一次，会按现在的内容重新比较。"


@dataclass(slots=True)
class Ready:
    """Answers as they will be, with the rows that say so: made without a transaction, written by `write_ready`.

    cells: of each new answer, in its order; gone: keys of cells of changed ones that no longer hold.
    """

    version: FormVersion
    made: list[Answer] = field(default_factory=list)
    changed: list[Answer] = field(default_factory=list)
    made_rows: list[tuple[Any, ...]] = field(default_factory=list)
    changed_rows: list[tuple[Any, ...]] = field(default_factory=list)
    past_rows: list[tuple[Any, ...]] = field(default_factory=list)
    made_cells: list[list[tuple[Any, ...]]] = field(default_factory=list)
    changed_cells: list[tuple[Any, ...]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    note: Any = None  # for the log


def made_ready(*, version_of_form: FormVersion, rows: Sequence[One], by: Actor) -> Ready:
    """Everything that costs time, before an act: checked, sealed, projected. Files cannot come this way: what an answer
    cites stays. Raises RuleBroken where the form is not in use or values of a row are not right.
    """
    _refuse_unless_usable(version_of_form)
    form = version_of_form.form
    settled = [settle(form, {**row.values, **_files_of(form, row)}) for row in rows]
    _refuse_wrong(form, rows, settled)
    known: dict[int, Values] = {}  # of the organisation: rows of one have the same sources
    ready, past, noted = Ready(version_of_form), [], []
    for row, values in zip(rows, settled, strict=True):
        answer = row.answer
        if answer is None:
            answer = _new(version_of_form, row)
            ready.made.append(answer)
            ready.made_cells.append(_cells(version_of_form, values))
        else:
            past.append(_past(answer))
            ready.changed.append(answer)
        if row.organisation_id not in known:
            known[row.organisation_id] = known_values(form, by, organisation_id=row.organisation_id)
        _fill(answer, version_of_form, values, by, known[row.organisation_id])
        text = json.dumps(answer.values, sort_keys=True).encode() + answer.sealed
        noted.append([answer.public_id, hashlib.sha256(text).hexdigest()])
    ready.note = acts.bulk_note("answers", noted)
    ready.made_rows = bulk.ready_rows(ready.made, Answer, _ANSWER)
    ready.past_rows = bulk.ready_rows(past, AnswerPast, _PAST)
    changed = zip(bulk.ready_rows(ready.changed, Answer, _CHANGED), ready.changed, strict=True)
    ready.changed_rows = [(*said, answer.pk, answer.version) for said, answer in changed]
    _compare_cells(
        ready, [values for row, values in zip(rows, settled, strict=True) if row.answer is not None]
    )
    return ready


def _cells(version: FormVersion, values: Values) -> list[tuple[Any, ...]]:
    """Of one answer, as they are written after its key."""
    return [
        (
            version.definition_id,
            cell.path,
            cell.row,
            blind(cell.path, cell.text) if cell.personal else cell.text,
            cell.number,
            cell.day,
        )
        for cell in cells_of(version.form, values)
    ]


def _compare_cells(ready: Ready, values: Sequence[Values]) -> None:
    """Only what is projected differently is written anew."""
    stand: dict[int, dict[tuple[Any, ...], list[int]]] = {}
    keys = [answer.pk for answer in ready.changed]
    for start in range(0, len(keys), AT_ONCE):
        rows = AnswerCell.objects.filter(answer__in=keys[start : start + AT_ONCE]).order_by()
        for pk, answer, *said, day in rows.values_list("pk", "answer", "definition", *_CELL[1:]):
            cell = (*said, day.isoformat() if day else None)
            stand.setdefault(answer, {}).setdefault(cell, []).append(pk)
    for answer, said in zip(ready.changed, values, strict=True):
        there = stand.get(answer.pk, {})
        for cell in _cells(ready.version, said):
            if there.get(cell):
                there[cell].pop()
            else:
                ready.changed_cells.append((answer.pk, *cell))
        ready.gone += [pk for left in there.values() for pk in left]


def write_ready(ready: Ready) -> list[Answer]:
    """Inside an act, in a handful of statements: all of it, or RuleBroken where an answer or the form moved on."""
    current = FormDefinition.objects.values_list("current", "withdrawn_at").get(
        pk=ready.version.definition_id
    )
    if current != (ready.version.pk, None):
        raise RuleBroken(MOVED)
    if not bulk.update_versions(Answer, bulk.columns(Answer, _CHANGED), ready.changed_rows):
        raise RuleBroken(MOVED)
    bulk.insert(AnswerPast, bulk.columns(AnswerPast, _PAST), ready.past_rows)
    cells = list(ready.changed_cells)
    keys = bulk.take_keys(Answer, len(ready.made))
    rows = zip(keys, ready.made_rows, ready.made, ready.made_cells, strict=True)
    made = []
    for key, said, answer, projected in rows:
        answer.pk = key
        made.append((key, *said))
        cells += [(key, *cell) for cell in projected]
    bulk.insert(Answer, ["id", *bulk.columns(Answer, _ANSWER)], made)
    bulk.delete(AnswerCell, ready.gone)
    bulk.insert(AnswerCell, ["answer_id", *bulk.columns(AnswerCell, _CELL)], cells)
    for answer in ready.changed:
        answer.version += 1
    acts.note_ready(ready.note)
    return [*ready.made, *ready.changed]


def _refuse_unless_usable(version: FormVersion) -> None:
    if version.published_at is None or version.withdrawn_at or version.definition.withdrawn_at:
        raise RuleBroken("这张表已经停用，不再收取内容。请与归口单位联系。")


def _files_of(form: Form, row: One) -> Values:
    """The files that the answer cites already."""
    if row.answer is None:
        return {}
    return {
        f.key: row.answer.values[f.key] for f in form.fields if f.kind in FILES and f.key in row.answer.values
    }


def _refuse_wrong(form: Form, rows: Sequence[One], settled: Sequence[Values]) -> None:
    wrong: list[str] = []
    count = 0
    for number, (row, values) in enumerate(zip(rows, settled, strict=True), 1):
        problems = problems_of(form, values)
        count += bool(problems)
        if problems and len(wrong) < TOLD:
            wrong.append(f"{row.place or f'第 {number} 条'}：{problems[0].message}")
    if wrong:
        more = f"（共 {count} 条有问题）" if count > len(wrong) else ""
        raise RuleBroken(f"没有保存，{'；'.join(each.rstrip('。') for each in wrong)}。{more}")


def _new(version: FormVersion, row: One) -> Answer:
    about_type, about_id = about_of(row.about)
    return Answer(
        definition=version.definition,
        form_version=version,
        about_type=about_type,
        about_id=about_id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name[:80],
    )


def _past(answer: Answer) -> AnswerPast:
    return AnswerPast(
        answer=answer,
        version=answer.version,
        form_version=answer.form_version,
        values=answer.values,
        sealed=answer.sealed,
        saved_at=answer.saved_at,
        saved_by=answer.saved_by,
    )


def _fill(answer: Answer, version: FormVersion, values: Values, by: Actor, known: Values) -> None:
    answer.values, personal = apart(version.form, values)
    answer.sealed = seal(answer, personal)
    answer.definition, answer.form_version = version.definition, version
    answer.saved_at, answer.saved_by = clock.now(), by.name
    came_to = filled(version.form, values, known)
    answer.typed, answer.by_file, answer.brought = 0, came_to.typed, came_to.brought  # many come with a list
