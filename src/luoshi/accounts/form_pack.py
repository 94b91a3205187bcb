"""The site pack's forms: each as the version in force; older versions and all answers stay on the site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.dataforms.actions import publish_content
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.dataforms.queries import OF_REGISTER
from luoshi.common.errors import RuleBroken
from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load
from luoshi.core.fields.packed import packed, unpacked
from luoshi.core.packs.difference import Kind, ObjectDifference
from luoshi.core.packs.snapshots import cell_key

from .models import Organisation

FACTS = ("title", "purpose", "basis", "until")


def snapshot(key: str) -> dict[str, Fields]:
    """The forms in use that somebody here made or changed; those as they came with the product are no facts of it,
    those of registers stand in the section `registers`."""
    rows = FormDefinition.objects.filter(
        is_own=True, current__isnull=False, withdrawn_at__isnull=True
    ).exclude(key__startswith=OF_REGISTER)
    rows = rows.select_related("current")
    owners = dict(Organisation.objects.filter(pk__in=rows.values("owner_id")).values_list("pk", "key"))
    found = [_fields(row, owners[row.owner_id]) for row in rows.order_by("id") if row.owner_id in owners]
    return {cell_key(each["owner"], each["key"]): each for each in found}


def _fields(row: FormDefinition, owner: str) -> Fields:
    assert row.current is not None
    return {
        "key": row.key,
        "owner": owner,
        "title": row.title,
        "purpose": row.purpose or None,
        "basis": row.basis or None,
        "until": row.until.isoformat() if row.until else None,
        "content": packed(row.current.form, row.current.declared),
    }


def apply(load: PackLoad, entries: list[ObjectDifference]) -> None:
    owners = {row.key: row for row in Organisation.objects.all()} if entries else {}
    for entry in entries:
        owner_key, _, key = entry.key.partition("/")
        owner = owners[owner_key]
        row = FormDefinition.objects.filter(owner_id=owner.pk, key=key).first()
        if entry.kind is Kind.WITHDRAWN:
            _withdraw(row)
        else:
            _put(row or _made(owner, key, new_values(entry)), new_values(entry), load)
    note_load(load, "forms", entries)


def _withdraw(row: FormDefinition | None) -> None:
    if row is not None:
        acts.change(row, withdrawn_at=clock.now())


def _made(owner: Organisation, key: str, values: Fields) -> FormDefinition:
    made: FormDefinition = acts.create(
        FormDefinition,
        key=key,
        title=values["title"],
        owner_id=owner.pk,
        owner_public_id=owner.public_id,
        owner_name=owner.name,
    )
    return made


def _put(row: FormDefinition, values: Fields, load: PackLoad) -> None:
    said: dict[str, Any] = {name: values[name] or "" for name in FACTS if name in values}
    if "until" in said:
        said["until"] = dt.date.fromisoformat(said["until"]) if said["until"] else None
    acts.change(row, **said, withdrawn_at=None, is_own=True)
    if "content" not in values:
        return
    content, steps = unpacked(values["content"])
    if row.current is not None and packed(row.current.form, row.current.declared) == values["content"]:
        return
    try:
        publish_content(definition=row, content=content, steps=steps, by=load.by)
    except RuleBroken as refused:
        raise RuleBroken(
            f"填报表“{row.title}”：{refused.message}请在包里写明 steps，或先在页面上处理。"
        ) from refused


def touched(key: str, entry: ObjectDifference) -> str:
    """Answers that were given to a form the new pack would change or withdraw."""
    owner, _, form = entry.key.partition("/")
    place = Organisation.objects.filter(key=owner).first()
    row = FormDefinition.objects.filter(owner_id=place.pk, key=form).first() if place else None
    count = row.answers.count() if row is not None else 0
    return f"已有 {count} 份填报" if count else ""


FORMS = PackSection("site", "forms", snapshot, apply, touched)
