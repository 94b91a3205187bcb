"""A form as the JSON that `definition.read` reads."""

from __future__ import annotations

from typing import Any

from luoshi.core.conditions import to_json

from .definition import FLAGS
from .model import Field, Form


def to_data(form: Form) -> dict[str, Any]:
    """The inverse of `read`."""
    checks = [
        {"must": to_json(each.must), "message": each.message, **({"table": each.table} if each.table else {})}
        for each in form.checks
    ]
    return {"fields": [field_data(field) for field in form.fields], **({"checks": checks} if checks else {})}


def field_data(field: Field) -> dict[str, Any]:
    """One field as JSON; what stands at its default is left out."""
    found: dict[str, Any] = {"key": field.key, "kind": field.kind, "label": field.label}
    for name in ("unit", "help", "section", "prefill", "pick", *FLAGS, "low", "high", "length", "least"):
        value = getattr(field, name)
        if value not in ("", False, None, 0) or (
            name in ("low", "high") and value == 0 and value is not None
        ):
            found[name] = value
    for name, otherwise in (("places", 2), ("most", 100)):
        if getattr(field, name) != otherwise:
            found[name] = getattr(field, name)
    for name in ("choices", "rows"):
        if options := getattr(field, name):
            found[name] = [{"key": each.key, "label": each.label} for each in options]
    if field.columns:
        found["columns"] = [field_data(column) for column in field.columns]
    for name in ("shown_if", "required_if"):
        condition = getattr(field, name)
        if condition is not None:
            found[name] = to_json(condition)
    return found
