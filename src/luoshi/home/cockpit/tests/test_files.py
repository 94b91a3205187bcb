"""What a workbook of the cockpit writes as a number, and what not."""

import io

import openpyxl

from luoshi.home.cockpit.files import xlsx_bytes


def test_a_code_that_looks_like_a_number_stays_as_it_is_written():
    rows = [["编号", "数"], ["4.10", "12.5"], ["007", "30"]]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("表", rows))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["4.10", 12.5],
        ["007", 30],
    ]
