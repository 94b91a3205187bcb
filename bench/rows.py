"""What a benchmark answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure; `goal` is what the issue asks for, empty where it asks for nothing."""

    what: str
    figure: str
    goal: str = ""
