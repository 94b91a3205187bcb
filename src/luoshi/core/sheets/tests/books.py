"""Workbooks of our own, built for tests: a title, lines about it, headings, rows, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def put(
    sheet: Worksheet, lines: Sequence[Sequence[Any]], *, at: int = 1, framed: bool = True, wide: int = 0
) -> None:
    """Lines of cells from row `at` on; with `framed` every cell up to the width has a border."""
    width = wide or max(map(len, lines))
    for row, line in enumerate(lines, at):
        for column in range(1, width + 1):
            cell = sheet.cell(row, column, line[column - 1] if column <= len(line) else None)
            if framed:
                cell.border = BOX


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain_book(heads: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "基本情况统计表") -> bytes:
    """A title over all columns, one row of headings, the rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet["A1"] = title
    put(sheet, [heads, *rows], at=2)
    return saved(book)


def cells(data: bytes, sheet: int = 0) -> dict[str, Any]:
    """What openpyxl finds: {"A1": value} without the empty ones."""
    found = openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet]
    return {
        cell.coordinate: cell.value for row in found.iter_rows() for cell in row if cell.value is not None
    }
