"""Many answers of one form kept at once: the same rules as one by one, a handful of statements for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base
from luoshi.core.fields import Form, Loss, Values, convert, problems_of, settle
from luoshi.core.fields.burden import filled
from luoshi.core.fields.model import FILES

from .answers import Kept, about_of, apart, project, seal, values_of
from .models import Answer, AnswerPast, FormVersion
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


def save_many(*, version_of_form: FormVersion, rows: Sequence[One], by: Actor) -> list[Answer]:
    """Keep all of them or none, inside an act. Files cannot come this way: what an answer cites stays.

    Raises RuleBroken where the form is not in use or values of a row are not right.
    """
    _refuse_unless_usable(version_of_form)
    form = version_of_form.form
    settled = [settle(form, {**row.values, **_files_of(form, row)}) for row in rows]
    _refuse_wrong(form, rows, settled)
    known: dict[int, Values] = {}  # of the organisation: rows of one have the same sources
    made, changed, past = [], [], []
    for row, values in zip(rows, settled, strict=True):
        answer = row.answer
        if answer is None:
            answer = _new(version_of_form, row)
            made.append(answer)
        else:
            past.append(_past(answer))
            answer.version += 1
            changed.append(answer)
        if row.organisation_id not in known:
            known[row.organisation_id] = known_values(form, by, organisation_id=row.organisation_id)
        _fill(answer, version_of_form, values, by, known[row.organisation_id])
    Answer.objects.bulk_create(made, batch_size=AT_ONCE)
    AnswerPast.objects.bulk_create(past, batch_size=AT_ONCE)
    names = ["values", "sealed", "form_version", "saved_at", "saved_by", "typed", "brought", "version"]
    Answer.objects.bulk_update(changed, names, batch_size=AT_ONCE)
    for start in range(0, len(rows), AT_ONCE):
        project([*made, *changed][start : start + AT_ONCE])
    acts.note_bulk(
        "answers", [[a.public_id, json.dumps(a.values, sort_keys=True), a.sealed] for a in (*made, *changed)]
    )
    return [*made, *changed]


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
    answer.typed, answer.brought = came_to.typed, came_to.brought
