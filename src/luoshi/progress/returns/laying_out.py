"""What a person says of the layout where the reading was not sure: what the rows of a table are, how the answers come
together, whose a printed row is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.core.sheets.correcting import corrected
from luoshi.core.sheets.model import Arrangement, Shape
from luoshi.core.sheets.written import template_from_json, template_to_json

EITHER = ("schools", "list")  # what a table without printed rows can be
TOGETHER = ("lists", "form")  # what a file with free rows can be
ANSWERED = ("shape-unsure", "row-without-school", "arrangement-unsure")  # findings that these boxes answer
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of a table that bears a school's name, or what may be one."""

    box: str
    table: str
    row: str
    at: int
    label: str
    school: str


def may_be_either(table: Mapping[str, Any]) -> bool:
    return table["shape"] in EITHER and not table["rows"] and bool(table["name_at"])


def may_come_otherwise(template: Mapping[str, Any]) -> bool:
    free = any(table["shape"] == "list" for table in template["tables"])
    return template["arrangement"] in TOGETHER and free


def printed_of(table: Mapping[str, Any]) -> list[Printed]:
    """Those nobody knows first."""
    if table["shape"] != "schools":
        return []
    rows = [
        Printed(
            f"row-{table['key']}-{row['key']}",
            table["key"],
            row["key"],
            row["at"],
            row["label"],
            row["school"],
        )
        for row in table["rows"]
    ]
    return sorted(rows, key=lambda row: bool(row.school))[:MOST_ROWS]


def laid_out(template: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The template as the person says it is, and the boxes as they hold for it."""
    shapes = {
        table["key"]: Shape(said[f"shape-{table['key']}"])
        for table in template["tables"]
        if may_be_either(table) and said.get(f"shape-{table['key']}", table["shape"]) != table["shape"]
    }
    rows = [row for table in template["tables"] for row in printed_of(table)]
    schools = {(row.table, row.row): said[row.box] for row in rows if row.box in said}
    how = said.get("arrangement") or template["arrangement"]
    arrangement = (
        Arrangement(how) if how != template["arrangement"] and may_come_otherwise(template) else None
    )
    found = template_to_json(
        corrected(template_from_json(template), shapes=shapes, schools=schools, arrangement=arrangement)
    )
    dropped = set(_singles(template)) if arrangement is Arrangement.LISTS else set()
    return found, {name: value for name, value in said.items() if name not in dropped}


def _singles(template: Mapping[str, Any]) -> Iterator[str]:
    """In rows one after another there is no place for what stands beside the table."""
    yield from (f"take-{each['key']}" for each in template["fields"])
