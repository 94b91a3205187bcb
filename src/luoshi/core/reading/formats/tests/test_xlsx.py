"""Excel workbooks."""

import datetime
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.cell_values import formatted, from_serial
from luoshi.core.reading.structure import Place, SourceDocument, Unreadable
from luoshi.core.reading.tables import read_tables

from .shapes import joined, texts
from .word import zipped

Fill = Callable[[Any], None]


def workbook(fill: Fill) -> bytes:
    """A workbook by openpyxl; `fill` gets the workbook."""
    book = openpyxl.Workbook()
    fill(book)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def read(fill: Fill) -> SourceDocument:
    return open_document("附件.xlsx", workbook(fill))


def rows_of(*rows: list[object]) -> Fill:
    def fill(book: Any) -> None:
        for row in rows:
            book.active.append(row)

    return fill


def test_numbers_dates_and_leading_zeros_are_read_as_shown() -> None:
    stored = io.BytesIO()
    book = xlsxwriter.Workbook(stored)
    sheet = book.add_worksheet("表")
    for column, (value, code) in enumerate(
        [
            (5.0, ""),
            (0.1, ""),
            (0.5, "0%"),
            (7, "000"),
            (45291, "yyyy/m/d"),
            (45291.5, "yyyy-mm-dd hh:mm"),
            (3, '0"个"'),
        ]
    ):
        sheet.write(0, column, value, book.add_format({"num_format": code} if code else {}))
    sheet.write_string(1, 0, "001")
    sheet.write_boolean(1, 1, True)
    book.close()
    table = open_document("附件.xlsx", stored.getvalue()).tables[0]
    assert texts(table)[0] == ["5", "0.1", "50%", "007", "2023-12-31", "2023-12-31 12:00", "3个"]
    assert texts(table)[1][:2] == ["001", "TRUE"]


def test_titles_above_a_table_are_paragraphs_and_its_title() -> None:
    document = read(rows_of(["一览表"], ["填表人：甲"], ["序号", "学校"], [1, "甲校"]))
    assert [paragraph.text for paragraph in document.paragraphs] == ["一览表", "填表人：甲"]
    assert document.tables[0].title == "一览表"
    assert texts(document.tables[0]) == [["序号", "学校"], ["1", "甲校"]]
    assert (document.tables[0].place.sheet, document.tables[0].place.row) == ("Sheet", 3)


def test_merged_cells_keep_their_spans_and_a_joined_heading_stays_in_the_table() -> None:
    def fill(book: Any) -> None:
        for row in (["", "县市", ""], ["序号", "甲校", "乙校"], [4, "√", ""], ["", "", "√"]):
            book.active.append(row)
        book.active.merge_cells("B1:C1")
        book.active.merge_cells("A3:A4")

    table = read(fill).tables[0]
    assert joined(table) == {"县市": (1, 2), "4": (2, 1)}
    assert texts(table) == [["", "县市"], ["序号", "甲校", "乙校"], ["4", "√", ""], ["", "√"]]


def test_an_empty_row_parts_two_tables() -> None:
    document = read(rows_of(["a", "b"], [1, 2], [], ["c", "d"], [3, 4]))
    assert [texts(table) for table in document.tables] == [[["a", "b"], ["1", "2"]], [["c", "d"], ["3", "4"]]]


def test_text_in_one_column_is_paragraphs() -> None:
    document = read(rows_of(["一、总体要求"], ["各校要重视。"]))
    assert (len(document.paragraphs), document.tables) == (2, [])


def test_hidden_sheets_rows_and_missing_results_are_said() -> None:
    def fill(book: Any) -> None:
        book.active.append(["序号", "合计"])
        book.active.append([1, "=1+1"])
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("底稿").sheet_state = "hidden"

    remarks = " ".join(read(fill).remarks)
    assert "“底稿”是隐藏的" in remarks
    assert "隐藏的行" in remarks
    assert "公式没有算出结果" in remarks


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    def fill(book: Any) -> None:
        book.active["A1"] = "起"
        book.active["XFD1048576"] = "末"

    data = workbook(fill)
    begun = time.process_time()
    document = open_document("附件.xlsx", data)
    assert time.process_time() - begun < 1
    assert [paragraph.text for paragraph in document.paragraphs] == ["起", "末"]


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    def fill(book: Any) -> None:
        book.active.append(["a", "b"])
        book.active.append(["c", "d"])

    with zipfile.ZipFile(io.BytesIO(workbook(fill))) as archive:
        files = {path: archive.read(path) for path in archive.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"]
    files["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    begun = time.process_time()
    open_document("附件.xlsx", zipped(files))
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.333333333333, "0.00%", "33.3333333333%"),
        (1e-7, "", "0.0000001"),
        (12.5, "General", "12.5"),
        (-3, "000", "-3"),
    ],
)
def test_numbers_are_written_without_exponent_or_rounding(value: float, code: str, shown: str) -> None:
    assert formatted(value, 164, code) == shown


def test_day_numbers_before_march_1900_follow_the_spreadsheet() -> None:
    assert from_serial(1) == datetime.date(1900, 1, 1)
    assert from_serial(61) == datetime.date(1900, 3, 1)
    assert from_serial(0, from_1904=True) == datetime.date(1904, 1, 1)


def test_a_workbook_of_the_strict_kind_says_what_to_do() -> None:
    workbook_xml = '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
    with pytest.raises(Unreadable, match="另存为普通的"):
        open_document("附件.xlsx", zipped({"xl/workbook.xml": workbook_xml}))


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有可读取的文字"):
        read(lambda book: None)


@pytest.mark.shared
def test_the_yichang_annex_is_read_whole(shared_input: Path) -> None:
    document = open_document("附件.xlsx", (shared_input / "yichang-2021-annex.xlsx").read_bytes())
    [table] = document.tables
    assert (table.row_count, table.column_count) == (17, 15)
    assert sum(cell.text == "√" for cell in table.cells) == 99
    assert joined(table)["工作任务"] == (1, 2)


@pytest.mark.shared
def test_a_table_of_teachers_is_read_with_its_two_heading_rows(shared_input: Path) -> None:
    document = open_document("教师.xlsx", (shared_input / "practice" / "messy-teachers.xlsx").read_bytes())
    table = document.tables[0]
    assert table.title.endswith("教师情况统计表（2023年秋）")
    assert joined(table)["专业技术职务"] == (1, 2)
    assert table.cells[0].text == "序号"


def test_a_cell_below_a_title_is_named_by_the_row_and_column_that_excel_shows() -> None:
    rows = rows_of(
        ["", "一览表"],
        ["", "序号", "工作任务", "承接数量", "一中专", "二中专"],
        ["", 1, "建设基地", 1, "√", ""],
    )
    [task] = read_tables([read(rows)]).tasks
    place = task.mark_places["一中专"]
    assert (place.row, place.column) == (2, 4)
    assert place.in_words() == "工作表“Sheet”第3行第5列"
    assert Place(**place.to_json()) == place
