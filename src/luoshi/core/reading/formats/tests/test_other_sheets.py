"""OpenDocument and old Excel workbooks, made from .xlsx by LibreOffice."""

import io
import subprocess
from pathlib import Path

import openpyxl
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


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with one workbook as .ods and .xls."""
    folder = tmp_path_factory.mktemp("sheets")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["一览表"], ["序号", "任务", "比例"], [4, "001", 0.5], [None, "建设", 12]):
        sheet.append(row)
    sheet["B3"].number_format = "@"
    sheet["C3"].number_format = "0%"
    sheet.merge_cells("A3:A4")
    book.create_sheet("底稿").append(["x", "y"])
    book["底稿"].sheet_state = "hidden"
    book.save(folder / "annex.xlsx")
    for ending in ("ods", "xls"):
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            folder,
            folder / "annex.xlsx",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize(("ending", "share"), [("ods", "50%"), ("xls", "0.5")])
def test_a_workbook_of_another_format_is_read(converted: Path, ending: str, share: str) -> None:
    document = open_document(f"附件.{ending}", (converted / f"annex.{ending}").read_bytes())
    [table] = document.tables
    assert texts(table) == [["序号", "任务", "比例"], ["4", "001", share], ["建设", "12"]]
    assert joined(table) == {"4": (2, 1)}
    assert (table.title, table.place.row) == ("一览表", 2)
    assert "“底稿”是隐藏的" in " ".join(document.remarks)


def test_the_percent_that_an_old_workbook_loses_is_said(converted: Path) -> None:
    assert "百分数" in " ".join(open_document("附件.xls", (converted / "annex.xls").read_bytes()).remarks)


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


def test_a_damaged_old_workbook_is_refused_with_the_way_on(converted: Path) -> None:
    data = (converted / "annex.xls").read_bytes()
    with pytest.raises(Unreadable, match="另存"):
        open_document("附件.xls", data[:1500] + bytes(1500) + data[3000:])


def test_the_names_in_a_buffer_do_not_make_a_workbook() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(4096)
    with pytest.raises(Unreadable, match=r"另存为 \.xlsx"):
        open_document("附件.xls", io.BytesIO(data).read())
