"""Real Word and Excel files with markers: read, filled, and nothing else touched."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.structure import Unreadable
from luoshi.core.report_templates import Listed, Put, Values, faults_of, fill, key_of, nearest, read
from luoshi.core.report_templates.markers import is_broken, markers_in
from luoshi.core.report_templates.tasks import fill as fill_task
from luoshi.core.report_templates.tasks import marked_from
from luoshi.core.report_templates.tasks import read as read_task

COLUMNS = {key_of(f"每一行：名单 {name}"): "名单" for name in ("序号", "单位", "期限")}
KNOWN = {
    key_of(name): (name, "") for name in ("全市 双师型教师占比 本期", "全市 双师型教师占比 上期", "期间")
}
KNOWN |= {key: (f"每一行：名单 {key.removeprefix('每一行:名单')}", name) for key, name in COLUMNS.items()}
KNOWN[key_of("每一行：预警 单位")] = ("每一行：预警 单位", "预警")


def word() -> bytes:
    """Runs cut through markers as Word does, bold in the middle, a table whose row is repeated, a header."""
    document = docx.Document()
    title = document.add_paragraph("")
    for text, bold in (("关于{", False), ("{期", True), ("间}", False), ("}工作的通报", False)):
        title.add_run(text).bold = bold
    document.add_paragraph(
        "双师型教师占比{{ 全市　双师型教师占比 本期 }}，上期｛｛全市 双师型教师占比 上期｝｝。"
    )
    table = document.add_table(2, 3, "Table Grid")
    for cell, text in zip(table.rows[0].cells, ("序号", "单位", "期限"), strict=True):
        cell.text = text
    for cell, text in zip(
        table.rows[1].cells,
        ("{{每一行：名单 序号}}", "{{每一行：名单 单位}}（校）", "{{每一行：名单 期限}}"),
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("特此通报。")
    document.sections[0].header.paragraphs[0].text = "页眉照旧"
    return saved(document)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def book() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "清单"
    sheet.append(["{{期间}}名单（{{全市 双师型教师占比 本期}}）"])
    sheet.append(["序号", "单位", "期限", "校数"])
    sheet.append(["{{每一行：名单 序号}}", "{{每一行：名单 单位}}", "{{每一行：名单 期限}}", 1])
    sheet.append(["合计", "", "", "=SUM(A3:A3)"])
    made.create_sheet("说明").append(["这一张没有标记"])
    return saved(made)


def row(*said: str) -> dict[str, Put]:
    return {key: Put(text, text if text.isdigit() else "") for key, text in zip(COLUMNS, said, strict=True)}


ROWS = Listed([row("1", "=甲校", "9月1日"), row("2", "乙校\n（东区）", ""), row("3", "丙<校>&", "9月3日")])
SINGLES = {
    key_of("期间"): Put("2026年上半年"),
    key_of("全市双师型教师占比本期"): Put("62.5%"),
    key_of("全市双师型教师占比上期"): Put("（暂无数据）"),
}
VALUES = Values(SINGLES, COLUMNS, {"名单": ROWS})


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def cells(table: object) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in table.rows]  # type: ignore[attr-defined]


def test_word_is_filled_through_split_runs_and_all_other_parts_stay() -> None:
    before, filled = word(), fill("通报.docx", word(), VALUES)
    document = docx.Document(io.BytesIO(filled.data))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[:2] == ["关于2026年上半年工作的通报", "双师型教师占比62.5%，上期（暂无数据）。"]
    assert [run.bold for run in document.paragraphs[0].runs if run.text] == [False, False]
    assert cells(document.tables[0]) == [
        ["序号", "单位", "期限"],
        ["1", "=甲校（校）", "9月1日"],
        ["2", "乙校；（东区）（校）", ""],
        ["3", "丙<校>&（校）", "9月3日"],
    ]
    assert filled.changed == ("word/document.xml",)
    old, new = parts(before), parts(filled.data)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml"}
    assert filled.notes == ()


def test_a_workbook_gets_rows_numbers_and_never_a_formula() -> None:
    filled = fill("清单.xlsx", book(), VALUES)
    made = openpyxl.load_workbook(io.BytesIO(filled.data))
    sheet = made["清单"]
    assert sheet["A1"].value == "2026年上半年名单（62.5%）"
    assert [[cell.value for cell in line] for line in sheet.iter_rows(3, 5, 1, 4)] == [
        [1, "=甲校", "9月1日", 1],
        [2, "乙校\n（东区）", None, 1],
        [3, "丙<校>&", "9月3日", 1],
    ]
    assert sheet["B3"].data_type == "s"
    assert sheet["D6"].value == "=SUM(A3:A5)"
    assert {"xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml"}.isdisjoint(filled.changed)
    old, new = parts(book()), parts(filled.data)
    assert old["xl/worksheets/sheet2.xml"] == new["xl/worksheets/sheet2.xml"]


def test_a_list_without_items_says_so_once_and_the_row_stays() -> None:
    filled = fill("通报.docx", word(), Values(SINGLES, COLUMNS, {}))
    assert cells(docx.Document(io.BytesIO(filled.data)).tables[0])[1:] == [["无", "（校）", ""]]


def test_what_is_wrong_is_told_with_place_and_the_nearest_names() -> None:
    document = docx.Document()
    document.add_paragraph("{{全市 双师教师占比 本期}}和{{没写完")
    document.add_paragraph("{{每一行：名单 单位}}，{{}}")
    document.sections[0].footer.paragraphs[0].text = "{{期间}}"
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "{{每一行：名单 单位}}", "{{每一行：预警 单位}}"
    found = faults_of(read("错.docx", saved(document)), KNOWN)
    told = {(each.where, each.message): each.near for each in found}
    assert told[("第1段", "没有“全市 双师教师占比 本期”这个标记。")][0] == "全市 双师型教师占比 本期"
    assert {where for where, _ in told} == {"第1段", "第2段", "页脚", "表1第1行第1列"}
    said = " ".join(message for _, message in told)
    for words in ("没有写完整", "是空的", "只能写在表格的一行里", "写在页脚里", "“名单”、“预警”"):
        assert words in said
    assert faults_of(read("通报.docx", word()), KNOWN) == []


def test_unknown_markers_stay_and_are_told_when_a_report_is_made() -> None:
    filled = fill("通报.docx", word(), Values({}, COLUMNS, {"名单": ROWS}))
    assert any("“期间”不认识" in note for note in filled.notes)
    assert "{{ 全市　双师型教师占比 本期 }}" in docx.Document(io.BytesIO(filled.data)).paragraphs[1].text


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 nonsense", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9]
)
def test_what_is_no_office_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"。$"):
        read("模板.docx", data)


def test_macros_are_refused() -> None:
    stream = io.BytesIO(word())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(Unreadable, match="宏"):
        read("模板.docx", stream.getvalue())


def test_the_tasks_of_the_child_say_the_same() -> None:
    said = read_task([("通报.docx", word())], {})
    assert marked_from(said) == read("通报.docx", word())
    options = {
        "singles": {key: [put.text, put.number] for key, put in SINGLES.items()},
        "columns": COLUMNS,
        "lists": {"名单": [{key: [put.text, put.number] for key, put in each.items()} for each in ROWS.rows]},
    }
    assert fill_task([("通报.docx", word())], options)["changed"] == ["word/document.xml"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_markers(text: str) -> None:
    for marker in markers_in(text):
        assert 0 <= marker.span[0] < marker.span[1] <= len(text)
    if "{" not in text and "｛" not in text and "}" not in text and "｝" not in text:
        assert not is_broken(text)


@given(st.text("甲乙丙 ：:（）ABab１1", max_size=12))
def test_names_compare_without_blanks_and_widths(name: str) -> None:
    assert key_of(name) == key_of(" ".join(name)) == key_of(key_of(name))


def test_nearest_names_hold_what_was_meant() -> None:
    names = ["全市 双师型教师占比 本期", "全市 教师企业实践 本期", "责任项 逾期", "期间"]
    assert nearest("双师型教师占比", names)[0] == "全市 双师型教师占比 本期"
    assert nearest("责任项 预期", names)[0] == "责任项 逾期"
    assert nearest("", names) == []


def test_of_many_unknown_names_the_nearest_are_looked_for_only_of_the_first() -> None:
    document = docx.Document()
    for number in range(40):
        document.add_paragraph(f"{{{{全市 双师型教师占比 本期{number}}}}}" + "长" * 400)
    marked = read("多.docx", saved(document))
    found = faults_of(marked, KNOWN)
    assert [bool(each.near) for each in found] == [True] * 30 + [False] * 10
    assert max(len(text) for _, text in marked.texts) == 300


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The file with one part more, or with another content of it."""
    old, stream = parts(data), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, kept in {**old, name: content}.items():
            archive.writestr(each, kept)
    return stream.getvalue()


