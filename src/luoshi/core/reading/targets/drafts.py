"""A target on its way: found in a sentence, not yet placed in the text."""

from __future__ import annotations

from dataclasses import dataclass

from .dates import DateMark
from .model import Comparator, Measure
from .scopes import Basis


@dataclass(frozen=True, slots=True)
class Draft:
    """A target within its sentence, before it is placed in the text."""

    start: int
    end: int
    subject: str | None
    comparator: Comparator
    quantity: int | float | None = None
    upper: int | float | None = None
    unit: str | None = None
    level: str | None = None
    and_above: bool = False
    scope: str | None = None
    scope_basis: Basis = "inferred"
    date: DateMark | None = None
    recurrence: str | None = None
    measure: Measure = "level"
    ask: str | None = None
