"""The site pack's registers: each as it is in force, with the form of its entries."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.dataforms.actions import publish_content
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.dataforms.queries import OF_REGISTER
from luoshi.common.errors import RuleBroken
from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load
from luoshi.core.fields.packed import packed, unpacked
from luoshi.core.packs.difference import Kind, ObjectDifference

from .identity import keys_now
from .models import Entry, Register
from .retention import erased_with
from .states import Stages

COLUMNS = ("title", "group", "tells", "identity", "shows", "stages", "expected", "checks", "retention_years")
LISTS = ("identity", "shows", "expected", "checks")


def bureau() -> Organisation | None:
    """Whose registers are that name no owner: the city bureau's."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.CITY_BUREAU, withdrawn_at__isnull=True)
    return rows.order_by("order", "id").first()


def snapshot(key: str) -> dict[str, Fields]:
    city = bureau()
    rows = Register.objects.filter(withdrawn_at__isnull=True).select_related("owner", "definition__current")
    return {row.key: _fields(row, city) for row in rows.order_by("order", "id") if row.definition.current}


def as_fields(row: Register) -> Fields:
    """One register as a pack would write it."""
    return _fields(row, bureau())


def _fields(row: Register, city: Organisation | None) -> Fields:
    assert row.definition.current is not None
    return {
        "key": row.key,
        "owner": None if city is not None and row.owner_id == city.pk else row.owner.key,
        **{name: getattr(row, name) for name in COLUMNS},
        **{name: keys_now(row.definition, getattr(row, name)) for name in ("identity", "shows")},
        "form": packed(row.definition.current.form, row.definition.current.declared),
    }


def apply(load: PackLoad, entries: list[ObjectDifference]) -> None:
    known = {row.key: row for row in Register.objects.select_related("definition__current", "owner")}
    order = max((row.order for row in known.values()), default=0)
    for entry in entries:
        row = known.get(entry.key)
        if entry.kind is Kind.WITHDRAWN:
            if row is not None:
                acts.change(row, withdrawn_at=clock.now())
            continue
        if row is None:
            order += 10
        put_register(row, entry.key, new_values(entry), load, order)
    note_load(load, "registers", entries)


def put_register(row: Register | None, key: str, values: Fields, load: PackLoad, order: int) -> Register:
    """Inside an act: make or change one, with the form of its entries."""
    said: dict[str, Any] = {name: values[name] for name in COLUMNS if name in values}
    said |= {name: said[name] or [] for name in LISTS if name in said}
    if "stages" in said:
        said["stages"] = said["stages"] or Stages.NONE
    if row is None:
        owner = _owner(values.get("owner"))
        definition = _definition(owner, key, values)
        _publish(definition, values, load)
        made: Register = acts.create(
            Register,
            key=key,
            owner=owner,
            definition=definition,
            order=order,
            opened_at=clock.now(),
            read_as=_read_as(definition),
            **said,
        )
        return made
    _refuse_erasing(row, said)
    if {"identity", "shows"} & said.keys():
        said["read_as"] = ""  # the sweep calls and tells its entries anew
    acts.change(row, withdrawn_at=None, opened_at=row.opened_at or clock.now(), **said)
    if "form" in values:
        _publish(row.definition, values, load)
    if "title" in values or "tells" in values:
        acts.change(row.definition, title=row.title, purpose=row.tells)
    return row


def _refuse_erasing(row: Register, said: Fields) -> None:
    """A pack is loaded by one person; what makes personal values go takes two (controls SE-05)."""
    years = said.get("retention_years", row.retention_years)
    if due := erased_with(row, years):
        raise RuleBroken(
            f"台账“{row.title}”的保留年数由 {row.retention_years} 年缩短为 {years} 年，"
            f"马上有 {due} 条的个人信息期满清除，要由两个人办理，不能用装载包缩短。"
            f"请在包里写 {row.retention_years} 年再装载；确实要缩短的，在台账的设置里写明理由提请，由另一人确认。"
        )


def _read_as(definition: FormDefinition) -> str:
    return definition.current.public_id if definition.current else ""


def _owner(key: str | None) -> Organisation:
    owner = Organisation.objects.filter(key=key).first() if key else bureau()
    if owner is None:
        raise RuleBroken("台账没有归口单位：请在包里写明 owner，或先加上市教育局。")
    return owner


def _definition(owner: Organisation, key: str, values: Fields) -> FormDefinition:
    made: FormDefinition = acts.create(
        FormDefinition,
        key=f"{OF_REGISTER}{key}",
        title=values["title"],
        purpose=values["tells"],
        owner_id=owner.pk,
        owner_public_id=owner.public_id,
        owner_name=owner.name,
    )
    return made


def _publish(definition: FormDefinition, values: Fields, load: PackLoad) -> None:
    content, steps = unpacked(values["form"])
    current = definition.current
    if current is not None and packed(current.form, current.declared) == values["form"]:
        return
    try:
        publish_content(definition=definition, content=content, steps=steps, by=load.by)
    except RuleBroken as refused:
        title = definition.title
        raise RuleBroken(
            f"台账“{title}”：{refused.message}请在包里写明 steps，或先在页面上处理。"
        ) from refused


def touched(key: str, entry: ObjectDifference) -> str:
    """Entries of a register the new pack would change or withdraw."""
    count = Entry.objects.filter(register__key=entry.key).count()
    return f"已登记 {count} 条" if count else ""


REGISTERS = PackSection("site", "registers", snapshot, apply, touched)
