"""Old Word formats through the converting programs that the server has."""

import shutil
import tempfile
from pathlib import Path

import docx
import pytest

from luoshi.common import conversion
from luoshi.common.conversion import to_readable
from luoshi.common.sandbox import run_program
from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import Unreadable

PROSE = "各校要把建设任务分解到年度，落实到部门和人员，按季度报送进展情况。"
RTF = rb"{\rtf1\ansi\uc0 \u20851\u20110\u36890\u30693\par \trowd\cellx2000\cellx4000\intbl a\cell b\cell\row\pard"
RTF += rb" x\par}"


def made(ending: str, *, with_table: bool) -> bytes:
    """A document of this format, converted by LibreOffice from one of our own."""
    document = docx.Document()
    for _ in range(40):
        document.add_paragraph(PROSE)
    if with_table:
        table = document.add_table(3, 3, style="Table Grid")
        table.cell(0, 0).merge(table.cell(1, 0)).text = "序号"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "县市"
        table.cell(2, 2).text = "√"
    document.add_paragraph("完")
    with tempfile.TemporaryDirectory() as folder:
        document.save(Path(folder, "made.docx"))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", ending, "made.docx"]
        run_program(command, seconds=120, folder=Path(folder))
        return Path(folder, f"made.{ending}").read_bytes()


@pytest.fixture(scope="module")
def plain_doc() -> bytes:
    return made("doc", with_table=False)


@pytest.fixture(scope="module")
def table_doc() -> bytes:
    return made("doc", with_table=True)


def test_other_formats_pass_unchanged():
    assert to_readable("通知.docx", b"anything") == ("通知.docx", b"anything")


def test_a_doc_of_plain_text_is_read_by_antiword(plain_doc):
    name, data = to_readable("通知.doc", plain_doc)
    document = open_document(name, data, shown_as="通知.doc")
    assert name == "通知.doc.html"
    assert [paragraph.text for paragraph in document.paragraphs] == [PROSE] * 40 + ["完"]
    assert document.paragraphs[0].place.file == "通知.doc"


@pytest.mark.parametrize("ending", ["doc", "wps"])
def test_a_doc_with_a_table_keeps_its_merged_cells(table_doc, ending):
    name, data = to_readable(f"通知.{ending}", table_doc)
    [table] = open_document(name, data, shown_as=f"通知.{ending}").tables
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in table.cells if cell.text}
    assert spans == {"序号": (2, 1), "县市": (1, 2), "√": (1, 1)}


def test_rtf_is_read():
    name, data = to_readable("通知.rtf", RTF)
    document = open_document(name, data, shown_as="通知.rtf")
    assert [paragraph.text for paragraph in document.paragraphs] == ["关于通知", "x"]
    assert [cell.text for cell in document.tables[0].cells] == ["a", "b"]


def test_without_libreoffice_antiword_has_to_do(table_doc, monkeypatch):
    monkeypatch.setattr(
        shutil, "which", lambda program: "/usr/bin/antiword" if program == "antiword" else None
    )
    name, data = to_readable("通知.doc", table_doc)
    assert PROSE in {paragraph.text for paragraph in open_document(name, data).paragraphs}
    with pytest.raises(Unreadable, match=r"没有安装转换程序.*另存为"):
        to_readable("通知.rtf", RTF)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("通知.doc", b"", "空文件"),
        ("通知.doc", RTF, "扩展名"),
        ("通知.rtf", b"MZ" + bytes(100), "程序"),
        ("通知.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Macros WordDocument".encode("utf-16-le"), "宏"),
    ],
)
def test_hostile_and_wrong_files_never_reach_a_program(name, data, words, monkeypatch):
    monkeypatch.setattr(
        conversion, "run_program", lambda *rest, **options: pytest.fail("a program was started")
    )
    with pytest.raises(Unreadable, match=words):
        to_readable(name, data)


def test_a_damaged_doc_is_refused_and_nothing_is_left_behind(table_doc, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others convert files of their own meanwhile
    damaged = table_doc[:1024] + bytes(2048) + "WordDocument".encode("utf-16-le")
    with pytest.raises(Unreadable, match=r"转换失败.*另存为"):
        to_readable("通知.doc", damaged)
    assert list(tmp_path.iterdir()) == []
