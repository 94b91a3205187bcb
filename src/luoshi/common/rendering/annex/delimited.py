"""The matrix as comma-separated text for Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.common.rendering import text
from luoshi.core.matrix import LEAD, PrintedTable


def csv_bytes(table: PrintedTable) -> bytes:
    """Title, heading, one line a task, notes. No cell can be taken for a formula."""
    return text.csv_bytes(_lines(table))


def _lines(table: PrintedTable) -> Iterator[Sequence[str]]:
    yield (table.title,)
    yield (*LEAD, *table.organisations)
    for row in table.rows:
        words = (row.inner, row.title) if row.inner else (row.title, "")
        yield (row.outer, *words, row.count, *row.marks)
    for note in table.notes:
        yield (note,)
