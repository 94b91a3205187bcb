"""Values of an answer: read (personal ones masked unless asked for), written inside an act, projected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.common import acts, clock, crypto
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import Base
from luoshi.core.fields import ROW, Form, Loss, Values, cells_of, convert, problems_of, settle
from luoshi.core.fields.burden import as_before, filled
from luoshi.core.fields.model import FILES, Field

from . import attached
from .models import Answer, AnswerCell, AnswerPast, FormDefinition, FormVersion
from .sources import known_values

MASK = "••••"
CELLS_AT_ONCE = 500
Kept = Answer | AnswerPast  # both hold values, sealed ones apart, and the version they were given to


def about_of(about: Base | None) -> tuple[str, str]:
    """Type and public id of the thing an answer is about; empty where it is about the organisation itself."""
    return ("", "") if about is None else (about._meta.label_lower, about.public_id)


def find_answer(definition: FormDefinition, about: Base | None, organisation_id: int | None) -> Answer | None:
    about_type, about_id = about_of(about)
    return (
        Answer.objects.filter(
            definition=definition, about_type=about_type, about_id=about_id, organisation_id=organisation_id
        )
        .select_related("form_version", "definition")
        .first()
    )


def save_answer(
    *,
    version_of_form: FormVersion,
    about: Base | None,
    organisation_id: int,
    values: Mapping[str, Any],
    by: Actor,
    answer_version: int,
    organisation_name: str = "",
    complete: bool = True,
    held: bool = False,
    private: bool = False,
    sources_about: Any = None,
    from_file: Mapping[str, Any] | None = None,
) -> Answer:
    """Keep an answer, inside the act of the stage that asks (whose `who` says who may answer).

    answer_version  the version it was made from, 0 where there was no answer yet: another one raises Stale
    complete        False keeps a part: what is required may be missing
    held            the stage began with this version and keeps to it, though the form was taken out of use since
    private         it is about a person: no value enters the log in the open
    sources_about   what sources are asked about, where that is not `about` itself: what they know counts as brought
    from_file       of the values, those that were taken from a file: nobody typed them here

    Raises RuleBroken where the form is not in use or the values are not right.
    """
    form = _usable(version_of_form, held).form
    settled = settle(form, values)
    problems = problems_of(form, settled, complete=complete)
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise RuleBroken(f"{problems[0].message}{more}")
    answer = _claimed(
        version_of_form, about, organisation_id, organisation_name or by.organisation_name, answer_version
    )
    attached.attach(answer, form, settled, by)
    known = known_values(form, by, organisation_id=organisation_id, about=sources_about or about)
    _write(answer, version_of_form, settled, by, private, known, settle(form, from_file or {}))
    project([answer])
    return answer


def _usable(version: FormVersion, held: bool) -> FormVersion:
    if version.published_at is None:
        raise RuleBroken("这张表还没有发布，不能填报。请先发布。")
    if held:
        return version
    if version.withdrawn_at is not None or version.definition.withdrawn_at is not None:
        raise RuleBroken("这张表已经停用，不再收取内容。请与归口单位联系。")
    return version


def _claimed(
    form_version: FormVersion, about: Base | None, organisation_id: int, name: str, version: int
) -> Answer:
    """The row to write to, counted up by one: of two people only one goes on."""
    answer = find_answer(form_version.definition, about, organisation_id)
    if answer is None:
        if version:
            raise Stale(None, version)
        about_type, about_id = about_of(about)
        made: Answer = acts.create(
            Answer,
            definition=form_version.definition,
            form_version=form_version,
            about_type=about_type,
            about_id=about_id,
            organisation_id=organisation_id,
            organisation_name=name,
        )
        return made
    if not Answer.objects.filter(pk=answer.pk, version=version).update(version=version + 1):
        raise Stale(answer, version)
    answer.version = version + 1
    return answer


def _write(
    answer: Answer,
    form_version: FormVersion,
    values: Values,
    by: Actor,
    private: bool,
    known: Values,
    filed: Values,
) -> None:
    before, form = values_of(answer), form_version.form
    for field in form.fields:
        was, now = before.get(field.key), values.get(field.key)
        if was != now:
            _note(answer, field, was, now, private)
    if before:
        _keep_past(answer)
    answer.values, personal = apart(form, values)
    answer.sealed = seal(answer, personal)
    answer.form_version, answer.saved_at, answer.saved_by = form_version, clock.now(), by.name
    came_to = filled(form, values, known)
    stands = as_before(form, values, before, known)  # what came with a list and stands
    fresh = as_before(form, values, filed, known)
    answer.by_file = min(came_to.typed, min(answer.by_file, stands) + fresh)
    answer.typed, answer.brought = came_to.typed - answer.by_file, came_to.brought
    names = ("values", "sealed", "form_version", "saved_at", "saved_by", "typed", "brought", "by_file")
    answer.save(update_fields=names)


def _keep_past(answer: Answer) -> None:
    """What stands, before it is overwritten; the version was counted up already."""
    names = ("form_version", "values", "sealed", "saved_at", "saved_by")
    said = {name: getattr(answer, name) for name in names}
    AnswerPast.objects.create(answer=answer, version=answer.version - 1, **said)


def _note(answer: Answer, field: Field, was: Any, now: Any, private: bool) -> None:
    if private or field.personal or any(column.personal for column in field.columns):
        words = (json.dumps(each, ensure_ascii=False) if each is not None else None for each in (was, now))
        acts.note(answer, "personal", *words)
    elif field.kind in FILES:
        acts.note(answer, field.key, len(was or []), len(now or []))
        acts.note_bulk(field.key, attached.digests(each["id"] for each in now or []))
    elif field.kind == "table":
        acts.note(answer, field.key, len(was or []), len(now or []))
        acts.note_bulk(field.key, [json.dumps(row, sort_keys=True) for row in now or []])
    else:
        acts.note(answer, field.key, was, now)


# ---- personal values


def apart(form: Form, values: Values) -> tuple[Values, Values]:
    """(what may lie in the open, what is personal)."""
    is_open, personal = {}, {}
    for field in form.fields:
        if field.key not in values:
            continue
        value = values[field.key]
        hidden = {column.key for column in field.columns if column.personal}
        if field.personal:
            personal[field.key] = value
        elif hidden:
            is_open[field.key] = [{k: v for k, v in row.items() if k not in hidden} for row in value]
            personal[field.key] = [
                {k: v for k, v in row.items() if k in hidden or k == ROW}
                for row in value
                if hidden & set(row)
            ]
        else:
            is_open[field.key] = value
    return is_open, personal


def context_of(answer: Kept) -> str:
    return f"answer:{answer.public_id}"


def seal(answer: Answer, personal: Values) -> bytes:
    if not personal:
        return b""
    return crypto.encrypt(json.dumps(personal, ensure_ascii=False).encode(), context=context_of(answer))


def values_of(answer: Kept, *, masked: bool = False) -> Values:
    """The values as they were given. `masked` shows that personal ones are there, not what they are."""
    values: Values = dict(answer.values)
    if not answer.sealed:
        return values
    personal = json.loads(crypto.decrypt(answer.sealed, context=context_of(answer)))
    for key, value in personal.items():
        if key in values:  # columns of a table
            rows = {row[ROW]: row for row in value}
            values[key] = [{**row, **_hidden(rows.get(row[ROW], {}), masked)} for row in values[key]]
        else:
            values[key] = MASK if masked else value
    return values


def _hidden(row: Mapping[str, Any], masked: bool) -> dict[str, Any]:
    return {k: MASK if masked and k != ROW else v for k, v in row.items()}


# ---- versions


def in_version(answer: Kept, version: FormVersion, *, masked: bool = False) -> tuple[Values, list[Loss]]:
    """The values as values of a later version, step by step, and what could not be carried over.

    `masked` hides what is personal in that version; whether something is asked is judged by the true values first.
    """
    values, losses = _carried(answer, version)
    return (mask(version.form, settle(version.form, values)) if masked else values), losses


def mask(form: Form, values: Values) -> Values:
    """That personal values are there, not what they are."""
    found = dict(values)
    for field in form.fields:
        hidden = {column.key for column in field.columns if column.personal}
        if field.key not in found:
            continue
        if field.personal:
            found[field.key] = MASK
        elif hidden:
            found[field.key] = [
                {k: MASK if k in hidden else v for k, v in row.items()} for row in found[field.key]
            ]
    return found


def _carried(answer: Kept, version: FormVersion) -> tuple[Values, list[Loss]]:
    losses: list[Loss] = []
    values = values_of(answer)
    if answer.form_version_id == version.pk:
        return values, losses
    chain = version.definition.versions.filter(
        published_at__isnull=False, withdrawn_at__isnull=True, number__gt=answer.form_version.number
    )
    form = answer.form_version.form
    for each in chain.filter(number__lte=version.number).order_by("number"):
        values, lost = convert(form, each.form, each.declared, values)
        losses, form = [*losses, *lost], each.form
    return values, losses


# ---- the projection


def project(answers: Iterable[Answer]) -> None:
    """Write the cells of these answers anew, in terms of their form's current version."""
    cells: list[AnswerCell] = []
    keys = []
    for answer in answers:
        keys.append(answer.pk)
        cells += _cells(answer)
    AnswerCell.objects.filter(answer_id__in=keys).delete()
    AnswerCell.objects.bulk_create(cells, batch_size=CELLS_AT_ONCE)


def _cells(answer: Answer) -> list[AnswerCell]:
    version = answer.definition.current or answer.form_version
    values, _ = in_version(answer, version)
    return [
        AnswerCell(
            answer=answer,
            definition_id=answer.definition_id,
            path=cell.path,
            row=cell.row,
            text=blind(cell.path, cell.text) if cell.personal else cell.text,
            number=cell.number,
            day=cell.day,
        )
        for cell in cells_of(version.form, values)
    ]


def blind(path: str, text: str) -> str:
    """A personal value as it is searched: a keyed fingerprint."""
    return crypto.blind_index(text, context=f"answer:{path}")
