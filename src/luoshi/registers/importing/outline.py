"""What the pages of an import show of a reading, made once: none of them opens the whole of a long list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from luoshi.core.fields import shown
from luoshi.core.fields.model import Field
from luoshi.registers.models import Register

from .models import ListImport
from .wanted import fields_of

CONFLICT = "conflict"
_ALONE = {"missing", "double", "hidden", "sum", "lonely", CONFLICT}  # decided row by row
_CALLED = 40


def outline_of(reading: Mapping[str, Any], register: Register) -> dict[str, Any]:
    """form: version of the form it was made for; rows: of each [table, number, position of its twin, number of its
    twin]; groups: the doubts, alike ones together, as `deciding.Group` takes them; the rest as it was read.
    """
    fields = {each.key: each for each in fields_of(register)}
    return {
        "form": form_of(register),
        "own": reading.get("own") is not None,
        "rows": [
            [row["table"], row["number"], row.get("twin_at", -1), row.get("twin", 0)]
            for row in reading.get("rows", ())
        ],
        "groups": _groups(reading, fields),
        **{name: reading.get(name, []) for name in ("tables", "dropped", "remarks", "totals")},
    }


def outline_now(row: ListImport) -> dict[str, Any]:
    """As it was kept; made anew where the form of the register has moved on since, or nothing was kept."""
    kept = row.outlined
    return kept if kept and kept["form"] == form_of(row.register) else outline_of(row.reading, row.register)


def form_of(register: Register) -> str:
    current = register.definition.current
    return current.public_id if current is not None else ""


def _groups(reading: Mapping[str, Any], fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for at, row in enumerate(reading.get("rows", ())):
        for doubt in row["doubts"]:
            if doubt["field"] and doubt["field"] not in fields:
                continue
            key = _id_of(at, doubt)
            if key not in found:
                found[key] = {"id": key, "doubt": doubt, "rows": [], "place": doubt["place"]}
                found[key] |= {"name": _name_of(row, fields), "open_text": ""}
                if not doubt["field"]:
                    found[key]["open_text"] = _open_text(row, fields)
            found[key]["rows"].append(at)
    return list(found.values())


def _id_of(at: int, doubt: Mapping[str, Any]) -> str:
    alone = at if doubt["code"] in _ALONE or not doubt["text"] else ""
    text = f"{doubt['field']}\0{doubt['code']}\0{doubt['text']}\0{alone}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _open_text(row: Mapping[str, Any], fields: Mapping[str, Field]) -> str:
    """Of a row what is not personal."""
    values = row["values"]
    texts = (shown(each, values[key]) for key, each in fields.items() if key in values and not each.personal)
    return "　".join(filter(None, texts))[:120]


def _name_of(row: Mapping[str, Any], fields: Mapping[str, Field]) -> str:
    """What a row is called: its first text that is not personal."""
    if label := row.get("label"):
        return str(label)[:_CALLED]
    values = row["values"]
    texts = (values[key] for key, each in fields.items() if key in values and not each.personal)
    return next((text for text in texts if isinstance(text, str) and text), "")[:_CALLED]
