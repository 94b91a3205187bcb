"""Forms are started, changed, published, given a new version, withdrawn. Answers are kept by `answers.save_answer`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.stages import installed
from luoshi.core.fields import Form, Step, read, to_data, undeclared
from luoshi.core.fields.definition_rules import too_large

from . import permissions
from .answers import project, save_answer
from .models import Answer, FormDefinition, FormVersion
from .queries import before, draft_of

__all__ = ["save_answer"]
PROJECTED_AT_ONCE = 200


@acts.act("dataforms.set_up_form", who=permissions.only_the_system)
def set_up_form(
    *,
    key: str,
    title: str,
    owner_id: int,
    owner_public_id: str,
    owner_name: str,
    content: dict[str, Any],
    by: Actor,
    purpose: str = "",
    basis: str = "",
) -> FormDefinition:
    """A form that comes with the product, published at once. Its owner changes it like any other; a second time
    changes nothing."""
    found = FormDefinition.objects.filter(owner_id=owner_id, key=key).first()
    if found is not None:
        return found
    owner = {"owner_id": owner_id, "owner_public_id": owner_public_id, "owner_name": owner_name}
    definition: FormDefinition = acts.create(
        FormDefinition, key=key, title=title, purpose=purpose, basis=basis, is_own=False, **owner
    )
    publish_content(definition=definition, content=content, steps=(), by=by, own=False)
    return definition


def publish_content(
    *,
    definition: FormDefinition,
    content: dict[str, Any],
    steps: tuple[Step, ...],
    by: Actor,
    own: bool = True,
) -> FormVersion:
    """Inside an act: a next version with this content, published at once. Raises RuleBroken where one is being
    written, or where the content or the steps are not fit."""
    if draft_of(definition) is not None:
        raise RuleBroken(f"“{definition.title}”有一个正在修改的新版，请先发布或放弃它。")
    last = definition.versions.order_by("-number").first()
    version = _new_version(definition, last.number + 1 if last else 1, content)
    return publish_version(version=version, steps=steps, by=by, own=own)


@acts.act("dataforms.start_form", who=permissions.can_start_form)
def start_form(
    *,
    title: str,
    purpose: str,
    basis: str,
    by: Actor,
    until: dt.date | None = None,
    key: str = "",
    content: dict[str, Any] | None = None,
) -> FormDefinition:
    """A new form of the actor's organisation with a first version to write, empty unless it begins with `content`."""
    if key and FormDefinition.objects.filter(owner_id=by.organisation_id, key=key).exists():
        raise RuleBroken("本单位已经有这张自带的表，请在它上面做新版。")
    definition: FormDefinition = acts.create(
        FormDefinition,
        key=key or f"f-{new_public_id()}",
        title=title,
        purpose=purpose,
        basis=basis,
        until=until,
        owner_id=by.organisation_id,
        owner_public_id=by.organisation_public_id,
        owner_name=by.organisation_name,
    )
    _new_version(definition, 1, content or {"fields": []})
    return definition


@acts.act("dataforms.copy_form", who=permissions.can_start_form, under="source")
def copy_form(
    *,
    source: FormVersion,
    title: str,
    by: Actor,
    purpose: str = "",
    basis: str = "",
    until: dt.date | None = None,
) -> FormDefinition:
    """A form of one's own with the same fields, to go on from."""
    purpose = purpose or source.definition.purpose
    about = {"title": title, "purpose": purpose, "basis": basis, "until": until}
    copied: FormDefinition = start_form(content=source.content, by=by, **about)
    return copied


@acts.act("dataforms.change_form", who=permissions.can_edit_form, on="definition")
def change_form(
    *,
    definition: FormDefinition,
    title: str,
    purpose: str,
    basis: str,
    by: Actor,
    until: dt.date | None = None,
) -> FormDefinition:
    """What the form is called and for."""
    acts.change(definition, title=title, purpose=purpose, basis=basis, until=until, is_own=True)
    return definition


@acts.act("dataforms.withdraw_form", who=permissions.can_edit_form, on="definition")
def withdraw_form(*, definition: FormDefinition, reason: str, by: Actor) -> FormDefinition:
    """Nobody is asked it any more; all answers stay."""
    if definition.withdrawn_at is not None:
        raise RuleBroken("这张表已经停用，不用再办。")
    _require_reason(reason)
    acts.change(definition, withdrawn_at=clock.now())
    return definition


@acts.act("dataforms.restore_form", who=permissions.can_edit_form, on="definition")
def restore_form(*, definition: FormDefinition, by: Actor) -> FormDefinition:
    if definition.withdrawn_at is None:
        raise RuleBroken("这张表正在使用，不用恢复。")
    acts.change(definition, withdrawn_at=None)
    return definition


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("请写明理由，让填表的单位知道为什么。")
    acts.note_reason(reason.strip())


# ---- versions


def _new_version(definition: FormDefinition, number: int, content: dict[str, Any]) -> FormVersion:
    version: FormVersion = acts.create(FormVersion, definition=definition, number=number, content=content)
    return version


