"""Schools that are not one row each: across the columns, or with several rows."""

import io

import openpyxl
import pytest

from luoshi.core.sheets import Arrangement, SchoolAnswer, SchoolName, Shape, merge, read_filled, read_template
from luoshi.core.sheets.model import TemplateTable, Value
from luoshi.core.sheets.written import template_from_json, template_to_json

from .books import cells, put, saved
from .corpus import SCHOOLS, SHORT, XLSX
from .made import answer_for, value_for


def across(groups: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "各校主要指标对照表"
    if groups:
        heads: list[list[str | None]] = [
            ["指标", "计量单位", SHORT[0], None, SHORT[1], None],
            [None, None, "上年", "本年", "上年", "本年"],
        ]
        put(sheet, [*heads, ["在校生数", "人"], ["经费", "万元"]], at=2, wide=6)
        for area in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            sheet.merge_cells(area)
    else:
        put(sheet, [["指标", "计量单位", *SHORT[:3], "合计"], ["在校生数", "人"], ["经费", "万元"]], at=2)
        for row in (3, 4):
            sheet[f"F{row}"] = f"=SUM(C{row}:E{row})"
    return saved(book)


def blocks() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    put(
        sheet,
        [
            ["学校", "年度", "学生数（人）", "经费（万元）"],
            *[[n, y] for n in SHORT[:3] for y in ("2025年", "2026年")],
        ],
    )
    for row in (3, 5, 7):
        sheet.cell(row, 1).value = None
        sheet.merge_cells(start_row=row - 1, start_column=1, end_row=row, end_column=1)
    return saved(book)


def values(table: TemplateTable, number: int) -> dict[str, Value]:
    return {column.key: value_for(column, number) for column in table.asked}


@pytest.mark.parametrize(
    ("data", "asked", "rows"),
    [
        (across(), ["数值"], ["在校生数 人", "经费 万元"]),
        (across(groups=True), ["上年", "本年"], ["在校生数 人", "经费 万元"]),
        (blocks(), ["学生数（人）", "经费（万元）"], ["2025年", "2026年"]),
    ],
)
def test_one_small_table_is_asked_of_every_school_and_each_lands_in_its_place(
    data: bytes, asked: list[str], rows: list[str]
) -> None:
    template = read_template("表.xlsx", data, SCHOOLS)
    [table] = template.tables
    assert (template.arrangement, table.shape) == (Arrangement.ROWS, Shape.FIXED)
    assert [column.label for column in table.asked] == asked
    assert [row.label for row in table.rows] == rows
    assert template_from_json(template_to_json(template)) == template
    answers = [
        SchoolAnswer(school, {}, {"t1": [{"_row": row.key, **values(table, number)} for row in table.rows]})
        for number, school in enumerate(SCHOOLS[: len(table.places)], 1)
    ]
    merged = merge(template, data, answers)
    assert merged.checks == ()
    assert read_filled(template, merged.data, SCHOOLS[:3]).answers == tuple(answers)


def test_values_stand_in_the_columns_of_their_schools_and_sums_are_kept() -> None:
    data = across()
    template = read_template("表.xlsx", data, SCHOOLS)
    key = template.tables[0].asked[0].key
    answer = SchoolAnswer(SCHOOLS[1], {}, {"t1": [{"_row": "r3", key: "7"}]})
    found = cells(merge(template, data, [answer]).data)
    assert (found["D3"], found["F3"]) == (7, "=SUM(C3:E3)")


def test_a_school_without_a_place_is_told_once() -> None:
    data = across()
    template = read_template("表.xlsx", data, SCHOOLS)
    key = template.tables[0].asked[0].key
    stranger = SchoolAnswer(
        SchoolName("另一学校"), {}, {"t1": [{"_row": "r3", key: "7"}, {"_row": "r4", key: "7"}]}
    )
    assert [check.code for check in merge(template, data, [stranger]).checks] == ["school-without-row"]
    [found] = [f.message for f in template.findings if f.code == "school-without-row"]
    assert found.startswith("2 个学校在“各校主要指标对照表”里没有位置")
    assert "：白河县职业高级中学、云岭工业学校（云岭技工学校）。" in found


def test_a_school_s_sheet_that_is_laid_out_otherwise_is_told_and_not_written() -> None:
    book = openpyxl.load_workbook(io.BytesIO(XLSX["分校表.xlsx"][0]()))
    book[SHORT[1]].insert_rows(2)
    data = saved(book)
    template = read_template("分校表.xlsx", data, SCHOOLS[:3])
    assert [f.message[:8] for f in template.findings if f.code == "sheet-differs"] == [
        f"“{SCHOOLS[1].name}"[:8]
    ]
    answers = [answer_for(template, school, number) for number, school in enumerate(SCHOOLS[:3])]
    merged = merge(template, data, answers)
    assert [(check.code, check.school) for check in merged.checks] == [("not-written", SCHOOLS[1].name)]
    assert read_filled(template, merged.data, SCHOOLS[:3]).answers == (answers[0], answers[2])
