"""A value that cannot be placed with certainty is not written, and named in the checks."""

import io
from dataclasses import replace

import docx
import openpyxl
import pytest

from luoshi.core.sheets import Kind, Merged, SchoolAnswer, SchoolName, fill, merge, read_filled, read_template
from luoshi.core.sheets.values import Wrong, canonical

from .books import cells, plain_book, put, saved

WEST, EAST = SchoolName("甲县职业教育中心", ("职教中心",)), SchoolName("乙县职业教育中心", ("职教中心",))


def codes(merged: Merged) -> list[str]:
    return [check.code for check in merged.checks]


def test_a_printed_short_name_that_two_schools_bear_is_nobodys_row() -> None:
    data = plain_book(["学校名称", "学生数"], [["职教中心"], ["丙县职业教育中心"]])
    third = SchoolName("丙县职业教育中心")
    template = read_template("表.xlsx", data, [WEST, EAST, third])
    answers = [SchoolAnswer(each, {"t1_c2": number}) for number, each in enumerate((WEST, EAST, third), 1)]
    for sent in (answers, answers[:1]):  # also where only one of the two has sent
        merged = merge(template, data, sent)
        assert cells(merged.data).get("B3") is None
        assert codes(merged).count("school-without-row") == len(sent[:2])
    assert cells(fill(template, data, answers[0])).get("B3") is None
    filled = openpyxl.load_workbook(io.BytesIO(data))
    filled.active["B3"] = 7
    assert read_filled(template, saved(filled), [WEST]).answers == ()


def test_two_schools_of_one_full_name_are_both_left_out_and_named() -> None:
    data = plain_book(["学校名称", "学生数"], [["实验学校"], [None]])
    twin = SchoolName("实验学校")
    template = read_template("表.xlsx", data, [twin])
    merged = merge(template, data, [SchoolAnswer(twin, {"t1_c2": 1}), SchoolAnswer(twin, {"t1_c2": 2})])
    assert codes(merged) == ["not-written"]
    assert [value for at, value in cells(merged.data).items() if at.startswith("B")] == ["学生数"]


def test_a_school_renamed_since_the_reading_keeps_its_row() -> None:
    data = plain_book(["学校名称", "学生数"], [["甲县职业教育中心"], [None]])
    template = read_template("表.xlsx", data, [WEST])
    renamed = SchoolName("甲县职业技术学校", ("甲县职校", WEST.name))
    merged = merge(template, data, [SchoolAnswer(renamed, {"t1_c2": 5})])
    assert (cells(merged.data)["B3"], "A4" in cells(merged.data)) == (5, False)


def test_a_fraction_is_never_cut_to_a_whole_number() -> None:
    data = plain_book(["学校名称", "学生数"], [[WEST.name]])
    template = read_template("表.xlsx", data, [WEST])
    merged = merge(template, data, [SchoolAnswer(WEST, {"t1_c2": "12.5"})])
    assert (cells(merged.data).get("B3"), codes(merged)) == (None, ["not-written"])
    with pytest.raises(Wrong, match="有小数"):
        canonical(Kind.INTEGER, "12.5")


@pytest.mark.parametrize(
    ("total", "found"),
    [("=AVERAGE(B2:B4)", []), ("=B2/3", []), ("1.2.3", []), ("=SUM(B2:B4)", []), (46, []), (47, ["sum"])],
)
def test_a_quotient_in_the_row_of_totals_does_not_stop_the_merge(total: object, found: list[str]) -> None:
    book = openpyxl.Workbook()
    schools = [WEST, EAST, SchoolName("丙县职业教育中心")]
    put(book.active, [["学校名称", "生师比", "备注"], *[[each.name] for each in schools], ["合计", total]])
    for row in (2, 3, 4):
        book.active.cell(row, 2).number_format = "0.00"
    data = saved(book)
    template = read_template("表.xlsx", data, schools)
    answers = [SchoolAnswer(each, {"t1_c2": n}) for each, n in zip(schools, ("15", "15", "16"), strict=True)]
    assert codes(merge(template, data, answers)) == found


def test_what_a_schools_own_form_could_not_take_is_named() -> None:
    book = openpyxl.Workbook()
    put(book.active, [["学校名称", None], ["是否合格", "□合格 □不合格 □免检"], ["建校日期", None]], at=2)
    data = saved(book)
    template = read_template("表.xlsx", data, [WEST])
    tick = next(field for field in template.fields if field.ticks)
    merged = merge(template, data, [SchoolAnswer(WEST, {tick.key: "优秀"})])
    assert ("choice", WEST.name, tick.key) in [(c.code, c.school, c.key) for c in merged.checks]


def two_sheets(change: str) -> bytes:
    """The same sheet for two schools, the second changed by a hand."""
    book = openpyxl.Workbook()
    for name in ("甲县职业教育中心", "乙县职业教育中心"):
        sheet = book.create_sheet(name)
        put(sheet, [["指标", "计划数", "完成数"], ["招生", None, None], ["就业", None, None]], at=2)
        put(sheet, [["填表人", None, "联系电话", None]], at=7)
    other = book.worksheets[2]
    if change == "row":
        other.insert_rows(3)
    elif change == "formula":
        other["C3"] = "=B3*2"
    elif change == "label":
        other["C7"] = "传真"
    book.remove(book.worksheets[0])
    return saved(book)


