"""Comma-separated text for Excel: UTF-8 with its mark, formulas disarmed (EX-01)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading sign of one gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([plain_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
