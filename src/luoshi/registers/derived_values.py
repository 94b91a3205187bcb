"""What follows from the fields of a register: by their names, or by the part an officer says they play."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from luoshi.core.fields import Field, Form
from luoshi.core.fields.model import Choice
from luoshi.core.registers import Derived, derived_of
from luoshi.core.registers.checking import OF_ENTRY
from luoshi.core.registers.roles import names_played, played

from .identity import form_of, keys_now
from .models import Register
from .states import EntryState, Level, StageKind

ROLES = "roles"  # in Register.extra: name of the role → path of the field
_OF_ENTRY = {
    "state": Field("state", "choice", "状态", choices=tuple(Choice(*each) for each in EntryState.choices)),
    "since": Field("since", "date", "起算日期"),
    "stage": Field("stage", "choice", "建设阶段", choices=tuple(Choice(*each) for each in StageKind.choices)),
    "level": Field("level", "choice", "级别", choices=tuple(Choice(*each) for each in Level.choices)),
    "level_rank": Field("level_rank", "integer", "级别的次序（校级 0 至国家级 4）"),
    "valid_until": Field("valid_until", "date", "有效期至"),
}


def roles_of(register: Register) -> dict[str, str]:
    """As the fields are called in the version in force; what plays no part any more is left out."""
    found = {}
    for role, path in register.extra.get(ROLES, {}).items():
        source, dot, column = path.partition(".")
        for key in keys_now(register.definition, [source]):
            found[role] = f"{key}{dot}{column}"
    return found


def with_roles(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with those that fields stand for by their part; a field of that very name counts before."""
    return {**played(values, roles_of(register)), **values} if register.extra.get(ROLES) else dict(values)


def derived_here(register: Register, keys: Collection[str]) -> list[Derived]:
    """What follows in this register from fields with these keys."""
    roles = {role: path for role, path in roles_of(register).items() if path.partition(".")[0] in keys}
    return derived_of(register.key, [*keys, *names_played(roles)])


def form_with_derived(register: Register) -> Form:
    """The register's form without what is personal, with what is known of an entry besides: what conditions may ask."""
    form = form_of(register)
    known = {field.key for field in form.fields}
    asked = [field for field in form.fields if not field.personal]
    more = [
        Field(each.key, each.kind, f"{each.label}（系统算出）", unit=each.unit)
        for each in derived_here(register, [field.key for field in form.fields])
    ]
    more += [_OF_ENTRY[key] for key in OF_ENTRY]
    return Form((*asked, *(field for field in more if field.key not in known)), form.checks)
