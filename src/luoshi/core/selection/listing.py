"""The order of a list of results, and the number each selected one gets in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from .parts import Rules

LAST = 1_000_000


class Listed(Protocol):
    """A result as it stands. place: 1 the best, None without one; level: key of its level."""

    @property
    def code(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def place(self) -> int | None: ...
    @property
    def selected(self) -> bool: ...
    @property
    def level(self) -> str: ...


Row = TypeVar("Row", bound=Listed)


def in_order(rules: Rules, rows: Iterable[Row]) -> list[Row]:
    """By 组别, the best level first, then by place; the code decides what is left."""
    groups = {title: at for at, title in enumerate(rules.group_titles)}
    levels = {level.key: at for at, level in enumerate(rules.levels)}
    return sorted(
        rows,
        key=lambda row: (
            groups.get(row.group, LAST), row.group, not row.selected, levels.get(row.level, LAST),
            row.place or LAST, row.code,
        ),
    )  # fmt: skip


def numbers_of(rules: Rules, rows: Iterable[Row]) -> dict[str, int]:
    """Code of each selected result → its number in the list."""
    chosen = in_order(rules, [row for row in rows if row.selected])
    return {row.code: number for number, row in enumerate(chosen, 1)}
