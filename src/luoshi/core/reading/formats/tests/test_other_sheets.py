"""OpenDocument and old Excel workbooks.

`data/annex.ods` and `annex.xls` were made by LibreOffice from: a title row; 序号 任务 比例; 4 (merged over two rows)
"001" 50%; 建设 12; and a hidden sheet 底稿.
"""

import io
from pathlib import Path

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import Unreadable

from .shapes import joined, texts
from .word import zipped

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(("ending", "share"), [("ods", "50%"), ("xls", "0.5")])
def test_a_workbook_of_another_format_is_read(ending: str, share: str) -> None:
    document = open_document(f"附件.{ending}", (DATA / f"annex.{ending}").read_bytes())
    [table] = document.tables
    assert texts(table) == [["序号", "任务", "比例"], ["4", "001", share], ["建设", "12"]]
    assert joined(table) == {"4": (2, 1)}
    assert (table.title, table.place.row) == ("一览表", 2)
    assert "“底稿”是隐藏的" in " ".join(document.remarks)


def test_the_percent_that_an_old_workbook_loses_is_said() -> None:
    assert "百分数" in " ".join(open_document("附件.xls", (DATA / "annex.xls").read_bytes()).remarks)


def test_repeated_cells_of_a_sheet_cost_nothing_when_empty_and_are_kept_otherwise() -> None:
    rows = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>甲</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    )
    content = (
        f"<office:document-content {_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    document = open_document("附件.ods", zipped({"mimetype": kind, "content.xml": content}))
    assert texts(document.tables[0]) == [["甲", "甲"]]


def test_an_encrypted_sheet_says_so() -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    files = {"mimetype": kind, "content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}
    with pytest.raises(Unreadable, match="密码"):
        open_document("附件.ods", zipped(files))


def test_a_damaged_old_workbook_is_refused_with_the_way_on() -> None:
    data = (DATA / "annex.xls").read_bytes()
    with pytest.raises(Unreadable, match="另存"):
        open_document("附件.xls", data[:1500] + bytes(1500) + data[3000:])


def test_the_names_in_a_buffer_do_not_make_a_workbook() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(4096)
    with pytest.raises(Unreadable, match=r"另存为 \.xlsx"):
        open_document("附件.xls", io.BytesIO(data).read())
