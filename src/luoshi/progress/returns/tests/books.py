"""An upper office's workbook with a row for each school, made for tests."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.styles import Border, Side

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADS = [
    "序号",
    "学校名称",
    "在校生数（人）",
    "其中：女生（人）",
    "专任教师（人）",
    "经费投入（万元）",
    "备注",
]


def by_schools(
    names: list[str], title: str = "2026年中等职业学校基本情况统计表", heads: list[str] = HEADS
) -> bytes:
    """Title, line of who fills it in, headings, a row for each, a row of sums; a second sheet of words."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADS))
    sheet["A1"] = title
    rows: list[list[Any]] = [heads, *([number, name] for number, name in enumerate(names, 1))]
    last = len(names) + 3
    rows.append(["合计", None, *(f"=SUM({letter}4:{letter}{last})" for letter in "CDEF")])
    sheet["A2"] = "填报单位（盖章）："
    for at, row in enumerate(rows, 3):
        for column in range(1, len(HEADS) + 1):
            cell = sheet.cell(at, column, row[column - 1] if column <= len(row) else None)
            cell.border = BOX
    sheet.cell(len(rows) + 3, 1, "注：统计时点为2026年9月1日。")
    book.create_sheet("填表说明")["A1"] = "经费以万元为单位，保留两位小数。"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(data: bytes, sheet: int = 0) -> dict[str, Any]:
    found = openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet]
    return {c.coordinate: c.value for row in found.iter_rows() for c in row if c.value is not None}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
