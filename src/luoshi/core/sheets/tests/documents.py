"""Word templates of our own for tests."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.table import Table

from .corpus import FULL, SHORT, Truth


def _saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.add_paragraph("")
    document.save(out)
    return out.getvalue()


def table(document: Document, lines: list[list[str | None]], merged: str = "") -> Table:
    """A table of these texts; `merged` as "r0c0:r1c2 …" from zero."""
    width = max(map(len, lines))
    made = document.add_table(len(lines), width)
    made.style = "Table Grid"
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                made.cell(row, column).text = text
    for area in merged.split():
        first, last = (each[1:].split("c") for each in area.split(":"))
        made.cell(int(first[0]), int(first[1])).merge(made.cell(int(last[0]), int(last[1])))
    return made


def application() -> bytes:
    """A form with merged cells, boxes, a tall heading beside a small table, a signature."""
    document = docx.Document()
    document.add_heading("校企合作典型案例申报表", 1)
    table(
        document,
        [
            ["案例名称", None, None, None],
            ["申报学校", None, "合作企业", None],
            ["联系人", None, "联系电话", None],
            ["案例类别", "□产业学院 □订单培养 □实训基地", None, None],
            ["是否获奖", "□是 □否", "合作年限（年）", None],
            ["主要完成人", "姓名", "单位", "分工"],
            [None, None, None, None],
            [None, None, None, None],
            ["案例简介", "（不超过800字）", None, None],
            ["学校意见", "（盖章）\n年    月    日", None, None],
        ],
        "r0c1:r0c3 r3c1:r3c3 r5c0:r7c0 r8c1:r8c3 r9c1:r9c3",
    )
    return _saved(document)


def word_schools() -> bytes:
    """A row per school under two heading rows."""
    document = docx.Document()
    document.add_paragraph("附件2")
    document.add_paragraph("安全隐患排查整改情况汇总表")
    table(
        document,
        [
            ["序号", "学校", "排查隐患数（处）", None, "已整改（处）", "整改率", "整改措施"],
            [None, None, "一般隐患", "重大隐患", None, None, None],
            *[[str(number), name] for number, name in enumerate(SHORT, 1)],
            ["合计", None, None, None, None, None, None],
        ],
        "r0c0:r1c0 r0c1:r1c1 r0c2:r0c3 r0c4:r1c4 r0c5:r1c5 r0c6:r1c6",
    )
    document.add_paragraph("填报人：__________    联系电话：__________")
    return _saved(document)


def word_list() -> bytes:
    """A list per school with lines of blanks before it."""
    document = docx.Document()
    document.add_heading("企业实践教师名单", 1)
    document.add_paragraph("学校名称（公章）：____________    填报时间：    年  月  日")
    table(document, [["序号", "教师姓名", "任教专业", "实践企业", "实践天数（天）"], ["1"], ["2"], ["……"]])
    document.add_paragraph("说明：每位教师一行，可加行。")
    return _saved(document)


def word_report() -> bytes:
    """Sentences with blanks, and a table with given rows."""
    document = docx.Document()
    document.add_heading("实训基地自查报告表", 1)
    document.add_paragraph("学校名称：____________________")
    document.add_paragraph("本校现有实训室____间，其中虚拟仿真实训室____间。")
    table(
        document,
        [
            ["检查项目", "检查要点", "是否达标", "自查情况"],
            ["设备管理", "台账齐全", "□是 □否", None],
            ["安全管理", "制度上墙", "□是 □否", None],
        ],
    )
    return _saved(document)


DOCX: dict[str, tuple[Callable[[], bytes], Truth]] = {
    "案例申报表.docx": (
        application,
        Truth(
            "form",
            [("list", "姓名:text 单位:text 分工:text")],
            "案例名称:text 申报学校:text 合作企业:text 联系人:text 联系电话:text 案例类别:choice 是否获奖:yes_no "
            "合作年限（年）:integer 案例简介:text",
        ),
    ),
    "隐患汇总表.docx": (
        word_schools,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "一般隐患:integer 重大隐患:integer 已整改（处）:integer 整改率:percent 整改措施:text",
                )
            ],
            "填报人:text 联系电话:text",
            5,
        ),
    ),
    "教师名单.docx": (
        word_list,
        Truth(
            "form",
            [("list", "教师姓名:text 任教专业:text 实践企业:text 实践天数（天）:integer")],
            "学校名称（公章）:text 填报时间:date",
        ),
    ),
    "自查报告.docx": (
        word_report,
        Truth(
            "form",
            [("fixed", "是否达标:yes_no 自查情况:text")],
            "学校名称:text 本校现有实训室:integer 其中虚拟仿真实训室:integer",
        ),
    ),
}
NAMES = FULL
