"""The files of an application by the lines of the list of materials."""

from __future__ import annotations

from luoshi.core.selection import read_rules
from luoshi.selection.applying.models import Material
from luoshi.selection.models import Call


def title_of(call: Call, material: Material) -> str:
    """What the line is called that the file was handed in for: never the file's own name."""
    line = read_rules(call.rules).material(material.item)
    return line.title if line is not None else "材料"
