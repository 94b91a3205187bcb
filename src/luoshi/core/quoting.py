"""A name in quotation marks: marks within it become single ones, as GB/T 15834 has it. Pure."""

from __future__ import annotations

_WITHIN = str.maketrans("“”", "‘’")


def quoted(name: object) -> str:
    """双师型 → “双师型”; “双师型”教师 → “‘双师型’教师”."""
    return f"“{str(name).translate(_WITHIN)}”"
