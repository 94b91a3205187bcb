"""What is said of answers that do not fit, when they are merged."""

import io
from typing import Any

import openpyxl

from luoshi.core.sheets import Merged, SchoolAnswer, SchoolName, merge, read_template
from luoshi.core.sheets.model import Value

from .books import put, saved

SCHOOLS = [SchoolName(f"第{n}职业学校") for n in range(1, 5)]
HEADS: list[Any] = ["学校名称", "*学生数（人）", "其中：女生", "其中：男生", "经费（万元）", "就业率"]


def book(total: list[Any] | None = None, printed: bool = True) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["A1"] = "学校情况调查统计表"
    put(
        sheet,
        [HEADS, *[[s.name if printed else None] for s in SCHOOLS], *([["合计", *total]] if total else [])],
        at=2,
    )
    return saved(made)


def merged(data: bytes, *values: dict[str, Value]) -> Merged:
    template = read_template("表.xlsx", data, SCHOOLS)
    return merge(template, data, [SchoolAnswer(s, v) for s, v in zip(SCHOOLS, values, strict=False)])


def said(made: Merged) -> list[tuple[str, str]]:
    return [(check.code, check.school) for check in made.checks]


def test_a_part_above_its_whole_a_share_above_a_hundred_and_an_empty_cell() -> None:
    made = merged(
        book(),
        {"t1_c2": 100, "t1_c3": 120, "t1_c4": 50, "t1_c6": "98.5"},
        {"t1_c2": 100, "t1_c3": 20, "t1_c6": "198.5"},
        {"t1_c3": 20},
    )
    assert said(made) == [("part", SCHOOLS[0].name), ("percent", SCHOOLS[1].name), ("empty", SCHOOLS[2].name)]
    assert (
        made.checks[0].message
        == "“第1职业学校”学校情况调查统计表“其中：女生”是 120，大于“*学生数（人）” 100，请核对。"
    )


def test_a_value_far_from_the_others_is_most_likely_in_another_unit() -> None:
    made = merged(book(), *[{"t1_c2": 1, "t1_c5": value} for value in ("12", "1500000", "9.5", "20")])
    assert said(made) == [("unit", SCHOOLS[1].name)]


def test_a_printed_total_that_is_not_the_sum_is_told() -> None:
    made = merged(book([999, None, None, "=SUM(E3:E5)"]), *[{"t1_c2": 10, "t1_c5": "1.5"} for _ in SCHOOLS])
    assert [(check.code, check.key) for check in made.checks] == [("sum", "t1_c2"), ("sum", "t1_c5")]
    assert (
        made.checks[1].message == "“学校情况调查统计表”“经费（万元）”的合计是 4.5，各校相加是 6.0，请核对。"
    )


def test_an_empty_total_is_written_and_a_formula_is_kept() -> None:
    made = merged(book([None, None, None, "=SUM(E3:E6)"]), *[{"t1_c2": 10, "t1_c5": "1.5"} for _ in SCHOOLS])
    sheet = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert (sheet["B7"].value, sheet["E7"].value, sheet["C7"].value, said(made)) == (
        40,
        "=SUM(E3:E6)",
        None,
        [],
    )


def test_a_value_of_another_kind_is_not_written_and_told() -> None:
    made = merged(book(), {"t1_c2": "约一百", "t1_c5": "3.5"})
    assert [(check.code, check.key, check.where) for check in made.checks] == [
        ("not-written", "t1_c2", "工作表“Sheet”B3")
    ]


def test_a_school_that_the_template_does_not_print_is_told_and_not_lost_silently() -> None:
    data = book()
    template = read_template("表.xlsx", data, SCHOOLS)
    made = merge(template, data, [SchoolAnswer(SchoolName("另一学校"), {"t1_c2": 5})])
    assert said(made) == [("school-without-row", "另一学校")]


def test_more_schools_than_empty_rows_get_rows() -> None:
    made = openpyxl.Workbook()
    put(made.active, [["序号", "学校名称", "学生数"], [1], [2], ["合计", None, "=SUM(C2:C3)"]])
    data = saved(made)
    template = read_template("表.xlsx", data, SCHOOLS)
    out = merge(template, data, [SchoolAnswer(s, {"t1_c3": n}) for n, s in enumerate(SCHOOLS, 1)])
    sheet = openpyxl.load_workbook(io.BytesIO(out.data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        *[[n, school.name, n] for n, school in enumerate(SCHOOLS, 1)],
        ["合计", None, "=SUM(C2:C5)"],
    ]


def test_the_same_row_twice_in_a_list_is_told() -> None:
    made = openpyxl.Workbook()
    put(made.active, [["序号", "学校名称", "项目名称", "金额（万元）"], [1], [2]])
    data = saved(made)
    template = read_template("表.xlsx", data, SCHOOLS)
    row = {"t1_c3": "实训楼", "t1_c4": "10"}
    out = merge(template, data, [SchoolAnswer(SCHOOLS[0], {}, {"t1": [row, row]})])
    assert said(out) == [("duplicate", SCHOOLS[0].name)]
