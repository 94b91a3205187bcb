"""Files as such: what is left out is told, duplicates, chosen columns, hostile files."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.lists import read_list
from luoshi.core.lists.asking import wanted_data
from luoshi.core.lists.task import read_file
from luoshi.core.lists.tests.making import book, wanted
from luoshi.core.reading.structure import Unreadable

FIELDS = wanted(
    [
        ("name", "text", "姓名", {"required": True}),
        ("id", "text", "身份证号"),
        ("dual", "yes_no", "是否双师"),
        ("months", "integer", "企业实践月数", "月"),
    ],
    ["name", "id"],
)
HEAD = ["序号", "姓名", "身份证号", "是否双师", "企业实践月数"]
ONE, TWO = "990004197609166446", "990004196608114519"


def listed(*rows, fields=FIELDS, **more):
    return read_list("名单.xlsx", book(("教师", [HEAD, *rows])), fields, **more)


@pytest.mark.once
def test_every_row_of_the_sheet_is_an_entry_or_left_out_with_its_reason():
    rows = [
        [1, "甲", ONE, "是", 3],
        ["一、公共课"],
        [2, "乙", TWO, "否", 6],
        ["合计", "2人", None, 1, 9],
        ["注：截至9月。"],
    ]
    found = listed(*rows)
    assert [(row.number, row.values) for row in found.rows] == [
        (2, {"name": "甲", "id": ONE, "dual": True, "months": 3}),
        (4, {"name": "乙", "id": TWO, "dual": False, "months": 6}),
    ]
    assert [(each.first, each.why) for each in found.dropped] == [
        (3, "分组标题"),
        (5, "合计、小计行"),
        (6, "说明"),
    ]


@pytest.mark.once
def test_the_same_row_again_is_left_out_and_a_contradicting_one_asked_about():
    found = listed([1, "甲", ONE, "是", 3], [2, "甲", ONE, "是", 3], [3, "甲 ", ONE, "否", 3], [4, "甲"])
    assert [(each.first, each.why) for each in found.dropped] == [(3, "与第2行相同")]
    doubts = [(doubt.code, doubt.proposal) for row in found.rows for doubt in row.doubts]
    assert doubts == [("double", None), ("double", "drop")]
    assert [row.twin for row in found.rows] == [0, 2, 2]


@pytest.mark.once
def test_a_mere_name_that_stands_above_is_asked_about_and_the_lists_own_total_is_kept():
    """Told apart by the number alone, as the register of teachers: a name proves nothing, so nothing is left out."""
    by_number = wanted(
        [
            ("name", "text", "姓名", {"required": True}),
            ("id", "text", "身份证号"),
            ("dual", "yes_no", "是否双师"),
        ],
        ["id"],
    )
    head = ["序号", "姓名", "身份证号", "是否双师", "备注"]
    rows = [
        [1, "华平", ONE, "是"], [2, "钱明", TWO, "否"],
        [3, "华平", None, None, "重复，见上"], [3, "钱明"], [4, "钱明", None, "是"], [5, "孔艳"],
        ["合计", "3人"],
    ]  # fmt: skip
    found = read_list("名单.xlsx", book(("教师", [head, *rows])), by_number)
    asked = {row.number: [(doubt.code, doubt.proposal) for doubt in row.doubts] for row in found.rows}
    once = [("double", "drop")]
    assert asked == {2: [], 3: [], 4: once, 5: once, 6: [], 7: [("lonely", None)]}
    assert [(each.place, each.count) for each in found.totals] == [("工作表“教师”第8行", 3)]


@pytest.mark.once
def test_a_persons_choice_of_columns_counts_and_is_known_by_the_headings():
    first = listed([1, "甲", ONE, "是", 3])
    digest = first.tables[0].digest
    found = listed([1, "乙", TWO, "是", 3], chosen={digest: {2: "name", 3: "id"}})
    assert found.rows[0].values == {"name": "乙", "id": TWO}
    other = read_list("名单.xlsx", book(("教师", [[*HEAD, "备注"], [1, "乙"]])), FIELDS)
    assert other.tables[0].digest != digest


@pytest.mark.once
def test_hidden_rows_are_asked_about_and_hidden_sheets_named():
    def make(sheet):
        for row in (HEAD, [1, "甲", ONE, "是", 3], [2, "乙", TWO, "否", 6]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True

    made = openpyxl.load_workbook(io.BytesIO(book(("教师", make), ("旧表", [HEAD, [1, "丙"]]))))
    made["旧表"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    found = read_list("名单.xlsx", out.getvalue(), FIELDS)
    assert [(row.values["name"], [doubt.code for doubt in row.doubts]) for row in found.rows] == [
        ("甲", []),
        ("乙", ["hidden"]),
    ]
    assert found.remarks == ["工作表“旧表”是隐藏的，没有读入；如需读入，请取消隐藏后再上传。"]


@pytest.mark.once
def test_digits_that_a_spreadsheet_lost_are_told_and_never_completed():
    found = listed([1, "甲", float(ONE), "是", 3])
    (doubt,) = found.rows[0].doubts
    assert (doubt.code, doubt.proposal, doubt.place) == ("digits", None, "工作表“教师”C2")
    assert "id" not in found.rows[0].values


@pytest.mark.once
def test_the_childs_task_says_the_same_as_the_reading():
    data = book(("教师", [HEAD, [1, "甲", ONE, "√", "３"]]))
    said = read_file([("名单.xlsx", data)], wanted_data(FIELDS))
    assert said["rows"][0]["values"] == {"name": "甲", "id": ONE, "dual": True, "months": 3}
    assert [column["field"] for column in said["tables"][0]["columns"]] == [
        "",
        "name",
        "id",
        "dual",
        "months",
    ]


def far_corner() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("教师")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, [1, "甲", ONE, "是", 3])
        sheet.write(1_048_575, 16_383, "x")
        sheet.merge_range("A6:B7", "")
    wide, source = io.BytesIO(), zipfile.ZipFile(out)
    with zipfile.ZipFile(wide, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"A6:B7", b"A6:XFC1000000"))
    return wide.getvalue()


def with_part(path: str, content: bytes) -> bytes:
    out = io.BytesIO(book(("教师", [HEAD, [1, "甲", ONE, "是", 3]])))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(path, content)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("名单.xlsx", b"", "空文件"),
        ("名单.xlsx", b"PK\x03\x04 not a zip", "已损坏"),
        ("名单.xlsx", with_part("xl/vbaProject.bin", b"x"), "宏"),
        ("名单.xlsx", bomb(), "过大"),
        ("名单.pdf", b"%PDF-1.4 x", "不是名单可以用的格式"),
        ("名单.xlsx", book(("教师", [["只有一句话"]])), "没有找到名单"),
        ("名单.csv", "姓名".encode(), "没有找到名单"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "不是可以读取的文档"),
    ],
)
def test_what_cannot_be_a_list_is_refused_in_words(name, data, words):
    with pytest.raises(Unreadable, match=words):
        read_list(name, data, FIELDS)


@pytest.mark.once
def test_a_cell_in_the_far_corner_costs_nothing():
    found = read_list("名单.xlsx", far_corner(), FIELDS)
    assert [row.values["name"] for row in found.rows] == ["甲"]
    assert found.dropped[-1].first == 1_048_576


ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(ANYTHING, max_size=6), max_size=8))
@pytest.mark.once
def test_whatever_stands_below_a_head_each_row_is_told_of(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("教师")
        sheet.write_row(0, 0, HEAD)
        filled = set()
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is not None and str(value).strip():
                    if isinstance(value, str):
                        sheet.write_string(number, column, value)
                    else:
                        sheet.write_number(number, column, value)
                    filled.add(number + 1)
    found = read_list("名单.xlsx", out.getvalue(), FIELDS)
    told = {row.number for row in found.rows} | {each.first for each in found.dropped}
    assert {number for number in filled if number not in told} <= _of_unseen(rows)


def _of_unseen(rows) -> set[int]:
    """Rows of signs that nobody sees: XML keeps no control characters, and blanks are nothing."""
    from luoshi.core.fields.parsing import cleaned

    return {
        number
        for number, row in enumerate(rows, start=2)
        if not any(cleaned(str(value)) for value in row if value is not None)
    }
