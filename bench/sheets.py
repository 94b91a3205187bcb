"""An upper office's template: read, merged from all schools, read back

A row per school, 58 columns to fill, a sum below each. Yardstick: openpyxl loading and saving the same file, in the
same run; best of three.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from bench.rows import Row
from luoshi.core.sheets import SchoolAnswer, SchoolName, merge, read_filled, read_template

COLUMNS = 58


def run() -> list[Row]:
    rows: list[Row] = []
    for count in (11, 300):
        schools = [SchoolName(f"第{number}职业学校", (f"{number}职",)) for number in range(1, count + 1)]
        data = _template(schools)
        template = read_template("统计表.xlsx", data, schools)
        answers = [
            SchoolAnswer(s, {c.key: n for c in template.tables[0].asked}) for n, s in enumerate(schools)
        ]
        merged = merge(template, data, answers).data
        yardstick = _best(lambda data=data: openpyxl.load_workbook(io.BytesIO(data)).save(io.BytesIO()))
        steps: list[tuple[str, Callable[[], object]]] = [
            ("read", lambda data=data, schools=schools: read_template("统计表.xlsx", data, schools)),
            ("merge", lambda t=template, data=data, answers=answers: merge(t, data, answers)),
            ("read back", lambda t=template, merged=merged, schools=schools: read_filled(t, merged, schools)),
        ]
        for name, step in steps:
            taken = _best(step)
            figure = f"{taken * 1000:.0f} ms, {taken / yardstick:.1f} × openpyxl load and save"
            rows.append(Row(f"{name}, {count} schools × {COLUMNS} columns", figure))
    return rows


def _best(step: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        step()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _template(schools: list[SchoolName]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "职业学校基本情况统计表"
    last = len(schools) + 2
    sums = [f"=SUM({get_column_letter(at)}3:{get_column_letter(at)}{last})" for at in range(3, COLUMNS + 3)]
    heads = [f"第{number}项人数（人）" for number in range(1, COLUMNS + 1)]
    names = [[number, school.name] for number, school in enumerate(schools, 1)]
    line = Side(style="thin")
    box = Border(left=line, right=line, top=line, bottom=line)
    for row, cells in enumerate([["序号", "学校名称", *heads], *names, ["合计", None, *sums]], 2):
        for column in range(1, COLUMNS + 3):
            cell = sheet.cell(row, column, cells[column - 1] if column <= len(cells) else None)
            cell.border = box
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
