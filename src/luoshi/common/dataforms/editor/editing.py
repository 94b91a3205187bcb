"""Changes to a form's content, each giving new content. What is removed is kept under `removed` and can come back.

A path is `field` or `table.column`; `check:0` is the first check.
"""

from __future__ import annotations

import copy
from typing import Any

Content = dict[str, Any]
MOST_REMOVED = 30


def fields_at(content: Content, table: str = "") -> list[dict[str, Any]]:
    """The list of fields, or of the columns of a table."""
    if not table:
        found: list[dict[str, Any]] = content.setdefault("fields", [])
        return found
    columns: list[dict[str, Any]] = _named(content["fields"], table).setdefault("columns", [])
    return columns


def _named(fields: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(each for each in fields if each.get("key") == key)


def field_at(content: Content, path: str) -> dict[str, Any] | None:
    table, _, column = path.partition(".")
    try:
        found = _named(fields_at(content), table)
        return _named(found.get("columns", []), column) if column else found
    except StopIteration:
        return None


def new_key(content: Content, table: str = "") -> str:
    """A key nobody used in this form before, removed fields included."""
    prefix = "c" if table else "f"
    used = {each.get("key") for each in fields_at(content, table)}
    gone = [each for each in content.get("removed", []) if "field" in each and each["table"] == table]
    used |= {each["field"].get("key") for each in gone}
    number = len(used) + 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"


def with_field(content: Content, field: dict[str, Any], table: str = "") -> Content:
    new = copy.deepcopy(content)
    fields_at(new, table).append(field)
    return new


def with_changed(content: Content, path: str, field: dict[str, Any]) -> Content:
    """The field replaced; columns of a table stay as they are."""
    new = copy.deepcopy(content)
    old = field_at(new, path)
    if old is not None:
        kept = {"columns": old["columns"]} if "columns" in old and field.get("kind") == "table" else {}
        old.clear()
        old.update({**field, **kept})
    return new


def _place(content: Content, path: str) -> tuple[list[dict[str, Any]], int, str]:
    table, _, column = path.partition(".")
    fields = fields_at(content, table if column else "")
    at = next(n for n, each in enumerate(fields) if each.get("key") == (column or table))
    return fields, at, table if column else ""


def without(content: Content, path: str) -> Content:
    new = copy.deepcopy(content)
    if path.startswith("check:"):
        at = int(path.partition(":")[2])
        gone: dict[str, Any] = {"table": "", "at": at, "check": new["checks"].pop(at)}
    else:
        fields, at, table = _place(new, path)
        gone = {"table": table, "at": at, "field": fields.pop(at)}
    new["removed"] = [gone, *new.get("removed", [])][:MOST_REMOVED]
    return new


def brought_back(content: Content, number: int) -> Content:
    """A removed field or check where it stood; a column whose table is gone stays removed."""
    new = copy.deepcopy(content)
    back = new["removed"][number]
    if "check" in back:
        new.setdefault("checks", []).insert(back["at"], back["check"])
        del new["removed"][number]
        return new
    if back["table"] and field_at(new, back["table"]) is None:
        return new
    del new["removed"][number]
    fields_at(new, back["table"]).insert(back["at"], back["field"])
    return new


def moved(content: Content, path: str, up: bool) -> Content:
    new = copy.deepcopy(content)
    fields, at, _ = _place(new, path)
    to = at - 1 if up else at + 1
    if 0 <= to < len(fields):
        fields[at], fields[to] = fields[to], fields[at]
    return new


def with_check(content: Content, check: dict[str, Any], number: int | None = None) -> Content:
    new = copy.deepcopy(content)
    checks = new.setdefault("checks", [])
    if number is None:
        checks.append(check)
    else:
        checks[number] = check
    return new
