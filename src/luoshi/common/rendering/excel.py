"""Workbooks: text is written as text whatever it begins with, whole numbers as numbers, so that sums can be taken."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import xlsxwriter

TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9


@contextmanager
def new_workbook(stream: io.BytesIO) -> Iterator[Any]:
    """A workbook that is written into `stream` at the end of the block."""
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        yield book


def styles(book: Any) -> dict[str, Any]:
    """title, head, middle (boxed, centred), words (boxed, wrapped), note."""
    boxed = {"border": 1, "valign": "vcenter", "font_name": BODY_FONT, "font_size": 11}
    return {
        "title": book.add_format(
            {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"}
        ),
        "head": book.add_format({**boxed, "font_name": HEAD_FONT, "align": "center", "text_wrap": True}),
        "middle": book.add_format({**boxed, "align": "center"}),
        "words": book.add_format({**boxed, "text_wrap": True}),
        "note": book.add_format({"font_name": BODY_FONT, "font_size": 10}),
    }


def ready_to_print(sheet: Any, *, repeated: int, frozen: int = 0, landscape: bool = True) -> None:
    """A4, as wide as one page, the first `repeated` rows on every page and in sight, page numbers at the foot."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, repeated - 1)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(repeated, frozen)


def write(sheet: Any, line: int, column: int, text: str, style: Any) -> None:
    """One cell. What looks like a formula stays text."""
    if text.isascii() and text.isdigit() and len(text) < 10 and (text == "0" or text[0] != "0"):
        sheet.write_number(line, column, int(text), style)
    elif text:
        sheet.write_string(line, column, text, style)
    else:
        sheet.write_blank(line, column, None, style)
