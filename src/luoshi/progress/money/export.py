"""The overview as a workbook: sums three ways, who is missing, every line."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles

from .overview import WAYS, Group, Overview

SUMS = ("本季到位", "本季支出", "本年计划", "本年累计到位", "本年累计支出", "本年累计执行率（%）")
LINES = ("学校", "任务", "来源", "季度", "文号", "到位", "支出", "偏差原因")


def xlsx_bytes(view: Overview, label: str) -> bytes:
    """Amounts in 万元, as numbers; a cell without a number is empty: missing is not zero."""
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        look = styles(book)
        look["amount"] = book.add_format(
            {"border": 1, "valign": "vcenter", "font_size": 11, "num_format": "#,##0.00####"}
        )
        look["percent"] = book.add_format(
            {"border": 1, "valign": "vcenter", "font_size": 11, "num_format": "0.0"}
        )
        for way, name in WAYS.items():
            groups = view.groups(way)
            rows = [_sums(each) for each in [*groups, view.sums(groups)]]
            head = (name.removeprefix("按"), *SUMS)
            title = f"{view.plan.short}{label}资金使用（{name}，万元）"
            _sheet(book, look, name, title, head, rows, (30, *[14] * len(SUMS)))
        lines = [
            (each.school_name, each.task, each.source, f"第{each.quarter}季度", each.document, each.sums.arrived,
             each.sums.spent, each.reason)
            for each in view.lines
        ]  # fmt: skip
        _sheet(book, look, "明细", f"{view.plan.short}{label}止资金使用明细（万元）", LINES, lines, _WIDE)
        missing = [(school.name, state) for school, state in view.missing()]
        _sheet(book, look, "未确认", f"{label}还没有确认的学校", ("学校", "情况"), missing, (40, 16))
    return stream.getvalue()


_WIDE = (16, 40, 14, 10, 24, 12, 12, 40)


def _sums(group: Group) -> tuple[Any, ...]:
    year, now = group.year, group.quarter
    return (
        group.label,
        now.arrived,
        now.spent,
        year.planned,
        year.arrived,
        year.spent,
        _Percent.of(year.rate),
    )


class _Percent(Decimal):
    """A rate among amounts."""

    @classmethod
    def of(cls, value: Decimal | None) -> _Percent | None:
        return None if value is None else cls(value)


def _sheet(
    book: Any, look: dict[str, Any], name: str, title: str, head: Iterable[str], rows: Iterable[Iterable[Any]],
    widths: Iterable[int],
) -> None:  # fmt: skip
    sheet, head = book.add_worksheet(name), list(head)
    ready_to_print(sheet, repeated=2, frozen=1)
    sheet.merge_range(0, 0, 0, len(head) - 1, "", look["title"])
    sheet.write_string(0, 0, title, look["title"])
    sheet.set_row(0, 30)
    for column, (word, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, word, look["head"])
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row):
            if value is None or value == "":
                sheet.write_blank(line, column, None, look["words"])
            elif isinstance(value, Decimal):
                style = look["percent" if isinstance(value, _Percent) else "amount"]
                sheet.write_number(line, column, value, style)
            else:
                sheet.write_string(line, column, str(value), look["words"])
