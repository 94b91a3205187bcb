"""The matrix as comma-separated text for Excel: UTF-8 with its mark, formulas disarmed."""

from __future__ import annotations

import csv
import io

from luoshi.core.matrix import LEAD, PrintedTable, plain_cell


def csv_bytes(table: PrintedTable) -> bytes:
    """Title, heading, one line a task, notes. No cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")

    def line(*cells: str) -> None:
        writer.writerow([plain_cell(cell) for cell in cells])

    line(table.title)
    line(*LEAD, *table.organisations)
    for row in table.rows:
        words = (row.inner, row.title) if row.inner else (row.title, "")
        line(row.outer, *words, row.count, *row.marks)
    for note in table.notes:
        line(note)
    return text.getvalue().encode("utf-8-sig")