@pytest.mark.parametrize(
    ("change", "left"),
    [("", {"B3": 1, "C3": 2, "D7": "139"}), ("row", {}), ("label", {}), ("formula", {"B3": 1, "D7": "139"})],
)
def test_another_schools_sheet_takes_only_what_stands_as_in_the_first(change: str, left: dict) -> None:
    data = two_sheets(change)
    template = read_template("表.xlsx", data, [WEST, EAST])
    phone = next(field.key for field in template.fields if field.label == "联系电话")
    rows = {"t1": [{"_row": "r3", "t1_c2": 1, "t1_c3": 2}]}
    merged = merge(template, data, [SchoolAnswer(EAST, {phone: "139"}, rows)])
    found = cells(merged.data, 1)
    assert {at: value for at, value in found.items() if value in (1, 2, "139")} == left
    assert codes(merged) == ([] if not change else ["not-written"])
    assert found.get("C3") == ("=B3*2" if change == "formula" else left.get("C3"))


@pytest.mark.parametrize("heads", [("计划", "完成", "完成", "计划"), ("计划", "完成", "计划", "备注")])
def test_schools_across_whose_columns_differ_are_told_and_not_taken_as_alike(heads: tuple[str, ...]) -> None:
    book = openpyxl.Workbook()
    top = ["指标", "甲县职业教育中心", None, "乙县职业教育中心", None]
    put(book.active, [top, [None, *heads], ["招生", None, None, None, None], ["就业"]], wide=5)
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        book.active.merge_cells(area)
    template = read_template("表.xlsx", saved(book), [WEST, EAST])
    assert template.tables[0].places == ()
    assert "schools-differ" in [finding.code for finding in template.findings]


def test_a_row_that_names_another_school_is_not_the_own_schools() -> None:
    data = plain_book(["序号", "学校名称", "项目名称", "金额（万元）"], [[1], [2], [3]])
    template = read_template("表.xlsx", data, [WEST, EAST])
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row, name in ((3, EAST.name), (4, None), (5, WEST.name)):
        book.active.cell(row, 2).value, book.active.cell(row, 3).value = name, f"项目{row}"
    [answer] = (back := read_filled(template, saved(book), [WEST])).answers
    assert [row["t1_c3"] for row in answer.rows["t1"]] == ["项目4", "项目5"]
    assert [fault.where for fault in back.faults] == ["工作表“Sheet”B3"]


def test_what_would_lie_hidden_in_a_cell_merged_down_is_named() -> None:
    book = openpyxl.Workbook()
    put(book.active, [["序号", "项目名称", "金额（万元）", "备注"], [1], [2], [3]])
    book.active.merge_cells("D2:D4")
    data = saved(book)
    template = read_template("表.xlsx", data, [WEST])
    rows = [{"t1_c2": f"项目{n}", "t1_c3": str(n), "t1_c4": f"注{n}"} for n in range(1, 6)]
    merged = merge(template, data, [SchoolAnswer(WEST, {}, {"t1": rows})])
    data_of = merged.each[0][1] if merged.each else merged.data
    found = cells(data_of)
    assert [found.get(f"D{row}") for row in range(2, 7)] == ["注1", None, None, None, None]
    assert codes(merged).count("not-written") == 4


def test_rows_added_in_word_below_cells_merged_down_do_not_stop_the_merge() -> None:
    paper = docx.Document()
    table = paper.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    for at, text in enumerate(("序号", "教师姓名", "任教专业", "备注")):
        table.cell(0, at).text = text
    table.cell(1, 3).merge(table.cell(3, 3))
    stream = io.BytesIO()
    paper.save(stream)
    template = read_template("表.docx", stream.getvalue(), [WEST])
    rows = [{"t1_c2": f"教师{n}", "t1_c4": f"注{n}"} for n in range(1, 6)]
    merged = merge(template, stream.getvalue(), [SchoolAnswer(WEST, {}, {"t1": rows})])
    made = docx.Document(io.BytesIO(merged.each[0][1] if merged.each else merged.data)).tables[0]
    assert [made.cell(row, 1).text for row in range(1, 6)] == [f"教师{n}" for n in range(1, 6)]
    assert [made.cell(row, 3).text for row in (1, 4, 5)] == ["注1", "注4", "注5"]


def test_a_plain_number_is_not_put_where_it_would_show_a_hundred_times_as_much() -> None:
    data = plain_book(["学校名称", "完成率", "备注"], [[WEST.name]])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["B3"].number_format = "0.0%"
    template = read_template("表.xlsx", data := saved(book), [WEST])
    said = replace(template.tables[0], columns=tuple(
        replace(each, kind=Kind.DECIMAL) if each.key == "t1_c2" else each for each in template.tables[0].columns
    ))  # fmt: skip
    merged = merge(replace(template, tables=(said,)), data, [SchoolAnswer(WEST, {"t1_c2": "62.5"})])
    assert ("B3" in cells(merged.data), codes(merged)) == (False, ["not-written"])
