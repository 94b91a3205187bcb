"""What a stage offers to the whole. `config/stages.py` lists the stages; `home` and the command line read the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .actor import Actor


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One line of the desk: act + object, from whom, due, and the page where it is done."""

    title: str
    href: str
    action: str  # what the button says
    source: str = ""  # from whom
    due: Any = None  # date or None
    group: str = "todo"  # todo | read | mine


@dataclass(frozen=True, slots=True)
class Found:
    """One search result."""

    kind: str
    title: str
    href: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must always hold. `check` yields (object in words, what is wrong) for each violation."""

    code: str
    check: Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the process, as the others may use it. Fields are added with the issue that fills them."""

    name: str
    pack: tuple[Any, ...] = ()  # sections of packs this stage owns
    desk: Callable[[Actor], Iterable[DeskItem]] | None = None
    search: Callable[[Actor, str], Iterable[Found]] | None = None
    panels: dict[str, Callable[..., Any]] = field(
        default_factory=dict
    )  # page -> function giving a panel's context
    invariants: tuple[Invariant, ...] = ()
    demo: Callable[[], None] | None = None
    sweep: Callable[[], None] | None = (
        None  # removes rows that have had their day; called by the tick, hourly
    )


_installed: list[Stage] = []


def install(stages: Iterable[Stage]) -> None:
    """Called once at start-up by `config`."""
    _installed[:] = list(stages)


def installed() -> list[Stage]:
    return list(_installed)
