"""What differs between two reports of a kind, or between a report and what the same markers say now; two versions."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.core.upward import Changed, Column, Difference, Row, difference

from .values.offers import NUMBER


@dataclass(frozen=True, slots=True)
class Compared:
    """singles: values by themselves; lists: by name, lines that came, went or say something else."""

    singles: tuple[Changed, ...]
    lists: tuple[tuple[str, Difference], ...]

    @property
    def count(self) -> int:
        of_lists = sum(len(each.added) + len(each.removed) + len(each.changed) for _, each in self.lists)
        return len(self.singles) + of_lists


def compare(before: Mapping[str, Any], after: Mapping[str, Any], leave_out: Sequence[str] = ()) -> Compared:
    """Markers that both have; leave_out: names that change with every making (数据截至)."""
    old = {each["name"]: each["text"] for each in before["singles"]}
    singles = tuple(
        Changed(each["name"], "", old[each["name"]], each["text"])
        for each in after["singles"]
        if each["name"] in old and each["name"] not in leave_out and old[each["name"]] != each["text"]
    )
    earlier = {each["name"]: each for each in before["lists"]}
    lists = [
        (each["name"], _of_lists(earlier[each["name"]], each))
        for each in after["lists"]
        if each["name"] in earlier
    ]
    return Compared(singles, tuple((name, found) for name, found in lists if not found.is_empty))


def _of_lists(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    columns = [name for name in after["columns"] if name in before["columns"] and name != NUMBER]
    return difference(_rows(before), _rows(after), [Column(name, name) for name in columns])


def _rows(listed: Mapping[str, Any]) -> list[Row]:
    return [
        Row(
            row["key"],
            row["name"],
            {name: cell[0] for name, cell in zip(listed["columns"], row["cells"], strict=True)},
        )
        for row in listed["rows"]
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison of two templates. how: added, removed or same."""

    how: str
    where: str
    text: str


def compare_texts(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> list[Line]:
    """The lines that differ, each with its place; what is the same is left out."""
    old, new = [text for _, text in before], [text for _, text in after]
    found = []
    for how, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how != "equal":
            found += [Line("removed", where, text) for where, text in before[a:b]]
            found += [Line("added", where, text) for where, text in after[c:d]]
    return found
