"""The percent of one count in another, the same wherever the two are shown. Pure."""

from __future__ import annotations


def percent_of(part: int, whole: int) -> float | None:
    """To a tenth, half up; 100 only where it is all. None of nothing."""
    if not whole:
        return None
    tenths = (part * 2000 + whole) // (whole * 2)
    return (tenths if part >= whole else min(tenths, 999)) / 10


def shown(value: float) -> str:
    """With its tenth where it has one."""
    return f"{value:.1f}".removesuffix(".0")
