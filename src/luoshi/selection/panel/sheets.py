"""The pool as a workbook to read and print."""

from __future__ import annotations

import io
from collections.abc import Iterable

from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles, write

from .models import Expert

HEADINGS = (
    *("姓名", "职称、职务", "来源", "地区", "评审领域", "任职单位"),
    *("一次最多评审", "参加遴选", "评审任务", "收回", "状态"),
)
WIDTHS = (12, 16, 10, 10, 24, 36, 12, 10, 10, 8, 10)


def pool_workbook(experts: Iterable[Expert]) -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        style = styles(book)
        sheet = book.add_worksheet("评审专家库")
        for column, (text, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            write(sheet, 0, column, text, style["head"])
        for line, expert in enumerate(experts, 1):
            for column, text in enumerate(_cells(expert)):
                write(sheet, line, column, text, style["words"])
        ready_to_print(sheet, repeated=1)
    return stream.getvalue()


def _cells(expert: Expert) -> list[str]:
    employers = "、".join(each.name for each in expert.tenures.all() if each.removed_at is None)
    counted = [str(getattr(expert, name)) for name in ("load", "asked", "given", "taken")]
    return [
        expert.name,
        expert.title,
        expert.get_sort_display(),
        expert.get_region_display(),
        "、".join(expert.fields),
        employers,
        *counted,
        expert.get_state_display(),
    ]
