"""The commonest template: a row per school."""

import base64
import json
import zipfile
from io import BytesIO

import openpyxl
import pytest

from luoshi.core.reading.structure import Unreadable
from luoshi.core.sheets import SchoolAnswer, SchoolName, Shape, fill, merge, read_filled, read_template, tasks
from luoshi.core.sheets.written import answer_from_json, answer_to_json, template_from_json, template_to_json

from .books import cells, plain_book, saved

ONE, TWO = SchoolName("甲市第一职业学校"), SchoolName("甲市第二职业学校", ("二职",))
HEADS = ["序号", "学校名称", "在校生数（人）", "经费投入（万元）", "毕业率", "备注"]
PRINTED = plain_book(HEADS, [[1, "甲市第一职业学校"], [2, "二职"], ["合计", None, "=SUM(C3:C4)"]])
ANSWERS = [
    SchoolAnswer(ONE, {"t1_c3": 1200, "t1_c4": "12.5", "t1_c5": "98.5", "t1_c6": "=1+1"}),
    SchoolAnswer(TWO, {"t1_c3": 800}),
]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_schools_are_known_by_their_full_and_other_names() -> None:
    [table] = read_template("表.xlsx", PRINTED, [ONE, TWO]).tables
    assert table.shape is Shape.SCHOOLS
    assert [row.school for row in table.rows] == [ONE.name, TWO.name]
    assert [(c.label, c.kind.value, c.unit) for c in table.asked] == [
        ("在校生数（人）", "integer", "人"),
        ("经费投入（万元）", "decimal", "万元"),
        ("毕业率", "percent", "%"),
        ("备注", "text", ""),
    ]
    assert table.totals == (5,)


def test_each_school_lands_in_its_own_row_and_a_text_is_never_a_formula() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE, TWO])
    merged = merge(template, PRINTED, ANSWERS)
    found = cells(merged.data)
    assert (found["C3"], found["D3"], found["E3"], found["C4"]) == (1200, 12.5, "98.5%", 800)
    assert found["C5"] == "=SUM(C3:C4)"
    with zipfile.ZipFile(BytesIO(merged.data)) as opened:
        assert b"<f>=1+1</f>" not in opened.read("xl/worksheets/sheet1.xml")
    assert found["F3"] == "=1+1"


def test_parts_without_a_written_cell_are_the_same_byte_for_byte() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE, TWO])
    merged = merge(template, PRINTED, ANSWERS)
    before, after = parts(PRINTED), parts(merged.data)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == set(merged.changed)


def test_what_was_filled_in_is_read_back() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE, TWO])
    back = read_filled(template, merge(template, PRINTED, ANSWERS).data, [ONE, TWO])
    assert back.answers == tuple(ANSWERS)
    assert back.faults == ()


def test_a_school_s_own_sheet_holds_only_its_row() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE, TWO])
    found = cells(fill(template, PRINTED, ANSWERS[1]))
    assert found["C4"] == 800
    assert "C3" not in found


def test_empty_rows_get_the_names_of_the_schools() -> None:
    data = plain_book(HEADS, [[], [], []])
    template = read_template("表.xlsx", data, [ONE, TWO])
    found = cells(merge(template, data, ANSWERS).data)
    assert [found["A3"], found["B3"], found["A4"], found["B4"]] == [1, ONE.name, 2, TWO.name]


def test_another_file_than_the_template_is_refused() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE])
    with pytest.raises(Unreadable, match="不是读取时的那份模板"):
        merge(template, plain_book(HEADS, [[]]), ANSWERS)


def test_a_template_kept_as_json_is_the_same_again() -> None:
    template = read_template("表.xlsx", PRINTED, [ONE, TWO])
    assert template_from_json(template_to_json(template)) == template


def test_what_the_template_prints_in_a_school_s_row_is_never_written_over() -> None:
    data = plain_book(HEADS, [[1, ONE.name, 999, "=C3*2"], [2, TWO.name]])
    template = read_template("表.xlsx", data, [ONE, TWO])
    merged = merge(template, data, [SchoolAnswer(ONE, {"t1_c3": 5, "t1_c4": "5", "t1_c6": "好"})])
    found = cells(merged.data)
    assert (found["C3"], found["D3"], found["F3"]) == (999, "=C3*2", "好")
    assert [(check.code, check.key) for check in merged.checks] == [
        ("not-written", "t1_c3"),
        ("not-written", "t1_c4"),
    ]
    assert read_filled(template, merged.data, [ONE]).answers == (SchoolAnswer(ONE, {"t1_c6": "好"}),)


def test_a_school_s_own_sheet_bears_its_name_and_is_read_though_the_name_was_taken_out() -> None:
    data = plain_book(HEADS, [[], []])
    template = read_template("表.xlsx", data, [ONE, TWO])
    sheet = fill(template, data, SchoolAnswer(TWO))
    assert cells(sheet)["B3"] == TWO.name
    nameless = openpyxl.load_workbook(BytesIO(sheet))
    nameless.active["B3"], nameless.active["C3"] = None, 70
    assert read_filled(template, saved(nameless), [TWO]).answers == (SchoolAnswer(TWO, {"t1_c3": 70}),)
    other = read_filled(template, saved(nameless), [ONE, TWO])
    assert (other.answers, other.faults[0].message) == ((), "这一行没有写学校名称，没有读取。")


def test_the_tasks_of_the_child_process_speak_json_only() -> None:
    names = [{"name": ONE.name}, {"name": TWO.name, "aliases": ["二职"]}]
    told = json.loads(json.dumps(tasks.read([("表.xlsx", PRINTED)], {"schools": names})))
    answers = [answer_to_json(answer) for answer in ANSWERS]
    options = {"template": told, "answers": answers, "schools": names, "answer": answers[0], "office": {}}
    merged = json.loads(json.dumps(tasks.merge_all([("表.xlsx", PRINTED)], options)))
    data = base64.b64decode(merged["data"])
    back = json.loads(json.dumps(tasks.read_back([("回.xlsx", data)], options)))
    assert [answer_from_json(each) for each in back["answers"]] == ANSWERS
    assert (merged["changed"], merged["checks"], back["faults"]) == (["xl/worksheets/sheet1.xml"], [], [])
    own = base64.b64decode(tasks.fill_one([("表.xlsx", PRINTED)], options)["data"])
    assert cells(own)["C3"] == 1200
