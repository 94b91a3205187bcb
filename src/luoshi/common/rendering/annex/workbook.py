"""The matrix as a workbook in the annex's layout, ready to print on A4 landscape."""

from __future__ import annotations

import io
from typing import Any

from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles, write
from luoshi.core.matrix import LEAD, PrintedTable

FIRST_ROW = 2  # below the title and the heading


def xlsx_bytes(table: PrintedTable) -> bytes:
    """One sheet; every text is written as text, whole numbers as numbers."""
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        sheet = book.add_worksheet("承接情况一览表")
        look = styles(book)
        _page(sheet, table)
        _head(sheet, look, table)
        _body(sheet, look, table)
        for place, note in enumerate(table.notes, FIRST_ROW + len(table.rows)):
            sheet.write_string(place, 0, note, look["note"])
    return stream.getvalue()


def _page(sheet: Any, table: PrintedTable) -> None:
    ready_to_print(sheet, repeated=FIRST_ROW, frozen=len(LEAD))
    sheet.set_column(0, 1, 6)
    sheet.set_column(2, 2, 46)
    sheet.set_column(3, 3, 6)
    sheet.set_column(4, 3 + max(1, len(table.organisations)), 6.5)


def _head(sheet: Any, look: dict[str, Any], table: PrintedTable) -> None:
    last = len(LEAD) + len(table.organisations) - 1
    sheet.merge_range(0, 0, 0, last, "", look["title"])
    sheet.write_string(0, 0, table.title, look["title"])
    sheet.set_row(0, 34)
    sheet.set_row(1, 32)
    sheet.merge_range(1, 1, 1, 2, "", look["head"])
    for place, word in enumerate([*LEAD, *table.organisations]):
        if word:
            sheet.write_string(1, place, word, look["head"])


def _body(sheet: Any, look: dict[str, Any], table: PrintedTable) -> None:
    numbers = table.numbers
    for place, row in enumerate(table.rows):
        line, run = FIRST_ROW + place, numbers[place].size
        if run > 1:
            sheet.merge_range(line, 0, line + run - 1, 0, "", look["middle"])
        if run:
            write(sheet, line, 0, row.outer, look["middle"])
        if row.inner:
            sheet.write_string(line, 1, row.inner, look["middle"])
        else:
            sheet.merge_range(line, 1, line, 2, "", look["words"])
        sheet.write_string(line, 2 if row.inner else 1, row.title, look["words"])
        write(sheet, line, 3, row.count, look["middle"])
        for column, mark in enumerate(row.marks, len(LEAD)):
            write(sheet, line, column, mark, look["middle"])
        sheet.set_row(line, 30)