@acts.act("dataforms.draft_version", who=permissions.can_edit_form, under="definition")
def draft_version(*, definition: FormDefinition, by: Actor) -> FormVersion:
    """The next version to write, beginning as the one in force. Raises RuleBroken when there is one already."""
    if draft_of(definition) is not None:
        raise RuleBroken("已经有一个正在修改的新版，请接着改。")
    last = definition.versions.order_by("-number").first()
    current = definition.current
    return _new_version(
        definition, last.number + 1 if last else 1, current.content if current else {"fields": []}
    )


@acts.act("dataforms.change_draft", who=permissions.can_edit_version, on="version_row")
def change_draft(*, version_row: FormVersion, content: dict[str, Any], by: Actor) -> FormVersion:
    """Other fields for a version that is not published. What cannot be understood at all, or is too large to be
    shown, is refused; what is merely unfinished is kept and told on the page."""
    _refuse_published(version_row)
    form, problems = read(content)
    if not form.fields and content.get("fields"):
        raise RuleBroken(problems[0].message if problems else "表单的写法不对，请重新建立。")
    if message := too_large(form):
        raise RuleBroken(message)
    acts.change(version_row, content=content)
    version_row.__dict__.pop("_read", None)
    return version_row


@acts.act("dataforms.discard_draft", who=permissions.can_edit_version, on="version_row")
def discard_draft(*, version_row: FormVersion, by: Actor) -> FormDefinition:
    """Give up the version that was being written; the one in force stays."""
    _refuse_published(version_row)
    definition = version_row.definition
    if definition.current is None:
        raise RuleBroken("这张表还没有发布过，没有可以退回的版本。不再需要时请停用这张表。")
    acts.remove(version_row)
    return definition


@acts.act("dataforms.publish_version", who=permissions.can_edit_version, on="version_row")
def publish(*, version_row: FormVersion, steps: tuple[Step, ...], by: Actor) -> FormVersion:
    """From now on people fill in this version. Every field of the version before it must have been dealt with."""
    return publish_version(version=version_row, steps=steps, by=by)


def publish_version(
    *, version: FormVersion, steps: tuple[Step, ...], by: Actor, own: bool = True
) -> FormVersion:
    """Inside an act: check, publish, make it the one in force, speak of all answers in its terms."""
    _refuse_published(version)
    form, problems = read(version.content)
    if problems:
        raise RuleBroken(f"还不能发布：{problems[0].message}")
    earlier = before(version)
    if earlier is not None and (open_ones := undeclared(earlier.form, form, steps)):
        raise RuleBroken(f"还不能发布：“{open_ones[0].label}”{open_ones[0].why}，请说明它的内容怎么办。")
    _refuse_for_stages(version.definition, form, steps, "还不能发布：")
    acts.change(
        version,
        content=to_data(form),
        steps=[[step.path, step.how, step.to] for step in steps],
        published_at=clock.now(),
        published_by=by.name,
    )
    version.__dict__.pop("_read", None)
    _put_in_force(version.definition, version, own)
    return version


@acts.act("dataforms.withdraw_version", who=permissions.can_edit_version, on="version_row")
def withdraw_version(*, version_row: FormVersion, reason: str, by: Actor) -> FormVersion:
    """Take back a version just published, and use the one before it again. Answers given to it forbid that."""
    definition, earlier = version_row.definition, before(version_row)
    if definition.current_id != version_row.pk:
        raise RuleBroken("只能撤回正在使用的版本。请刷新页面查看最新情况。")
    if earlier is None:
        raise RuleBroken("这是第一版，没有可以退回的版本。不再需要时请停用这张表。")
    count = Answer.objects.filter(form_version=version_row).count()
    if count:
        raise RuleBroken(f"已有 {count} 个单位按这一版填报，不能撤回。需要修改时请再做一个新版。")
    _refuse_for_stages(definition, earlier.form, (), "不能撤回：")
    _require_reason(reason)
    acts.change(version_row, withdrawn_at=clock.now())
    _put_in_force(definition, earlier)
    return version_row


def _refuse_for_stages(definition: FormDefinition, form: Form, steps: tuple[Step, ...], words: str) -> None:
    """Stages that stand on the form may need what it would no longer have."""
    for stage in installed():
        for why in stage.refuses_form(definition, form, steps) if stage.refuses_form is not None else ():
            raise RuleBroken(f"{words}{why}")


def _refuse_published(version: FormVersion) -> None:
    if version.published_at is not None:
        raise RuleBroken("这一版已经发布，不能再改。需要修改时请做一个新版。")


def _put_in_force(definition: FormDefinition, version: FormVersion, own: bool = True) -> None:
    acts.change(definition, current=version, is_own=own)
    definition.current = version
    rows = definition.answers.select_related("form_version").order_by("pk")
    for start in range(0, rows.count(), PROJECTED_AT_ONCE):
        answers = list(rows[start : start + PROJECTED_AT_ONCE])
        for answer in answers:
            answer.definition = definition
        project(answers)