def with_field(*runs: str) -> bytes:
    field = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    xml = parts(word())["word/document.xml"].replace(b"</w:p>", f"{field}</w:p>".encode(), 1)
    return with_part(word(), "word/document.xml", xml)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", with_field(" DDEAUTO c:\\\\cmd.exe"), "DDEAUTO"),
        ("a.docx", with_field(" D", "DE", "AUTO cmd"), "DDEAUTO"),
        ("a.docx", with_field(' INCLUDETEXT "x.docx"'), "INCLUDETEXT"),
        ("a.docx", with_part(word(), "word/embeddings/oleObject1.bin", b"x"), "嵌有别的对象"),
        ("a.xlsx", with_part(book(), "xl/connections.xml", b"<connections/>"), "数据连接"),
        ("a.xlsx", with_part(book(), "xl/externalLinks/externalLink1.xml", b"<ddeLink/>"), "链接"),
    ],
)
def test_what_would_act_where_a_report_is_opened_is_told(name: str, data: bytes, words: str) -> None:
    assert any(words in fault.message for fault in read(name, data).faults)


@pytest.mark.parametrize(
    "field",
    [" PAGE ", " NUMPAGES ", ' HYPERLINK "https://example.org" ', " TOC \\\\o ", ' DATE \\\\@ "yyyy"'],
)
def test_usual_fields_are_no_fault(field: str) -> None:
    assert read("a.docx", with_field(field)).faults == ()
    chart = with_part(word(), "word/embeddings/Microsoft_Excel_Sheet1.xlsx", book())
    assert read("a.docx", chart).faults == (), "the numbers behind a chart"
