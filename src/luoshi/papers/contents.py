"""What a paper contains when it is sent, in a form that any reader can be shown without asking the stage again.

Pure: no rows, no clock. A stage makes a `Content` from its row as it stands; a sending keeps it as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heading, column names, rows of words."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """title; facts: (label, words) in one line each; words: (heading, text) at length; grids: tables;
    values: what the stage itself needs to know of this sending (JSON), never shown as such."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    words: Sequence[tuple[str, str]] = ()
    grids: Sequence[Grid] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "facts": [list(fact) for fact in self.facts],
            "words": [list(words) for words in self.words],
            "grids": [
                {"heading": grid.heading, "columns": list(grid.columns), "rows": [list(r) for r in grid.rows]}
                for grid in self.grids
            ],
            "values": dict(self.values),
        }


def read(title: str, body: Mapping[str, Any]) -> Content:
    return Content(
        title=title,
        facts=[(label, words) for label, words in body["facts"]],
        words=[(heading, text) for heading, text in body["words"]],
        grids=[Grid(**grid) for grid in body["grids"]],
        values=body["values"],
    )
