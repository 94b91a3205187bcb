"""Sheets that people filled in and sent back: taken as they are meant, refused cell by cell where they are not."""

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl

from luoshi.core.sheets import Back, SchoolName, read_filled, read_template

from .books import plain_book, saved
from .corpus import SCHOOLS, XLSX
from .documents import DOCX

HEADS = ["序号", "学校名称", "学生数（人）", "经费（万元）", "就业率", "检查日期", "是否达标"]
ROWS = plain_book(HEADS, [[1, SCHOOLS[0].name], [2, SCHOOLS[1].name]])
LIST = plain_book(["序号", "教师姓名", "课时（学时）"], [[1], [2], ["合计", None, "=SUM(C3:C4)"]])


def came_back(data: bytes, change: Callable[[Any], None], schools: list[SchoolName]) -> Back:
    template = read_template("表.xlsx", data, SCHOOLS)
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.active)
    return read_filled(template, saved(book), schools)


def test_what_people_type_is_taken_as_it_is_meant() -> None:
    def typed(sheet: Any) -> None:
        for at, text in {
            "C3": "1,200",
            "D3": " １２.５0 ",
            "E3": "98.5%",
            "F3": "2026年3月1日",
            "G3": "√",
        }.items():
            sheet[at] = text

    [answer] = came_back(ROWS, typed, [SCHOOLS[0]]).answers
    assert answer.values == {
        "t1_c3": 1200,
        "t1_c4": "12.5",
        "t1_c5": "98.5",
        "t1_c6": "2026-03-01",
        "t1_c7": True,
    }


def test_each_cell_that_cannot_be_taken_is_named_and_the_others_are_taken() -> None:
    def typed(sheet: Any) -> None:
        for at, text in {"C3": "约1200", "D3": 5, "F3": "下周", "G3": "还行", "C4": "1.5"}.items():
            sheet[at] = text

    back = came_back(ROWS, typed, list(SCHOOLS[:2]))
    assert [answer.values for answer in back.answers] == [{"t1_c4": "5"}]
    assert [(fault.where, fault.key) for fault in back.faults] == [
        ("工作表“Sheet”C3", "t1_c3"),
        ("工作表“Sheet”F3", "t1_c6"),
        ("工作表“Sheet”G3", "t1_c7"),
        ("工作表“Sheet”C4", "t1_c3"),
    ]
    assert back.faults[0].message == "“学生数（人）”：“约1200”不是数字。"


def test_a_school_s_sheet_brings_nothing_for_another_school() -> None:
    def typed(sheet: Any) -> None:
        sheet["C3"], sheet["C4"] = 1, 2

    back = came_back(ROWS, typed, [SCHOOLS[1]])
    assert [(answer.school, answer.values) for answer in back.answers] == [(SCHOOLS[1], {"t1_c3": 2})]


def test_changed_headings_are_never_guessed_at() -> None:
    def typed(sheet: Any) -> None:
        sheet.insert_cols(3)
        sheet["D3"] = 1200

    back = came_back(ROWS, typed, [SCHOOLS[0]])
    assert back.answers == ()
    assert "表头和下发的不一样" in back.faults[0].message


def test_rows_that_people_added_to_a_list_are_read_and_the_total_is_not() -> None:
    def typed(sheet: Any) -> None:
        sheet.insert_rows(5, 3)
        for row in range(3, 8):
            sheet.cell(row, 2, f"教师{row}")
            sheet.cell(row, 3, row)

    [answer] = came_back(LIST, typed, [SCHOOLS[0]]).answers
    assert [row["t1_c2"] for row in answer.rows["t1"]] == [f"教师{row}" for row in range(3, 8)]


def test_a_formula_without_a_value_is_a_fault_and_one_with_a_value_counts() -> None:
    def typed(sheet: Any) -> None:
        sheet["C3"] = "=600*2"

    back = came_back(ROWS, typed, [SCHOOLS[0]])
    assert back.answers == ()
    assert "公式" in back.faults[0].message


def test_lines_and_boxes_of_a_form_are_read_where_people_wrote() -> None:
    data = XLSX["申报表.xlsx"][0]()
    template = read_template("申报表.xlsx", data, SCHOOLS)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["B5"] = "□是  □√否"
    book.active["E5"] = "□省级 ☑市级 ■校级"
    back = read_filled(template, saved(book), [SCHOOLS[0]])
    by_label = {field.label: field.key for field in template.fields}
    assert back.answers[0].values == {by_label["是否骨干专业"]: False}
    assert [fault.message for fault in back.faults] == ["“建设层次”：只能选一项，勾了“市级”“校级”。"]


def test_a_sentence_of_a_word_form_that_was_rewritten_is_a_fault() -> None:
    data = DOCX["自查报告.docx"][0]()
    template = read_template("自查报告.docx", data, SCHOOLS)
    document = docx.Document(io.BytesIO(data))
    document.paragraphs[2].text = "我校有三间实训室。"
    out = io.BytesIO()
    document.save(out)
    back = read_filled(template, out.getvalue(), [SCHOOLS[0]])
    assert back.answers == ()
    assert "只在空白处填写" in back.faults[0].message


def test_rows_are_known_by_the_name_in_them_wherever_people_moved_them() -> None:
    def typed(sheet: Any) -> None:
        sheet["C3"], sheet["C4"] = 1, 2
        sheet.insert_rows(3, 2)

    back = came_back(ROWS, typed, list(SCHOOLS[:2]))
    assert [(answer.school, answer.values) for answer in back.answers] == [
        (SCHOOLS[0], {"t1_c3": 1}),
        (SCHOOLS[1], {"t1_c3": 2}),
    ]


def test_a_given_row_that_is_not_where_it_was_is_a_fault_and_never_read_as_another() -> None:
    data = XLSX["综合报表.xlsx"][0]()
    template = read_template("综合报表.xlsx", data, SCHOOLS)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["E5"], book.active["E6"] = 100, 200
    book.active.delete_rows(5)
    back = read_filled(template, saved(book), [SCHOOLS[0]])
    assert back.answers == ()
    assert [fault.where for fault in back.faults] == ["工作表“Sheet”A5", "工作表“Sheet”A9"]
    assert "应当是“一、学校占地面积 平方米" in back.faults[0].message
