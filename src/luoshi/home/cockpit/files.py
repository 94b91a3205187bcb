"""The tables behind the pictures, as rows of text: for Excel and for comma-separated text alike."""

from __future__ import annotations

import io
from collections.abc import Sequence

from luoshi.common.rendering import excel
from luoshi.core.shares import shown

from .figures import Figure
from .heat import Cell, Heat

NOTHING = "—"


def figure_rows(figure: Figure, names: dict[int, str]) -> list[list[str]]:
    """By month first, then by school; missing is not zero."""
    unit = f"{figure.label}（{figure.unit}）"
    rows = [["时间", unit, "说明", "按计划应完成（%）" if figure.key == "done" else ""]]
    for point in figure.points:
        rows.append([point.label, number(point.value), point.words, number(point.planned)])
    if figure.forecast is not None:
        rows.append(["预测", number(figure.forecast.value), figure.forecast.rule, ""])
    rows += [["", "", "", ""], ["学校", unit, "说明", ""]]
    rows += [[names[each.school], number(each.value), each.words, ""] for each in figure.by_school]
    return [*rows, ["算法", figure.tells, "", ""]]


def number(value: float | None) -> str:
    return "" if value is None else shown(value)


def heat_rows(heat: Heat) -> list[list[str]]:
    head = ["学校", *heat.areas, "全部"]
    body = [[row.school.short, *(_words(cell) for cell in (*row.cells, row.whole))] for row in heat.rows]
    return [head, *body, ["合计", *(_words(cell) for cell in heat.foot)]]


def _words(cell: Cell) -> str:
    return cell.words if cell.duties else NOTHING


def xlsx_bytes(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.BytesIO()
    width = max((len(row) for row in rows), default=1)
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("数据"), excel.styles(book)
        excel.ready_to_print(sheet, repeated=2, frozen=1)
        if width > 1:
            sheet.merge_range(0, 0, 0, width - 1, "", styles["title"])
        excel.write(sheet, 0, 0, title, styles["title"])
        sheet.set_column(0, width - 1, 22)
        for line, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                _write(sheet, line, column, text, styles["head" if line == 1 else "words"])
    return stream.getvalue()


def number_words(text: str) -> str:
    return f"{float(text):.15g}"


def _write(sheet: object, line: int, column: int, text: str, style: object) -> None:
    """Numbers as numbers, everything else as text, also what would read otherwise as a number: 007, 4.10."""
    plain = text.replace(".", "", 1)
    if line > 1 and plain.isascii() and plain.isdigit() and number_words(text) == text:
        sheet.write_number(line, column, float(text), style)  # type: ignore[attr-defined]
    else:
        excel.write(sheet, line, column, text, style)
