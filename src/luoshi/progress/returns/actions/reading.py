"""The upper office's template: handed in, read by the worker, checked by a person into the form; dropped again."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts, jobs
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile

from .. import permissions
from ..models import Return
from ..states import Reading
from .making import Kept, refuse_unless_draft

READ_JOB = "returns.read_template"
EMPTY: dict[str, Any] = {"fields": []}


@acts.act("returns.add_template", who=permissions.can_run_return, on="row")
def add_template(*, row: Return, template: Kept, by: Actor) -> Return:
    """The worker reads it. What was made on screen so far stays until the reading is taken over."""
    refuse_unless_draft(row, "换原表")
    if row.reading == Reading.WAITING:
        raise RuleBroken("上一个原表还在识别，请等识别完再换。")
    stored, name = template
    job = jobs.enqueue(READ_JOB, object_id=row.public_id, membership_id=by.membership_id)
    acts.change(
        row,
        template=stored,
        template_name=name,
        readable=None,
        reading=Reading.WAITING,
        message="",
        sealed=b"",
        mapping={},
        job=job,
    )
    return row


@acts.act("returns.note_template", who=permissions.can_run_return, on="row")
def note_template(*, row: Return, read: dict[str, Any], readable: StoredFile, by: Actor) -> Return:
    acts.change(row, sealed=row.seal_template(read), readable=readable, reading=Reading.READY, message="")
    return row


@acts.act("returns.note_no_template", who=permissions.runs_as_system, on="row")
def note_no_template(*, row: Return, message: str, by: Actor) -> Return:
    acts.change(row, reading=Reading.FAILED, message=message[:300])
    return row


@acts.act("returns.take_template", who=permissions.can_run_return, on="row")
def take_template(
    *, row: Return, content: dict[str, Any], mapping: dict[str, Any], read: dict[str, Any], by: Actor
) -> Return:
    """What a person checked becomes the form; `mapping`: what is asked; `read`: the template as corrected."""
    refuse_unless_draft(row, "改表")
    if row.reading not in (Reading.READY, Reading.TAKEN):
        raise RuleBroken("原表还没有识别出来，不能核对。请等识别完，或换一个文件。")
    _write_form(row, content, by)
    acts.change(row, mapping=mapping, sealed=row.seal_template(read), reading=Reading.TAKEN)
    return row


def _write_form(row: Return, content: dict[str, Any], by: Actor) -> None:
    draft = draft_of(row.definition)
    if draft is None:
        raise RuleBroken("这张表已经发布，不能再换栏目。请收回修改以后再换。")
    forms.change_draft(version_row=draft, content=content, by=by)


@acts.act("returns.drop_template", who=permissions.can_run_return, on="row")
def drop_template(*, row: Return, by: Actor) -> Return:
    """Without a template after all: the form stays, to be gone on with on screen."""
    refuse_unless_draft(row, "去掉原表")
    if row.template_id is None:
        raise RuleBroken("这次收表没有原表。")
    acts.change(
        row,
        template=None,
        template_name="",
        readable=None,
        reading=Reading.NONE,
        message="",
        sealed=b"",
        mapping={},
        job=None,
    )
    return row
