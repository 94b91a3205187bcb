"""Old Excel workbooks (.xls) and those of WPS (.et)."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ..structure import SourceDocument, Unreadable
from .builder import Blocks
from .cell_values import moment_text, number_text
from .sheets import Sheet, add_sheet

_LARGEST_AREA = 4_000_000


def read(name: str, data: bytes) -> SourceDocument:
    """Every visible sheet in order; hidden ones are named in the remarks."""
    blocks = Blocks(name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise Unreadable(
            f"“{name}”无法打开，可能设有密码或已损坏，请用表格软件打开后另存为 .xlsx 再上传。"
        ) from error
    with workbook:
        for known in workbook.sheets_metadata:
            if known.typ != SheetTypeEnum.WorkSheet:
                continue
            if known.visible != SheetVisibleEnum.Visible:
                blocks.remark(f"工作表“{known.name}”是隐藏的，没有读入；如需读入，请取消隐藏后再上传。")
            else:
                add_sheet(blocks, _read_sheet(known.name, workbook.get_sheet_by_name(known.name), blocks))
    return blocks.document("xls")


def _read_sheet(title: str, stored: CalamineSheet, blocks: Blocks) -> Sheet:
    sheet = Sheet(title)
    if stored.start is None:
        return sheet
    if stored.height * stored.width > _LARGEST_AREA:
        raise Unreadable(f"工作表“{title}”范围过大，请只保留需要的部分，另存为 .xlsx 后再上传。")
    first_row, first_column = stored.start
    for row, values in enumerate(stored.to_python(skip_empty_area=True), start=first_row + 1):
        for column, value in enumerate(values, start=first_column + 1):
            sheet.put(row, column, _text(value))
            if isinstance(value, float) and 0 < abs(value) < 1:
                blocks.remark(
                    "旧格式表格中的百分数按小数读入（如 50% 读作 0.5），请核对，或另存为 .xlsx 后再上传。"
                )
    for (top, left), (bottom, right) in stored.merged_cell_ranges or []:
        sheet.spans[top + 1, left + 1] = (bottom - top + 1, right - left + 1)
    return sheet


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, date | datetime | time):
        return moment_text(value)
    if isinstance(value, timedelta):
        return moment_text((datetime.min + value).time())
    return str(value)
