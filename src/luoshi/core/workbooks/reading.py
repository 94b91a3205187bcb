"""The child's task: every sheet of a workbook as texts, cell by cell, hidden sheets too."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from luoshi.core.reading.hostile import check_size, open_archive
from luoshi.core.reading.structure import Unreadable

LARGEST_AREA = 2_000_000  # cells of one sheet, empty ones too
MOST_SHEETS = 60
EXACT = 10**15  # beyond this Excel has lost the last digits of a number
LOST_DIGITS = "\N{REPLACEMENT CHARACTER}"  # in front of a number whose last digits are lost


def read_sheets(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """{"sheets": [{"name", "visible", "rows": [[text, …], …]}]} of one file; row 1, column A come first.

    Raises Unreadable with one Chinese sentence.
    """
    name, data = files[0]
    check_size(name, data)
    if data[:2] == b"PK":
        open_archive(name, data)  # every entry inflated once, bombs and macros refused
    elif data[:4] != b"\xd0\xcf\x11\xe0":
        raise Unreadable(f"“{name}”不是表格文件。请上传 .xlsx（也可以是 .xls、.ods）文件。")
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {"sheets": [_sheet(book, known) for known in _worksheets(name, book)]}
    except CalamineError as error:
        raise Unreadable(
            f"“{name}”无法打开，可能设有密码或已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        ) from error


def _worksheets(name: str, book: CalamineWorkbook) -> list[Any]:
    found = [known for known in book.sheets_metadata if known.typ == SheetTypeEnum.WorkSheet]
    if len(found) > MOST_SHEETS:
        raise Unreadable(f"“{name}”有 {len(found)} 张工作表，超过 {MOST_SHEETS} 张，请只保留要导入的工作表。")
    return found


def _sheet(book: CalamineWorkbook, known: Any) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(known.name)
    visible = known.visible == SheetVisibleEnum.Visible
    if sheet.end is None:
        return {"name": known.name, "visible": visible, "rows": [], "merged": []}
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > LARGEST_AREA:
        raise Unreadable(f"工作表“{known.name}”范围过大，请删去空白的行和列，另存后再上传。")
    rows = [[text_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"name": known.name, "visible": visible, "rows": rows, "merged": _merged(sheet)}


def _merged(sheet: Any) -> list[Any]:
    """Merged cells as ((first row, first column), (last row, last column)), from 0; .xls and .ods tell none."""
    try:
        return [list(span) for span in sheet.merged_cell_ranges or []]
    except (CalamineError, AttributeError):
        return []


def text_of(value: object) -> str:
    """A cell as text: 5.0 is 5, a date is 2020-01-22, yes and no are 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return f"{LOST_DIGITS if abs(value) >= EXACT else ''}{int(value)}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
