"""Plain text, Markdown and .csv."""

from pathlib import Path

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import Unreadable

from .shapes import texts

ANNEX = "任务承接一览表\n\n序号\t任务\t甲校\t乙校\n4\t建设基地\t√\t\n\t\t\t√\n附注：以上任务自愿申报。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    document = open_document("通知.txt", "关于做好工作的通知\n各学校：\n".encode(encoding))
    assert [paragraph.text for paragraph in document.paragraphs] == ["关于做好工作的通知", "各学校："]


def test_tabbed_lines_become_a_table_and_keep_their_empty_cells() -> None:
    document = open_document("附件.txt", ANNEX.encode())
    assert texts(document.tables[0]) == [
        ["序号", "任务", "甲校", "乙校"],
        ["4", "建设基地", "√", ""],
        ["", "", "", "√"],
    ]


def test_text_glued_to_the_last_row_is_a_paragraph_again() -> None:
    document = open_document("附件.txt", ANNEX.encode())
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "任务承接一览表",
        "附注：以上任务自愿申报。",
    ]
    assert document.paragraphs[1].place.paragraph == 2


def test_a_repeated_heading_after_a_blank_line_begins_another_table() -> None:
    page = "序号\t任务\t甲校\n1\t建设\t√\n"
    document = open_document("附件.txt", f"{page}\n{page}".encode())
    assert [table.row_count for table in document.tables] == [2, 2]
    assert [table.place.table for table in document.tables] == [1, 2]


def test_a_table_with_a_blank_line_after_every_row_stays_one_table() -> None:
    document = open_document("附件.txt", "序号\t任务\t甲校\n\n1\t建设\t√\n\n2\t培训\t√\n\n完\n".encode())
    assert [table.row_count for table in document.tables] == [3]
    assert document.paragraphs[0].text == "完"


@pytest.mark.parametrize("line", ["\t各学校要高度重视。", "一、\t总体要求", "联系人：张三\t"])
def test_a_tab_that_only_aligns_a_line_makes_no_table(line: str) -> None:
    document = open_document("通知.txt", f"前言\n{line}\n结尾\n".encode())
    assert document.tables == []
    assert len(document.paragraphs) == 3


def test_a_pipe_table_and_headings_are_read_from_markdown() -> None:
    source = "# 总体要求\n**目标**明确\n\n| 任务 | 数量 |\n|:---|---:|\n| 基地 | 3\\|4 |\n"
    document = open_document("方案.md", source.encode())
    assert [(p.text, p.heading_level) for p in document.paragraphs] == [("总体要求", 1), ("目标明确", None)]
    assert texts(document.tables[0]) == [["任务", "数量"], ["基地", "3|4"]]


FRAMELESS = """一览表
指标 | 单位 | 2025年
--- | --- | ---
教师 | 人 | ≥56
 | 人 | —
设备 | 万元 |
注：以上为初步数。
"""


def test_pipes_that_only_stand_between_cells_make_the_same_table() -> None:
    document = open_document("方案.txt", FRAMELESS.encode())
    rows = [["指标", "单位", "2025年"], ["教师", "人", "≥56"], ["", "人", "—"], ["设备", "万元", ""]]
    assert texts(document.tables[0]) == rows
    assert [paragraph.text for paragraph in document.paragraphs] == ["一览表", "注：以上为初步数。"]


@pytest.mark.parametrize("text", ["首页 | 动态 | 公告", "甲 | 乙\n丙 | 丁", "取|x|的最大值"])
def test_a_line_or_two_with_bars_are_no_table(text: str) -> None:
    document = open_document("通知.txt", f"前言\n{text}\n结尾\n".encode())
    assert document.tables == []
    assert "\n".join(paragraph.text for paragraph in document.paragraphs) == f"前言\n{text}\n结尾"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_is_read_with_its_separator_and_title(separator: str, encoding: str) -> None:
    rows = [["一览表"], ["序号", "学校", "数量"], ["007", '"甲校\n本部"', "5"]]
    source = "\r\n".join(separator.join(row) for row in rows)
    document = open_document("表.csv", source.encode(encoding))
    assert document.tables[0].title == "一览表"
    assert texts(document.tables[0]) == [["序号", "学校", "数量"], ["007", "甲校\n本部", "5"]]


def test_bytes_that_are_no_text_are_refused_with_the_way_on() -> None:
    with pytest.raises(Unreadable, match="另存为"):
        open_document("通知.txt", bytes(range(256)) * 8)


@pytest.mark.shared
def test_the_yichang_text_gives_four_page_parts(shared_input: Path) -> None:
    document = open_document("意见.txt", (shared_input / "yichang-2021-opinions.txt").read_bytes())
    assert [table.row_count for table in document.tables] == [7, 6, 4, 3]
    assert all(table.column_count == 14 for table in document.tables)
    assert sum(cell.text == "√" for table in document.tables for cell in table.cells) == 96
