"""What is looked for in a list: the fields of a register, and what the school said of columns before."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.sources import picks_for
from luoshi.core.fields.model import PICKED, Field
from luoshi.core.lists.asking import shape_of, wanted_data
from luoshi.core.lists.model import Wanted
from luoshi.core.sheets import labels
from luoshi.registers.identity import keys_now
from luoshi.registers.models import Register
from luoshi.registers.sheets import fields_to_fill_in

from .models import KnownColumns


def fields_of(register: Register) -> list[Field]:
    """What can stand in a column."""
    return fields_to_fill_in(register)


def wanted_of(register: Register, actor: Actor) -> list[Wanted]:
    fields = fields_of(register)
    identity = keys_now(register.definition, register.identity)
    picks = picks_for(fields, actor)
    return [
        Wanted(
            each,
            (),
            shape_of(each),
            each.key in identity,
            picks.get(each.pick_name, ()) if each.kind in PICKED else (),
        )
        for each in fields
    ]


def options_for(register: Register, organisation: Organisation, actor: Actor) -> dict[str, Any]:
    """For the child: the fields, and the columns known by their headings."""
    known = KnownColumns.objects.filter(register=register, organisation=organisation)
    chosen = {row.digest: row.columns for row in known}
    return {**wanted_data(wanted_of(register, actor)), "chosen": chosen}


def is_certain(reading: dict[str, Any], register: Register) -> bool:
    """Whether no column has to be looked at: each is known or sure, and what is required has one."""
    needed = {each.key for each in fields_of(register) if each.required}
    for table in reading["tables"]:
        columns = table["columns"]
        if any(_is_asked(column) for column in columns):
            return False
        if needed - {column["field"] for column in columns}:
            return False
    return True


def _is_asked(column: dict[str, Any]) -> bool:
    """Not sure, or left out without anybody having said so; the ordinal needs no word."""
    if column["certainty"] == "likely" or (column["note"] and not column["field"]):
        return True
    serial = bool(labels.NUMBER.match(labels.bare(column["path"][-1]))) if column["path"] else True
    return column["certainty"] == "none" and not serial
