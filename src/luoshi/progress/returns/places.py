"""Who is asked though the upper office's file has no place for it: told before a return goes out and after."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.accounts.models import Organisation
from luoshi.core.sheets.model import SchoolName
from luoshi.core.sheets.planning import nowhere_to_write
from luoshi.core.sheets.written import template_from_json

from .merging import names_of
from .models import Return
from .states import Reading

NAMED = 30  # more schools are counted


def without_a_place(row: Return, asked: Iterable[Organisation]) -> list[str]:
    """A sentence for each table: how many, which, what to do. `row`: its columns were checked."""
    read = row.template_read.get("template") if row.reading == Reading.TAKEN and row.mapping else None
    if not read:
        return []
    schools = list(asked)
    short = {each.name: each.short for each in schools}
    known = [SchoolName(each["name"], tuple(each["aliases"])) for each in names_of(schools)]
    found = []
    for each in nowhere_to_write(template_from_json(read), known):
        names = [short[name] for name in each.schools]
        named = "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
        found.append(f"{len(names)} 个填报单位{each.words}，填了也合并不进去：{named}。")
    return found
