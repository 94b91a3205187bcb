"""Workbooks, Word files and comma-separated text: what people wrote stays text."""

import io

import docx
import openpyxl
import pytest

from luoshi.common.rendering import excel, text, word

SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", "＝", "＋", "－", "＠"]


def written(*cells: str) -> list:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        sheet, look = book.add_worksheet(), excel.styles(book)
        for column, cell in enumerate(cells):
            excel.write(sheet, 0, column, cell, look["words"])
    return [(cell.value, cell.data_type) for cell in next(openpyxl.load_workbook(stream).active.iter_rows())]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_of_comma_separated_text_starts_a_formula(sign: str) -> None:
    table = text.csv_bytes([[f"{sign}1+1"]]).decode("utf-8-sig")
    assert table.lstrip('"').startswith("'")


def test_comma_separated_text_is_what_excel_takes_for_utf_8() -> None:
    assert text.csv_bytes([["姓名"], ["王，1"]]) == "\ufeff姓名\r\n王，1\r\n".encode()


def test_a_formula_and_an_address_in_a_workbook_are_text() -> None:
    assert written("=1+1", "http://a.b", "@x") == [("=1+1", "s"), ("http://a.b", "s"), ("@x", "s")]


def test_whole_numbers_can_be_summed_and_codes_keep_their_zeros() -> None:
    assert written("12", "0", "007", "12345678901") == [
        (12, "n"),
        (0, "n"),
        ("007", "s"),
        ("12345678901", "s"),
    ]


def test_a_word_table_holds_any_text_and_repeats_its_head() -> None:
    document = word.new_document(margins=(37, 26, 35, 28))
    rows = [
        word.row_xml([word.cell_xml("<任务>", 900, head=True)], head=True),
        word.row_xml([word.cell_xml("甲\x00\x0b&乙", 900)]),
    ]
    word.add_table(document, [900], rows)
    word.add_paragraph(document, "注\x1b", word.BODY_FONT, 10)
    made = docx.Document(io.BytesIO(word.as_bytes(document)))
    assert [row.cells[0].text for row in made.tables[0].rows] == ["<任务>", "甲&乙"]
    assert "w:tblHeader" in made.tables[0].rows[0]._tr.xml
    assert made.paragraphs[-1].text == "注"


def test_word_files_name_the_fonts_of_office_papers() -> None:
    document = word.new_document(landscape=True, margins=(12, 12, 12, 12))
    word.add_paragraph(document, "一览表", word.TITLE_FONT, 18, centred=True)
    made = docx.Document(io.BytesIO(word.as_bytes(document)))
    assert 'w:eastAsia="方正小标宋简体"' in made.paragraphs[0]._p.xml
    assert made.sections[0].page_width > made.sections[0].page_height
