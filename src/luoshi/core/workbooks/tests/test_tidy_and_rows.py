"""The mess people send: dates, digits, spaces, titles, notes, heads of two rows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import Change, changes
from luoshi.core.workbooks.reading import read_sheets, text_of
from luoshi.core.workbooks.rows import Column, find_table, letter_of, repeated

COLUMNS = [
    Column("name", "姓名", needed=True),
    Column("joined", "参加工作时间"),
    Column("title", "专业技术职务", ("职称",)),
]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1999年2月15日", (1999, 2, 15)),
        ("200709", (2007, 9, 1)),
        ("20070930", (2007, 9, 30)),
        ("2020.4", (2020, 4, 1)),
        ("２０１２/０８", (2012, 8, 1)),
        ("2017-12-13", (2017, 12, 13)),
        ("2017-12-13 00:00", (2017, 12, 13)),
        ("2019年", (2019, 1, 1)),
        ("43852", (2020, 1, 22)),
    ],
)
def test_a_date_is_read_however_it_is_written(typed, day):
    assert tidy.day(typed) == dt.date(*day)


@pytest.mark.parametrize("typed", ["", "去年", "2019-13-01", "2019-02-30", "9月", "1234567", "12"])
def test_what_is_no_date_is_not_guessed_at(typed):
    assert tidy.day(typed) is None


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_back(day):
    assert tidy.day(day.isoformat()) == day
    assert tidy.day(f"{day.year}年{day.month}月{day.day}日") == day


def test_names_lose_stray_spaces_and_numbers_their_width():
    assert tidy.name("曹 杰　磊\u200b") == "曹杰磊"
    assert tidy.name(" 示例·John  Smith ") == "示例·John Smith"
    assert tidy.mobile("１３８ 0000-1234") == "13800001234"
    assert tidy.mobile("+8613800001234") == "13800001234"
    assert tidy.mobile("1380000123") is None
    assert (tidy.yes("√"), tidy.yes("—"), tidy.yes("双师型")) == (True, False, None)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy.plain(tidy.plain(text)) == tidy.plain(text)
    assert tidy.name(tidy.name(text)) == tidy.name(text)


def test_a_table_is_found_between_title_notes_blank_rows_and_a_second_head_row():
    rows = [
        ["某校教师统计表（2023年秋）", "", "", ""],
        ["填表人：办公室", "", "", ""],
        ["序号", "姓 名*", "专业技术职务（评聘）", "备注"],
        ["", "", "名称", ""],
        ["1", "曹 杰", "讲师", ""],
        ["", "", "", ""],
        ["序号", "姓名", "职称", "备注"],
        ["2", "华芳", "", "病假"],
        ["注：本表截至9月30日，由各处室汇总后报办公室。", "", "", ""],
    ]
    table = find_table("Sheet1", rows, COLUMNS)
    assert table is not None
    assert [
        (row.number, row.cells["name"], row.cells["title"]) for row in table.rows if row.cells["name"]
    ] == [
        (5, "曹 杰", "讲师"),
        (8, "华芳", ""),
    ]
    assert table.place(table.rows[-1], "name") == "第8行 B列"
    assert table.place(table.rows[-1], "joined") == "第8行"
    assert table.skipped == [7, 9]
    assert table.unknown == ["A列“序号”", "D列“备注”"]


def test_a_sheet_without_the_needed_heading_has_no_table():
    assert find_table("Sheet1", [["职称", "备注"], ["讲师", ""]], COLUMNS) is None


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_excel(column, letters):
    assert letter_of(column) == letters


def test_what_stands_twice_is_told_with_its_rows():
    assert repeated([(4, "a"), (5, "b"), (9, "a"), (10, "")]) == {"a": [4, 9]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (0.5, "0.5"),
        (True, "是"),
        (9.900031990080702e16, "\ufffd99000319900807024"),
        ("='x", "='x"),
    ],
)
def test_cells_become_texts(value, text):
    assert text_of(value) == text


def test_only_what_was_changed_in_the_workbook_is_a_change():
    now = {"title": "副校长", "role": "teacher", "name": "甲"}
    given_out = {"title": "主任", "role": "teacher", "name": "甲"}
    assert changes(given_out, now, {"title": "主任", "role": "teacher", "name": "乙"}) == [
        Change("name", "甲", "乙")
    ]
    assert changes(given_out, now, {"title": "校长"}) == [Change("title", "副校长", "校长", conflict=True)]
    assert changes(None, now, {"title": "校长"}) == [Change("title", "副校长", "校长")]


@pytest.mark.shared
def test_the_messy_list_of_teachers_is_read_row_by_row(shared_input):
    data = (shared_input / "practice/messy-teachers.xlsx").read_bytes()
    sheet = read_sheets([("messy-teachers.xlsx", data)], {})["sheets"][0]
    table = find_table(sheet["name"], sheet["rows"], COLUMNS)
    assert table is not None
    people = [row for row in table.rows if row.cells["name"]]
    assert len(people) >= 190
    assert {tidy.name(row.cells["name"]) for row in people} >= {"曹杰磊", "曹强", "华杰军"}
    unread = [
        row.cells["joined"]
        for row in people
        if tidy.plain(row.cells["joined"]) and not tidy.day(row.cells["joined"])
    ]
    assert unread == []
