"""The matrix as a workbook in the annex's layout, ready to print on A4 landscape."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from luoshi.core.matrix import LEAD, PrintedTable

FIRST_ROW = 2  # below the title and the heading
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_bytes(table: PrintedTable) -> bytes:
    """One sheet; every text is written as text, whole numbers as numbers."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet("承接情况一览表")
        styles = _styles(book)
        _page(sheet, table)
        _head(sheet, styles, table)
        _body(sheet, styles, table)
        for place, note in enumerate(table.notes, FIRST_ROW + len(table.rows)):
            sheet.write_string(place, 0, note, styles["note"])
    return stream.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    boxed = {"border": 1, "valign": "vcenter", "font_name": "仿宋_GB2312", "font_size": 11}
    return {
        "title": book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        ),
        "head": book.add_format({**boxed, "font_name": "黑体", "align": "center", "text_wrap": True}),
        "middle": book.add_format({**boxed, "align": "center"}),
        "words": book.add_format({**boxed, "text_wrap": True}),
        "note": book.add_format({"font_name": "仿宋_GB2312", "font_size": 10}),
    }


def _page(sheet: Any, table: PrintedTable) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, FIRST_ROW - 1)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(FIRST_ROW, len(LEAD))
    sheet.set_column(0, 1, 6)
    sheet.set_column(2, 2, 46)
    sheet.set_column(3, 3, 6)
    sheet.set_column(4, 3 + max(1, len(table.organisations)), 6.5)


def _head(sheet: Any, styles: dict[str, Any], table: PrintedTable) -> None:
    last = len(LEAD) + len(table.organisations) - 1
    sheet.merge_range(0, 0, 0, last, "", styles["title"])
    sheet.write_string(0, 0, table.title, styles["title"])
    sheet.set_row(0, 34)
    sheet.set_row(1, 32)
    sheet.merge_range(1, 1, 1, 2, "", styles["head"])
    for place, word in enumerate([*LEAD, *table.organisations]):
        if word:
            sheet.write_string(1, place, word, styles["head"])


def _body(sheet: Any, styles: dict[str, Any], table: PrintedTable) -> None:
    numbers = table.numbers
    for place, row in enumerate(table.rows):
        line, run = FIRST_ROW + place, numbers[place].size
        if run > 1:
            sheet.merge_range(line, 0, line + run - 1, 0, "", styles["middle"])
        if run:
            _write(sheet, line, 0, row.outer, styles["middle"])
        if row.inner:
            sheet.write_string(line, 1, row.inner, styles["middle"])
        else:
            sheet.merge_range(line, 1, line, 2, "", styles["words"])
        sheet.write_string(line, 2 if row.inner else 1, row.title, styles["words"])
        _write(sheet, line, 3, row.count, styles["middle"])
        for column, mark in enumerate(row.marks, len(LEAD)):
            _write(sheet, line, column, mark, styles["middle"])
        sheet.set_row(line, 30)


def _write(sheet: Any, line: int, column: int, text: str, style: Any) -> None:
    """Whole numbers stay numbers, so that sums can be taken; everything else is text."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        sheet.write_number(line, column, int(text), style)
    elif text:
        sheet.write_string(line, column, text, style)
    else:
        sheet.write_blank(line, column, None, style)
