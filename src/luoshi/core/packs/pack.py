"""A pack as read from its file, before anything in it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .problems import Problem

Path = tuple[str | int, ...]
PackKind = Literal["site", "plan"]


@dataclass(frozen=True, slots=True)
class Pack:
    """The plain values of one pack file, the line each of them stands on, and why it could not be read.

    name      the file's name
    data      mappings, lists, text, whole numbers, decimals, yes/no and null only; empty when unreadable
    lines     1-based line by path, e.g. ("tasks", 0, "title") → 12
    problems  what stopped the reading; empty when the file could be read
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line_of(self, *path: str | int) -> int:
        """The line of `path`, or of the nearest thing around it that has one."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return 0

    def problem(self, code: str, path: Path, message: str, remedy: str) -> Problem:
        """A problem of this pack at `path`."""
        return Problem(self.name, self.line_of(*path), message, remedy, code)


def pack_kind(pack: Pack) -> PackKind | None:
    """What the file says it is (`pack: site` or `pack: plan`); None when it says neither."""
    said = pack.data.get("pack")
    if said == "site":
        return "site"
    return "plan" if said == "plan" else None
