"""The templates the product begins with: declared here, built by code in the layout of GB/T 9704.

They are examples: an officer downloads one, changes it in Word or Excel and uploads it as the office's own.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from luoshi.common.rendering import excel
from luoshi.common.rendering.word import (
    BODY_FONT,
    HEAD_FONT,
    TITLE_FONT,
    TWIPS,
    add_paragraph,
    add_table,
    as_bytes,
    cell_xml,
    new_document,
    row_xml,
)
from luoshi.core.report_templates import ROW
from luoshi.registers.models import Register

from .states import Kind
from .values.offers import NUMBER
from .values.registers import LIST, columns_for

MARGINS = (37, 26, 35, 28)  # GB/T 9704: top, right, bottom, left
WIDTH = 210 - MARGINS[1] - MARGINS[3]
LINE, TITLE, BODY = 28, 22, 16  # points
EXAMPLE = "样例模板：下载后在 Word 或 Excel 里按本单位的格式修改，再上传"


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table whose second row is repeated. columns: of the list, with the words over them and relative widths."""

    list: str
    columns: Sequence[tuple[str, str, int]]


_PROGRESS = (
    Words(
        "截至{{数据截至}}，{{单位全称}}范围内{{承接学校 总数}}学校承担《{{计划全称}}》"
        "责任项{{责任项 总数}}，其中已备案{{责任项 已备案}}，实施中{{责任项 实施中}}，已完成{{责任项 已完成}}。"
        "临期{{责任项 临期}}，逾期{{责任项 逾期}}，受阻{{责任项 受阻}}。"
    ),
    Words(
        "实施方案里的里程碑共{{里程碑 总数}}，已完成{{里程碑 已完成}}，完成率{{里程碑 完成率}}；"
        "逾期{{里程碑 逾期}}，受阻{{里程碑 受阻}}。{{期间}}到期{{里程碑 本期到期}}，期内完成{{里程碑 本期完成}}。"
    ),
)
_FIGURES = Rows(
    "指标",
    (("指标", "指标", 4), ("本期", "本期", 2), ("上期", "上期", 2), ("变化", "变化", 3), ("目标", "目标", 4),
     ("是否达到", "是否达到", 3)),
)  # fmt: skip
_SCHOOLS = Rows(
    "各校",
    (("单位", "单位", 4), ("责任项", "责任项", 2), ("已完成责任项", "已完成", 2), ("逾期责任项", "逾期", 2),
     ("里程碑", "里程碑", 2), ("完成率", "完成率", 2), ("预警", "预警", 2)),
)  # fmt: skip
_LATE = Rows(
    "未报送的单位", ((NUMBER, "序号", 1), ("单位", "单位", 3), ("事项", "事项", 5), ("期限", "期限", 3))
)
_ALERTS = Rows(
    "最重的预警",
    (
        ("单位", "单位", 3),
        ("级别", "级别", 2),
        ("事项", "事项", 5),
        ("自何时起", "自何时起", 3),
        ("打算", "打算", 4),
    ),
)
_RESOLUTIONS = Rows(
    "议定事项",
    (("事项", "议定事项", 6), ("责任单位", "责任单位", 3), ("期限", "期限", 3), ("状态", "状态", 2)),
)
_REPORTED = Words(
    "{{期间}}应报进展报告{{进展报告 应报}}，已报{{进展报告 已报}}，按时报送{{进展报告 按时报送}}，"
    "及时率{{进展报告 及时率}}。过期没有报送的："
)
Blocks = Sequence[Words | Head | Rows]
CIRCULAR: Blocks = (
    Words("各有关单位："),
    Words("现将{{期间}}《{{计划全称}}》的落实情况通报如下。"),
    Head("一、总体进展"),
    *_PROGRESS,
    Head("二、报送情况"),
    _REPORTED,
    _LATE,
    Head("三、各校情况"),
    _SCHOOLS,
    Head("四、预警"),
    Words("截至{{数据截至}}，没有解除的预警{{预警 总数}}，其中还没有说明打算的{{预警 未说明打算}}。最重的："),
    _ALERTS,
    Head("五、工作要求"),
    Words("（请在这里写工作要求。）"),
)
SUMMARY: Blocks = (
    Words("{{期间}}，{{单位全称}}落实《{{计划全称}}》的情况小结如下。"),
    Head("一、任务落实"),
    *_PROGRESS,
    Head("二、主要指标"),
    _FIGURES,
    Head("三、报送和预警"),
    _REPORTED,
    _LATE,
    Words("截至{{数据截至}}，没有解除的预警{{预警 总数}}。"),
    Head("四、议定事项"),
    Words("调度会议定、还在办理的{{议定事项 办理中}}，其中逾期{{议定事项 逾期}}。"),
    _RESOLUTIONS,
    Head("五、存在的问题和下一步打算"),
    Words("（请在这里写存在的问题和下一步打算。）"),
)
TITLES = {
    Kind.CIRCULAR: "关于{{期间}}{{计划}}落实情况的通报",
    Kind.HALF_YEAR: "{{单位}}{{期间}}{{计划}}工作小结",
    Kind.YEAR: "{{单位}}{{年度}}{{计划}}工作总结",
}
BLOCKS: dict[str, Blocks] = {
    Kind.CIRCULAR: CIRCULAR,
    Kind.HALF_YEAR: SUMMARY,
    Kind.YEAR: (*SUMMARY[:-1], _SCHOOLS, SUMMARY[-1]),
}


def shipped(kind: str, register: Register | None) -> tuple[str, bytes]:
    """Its name and its bytes."""
    if kind == Kind.REGISTER:
        assert register is not None
        return f"{register.title}清单（样例模板）.xlsx", _register_list(register)
    return f"{Kind(kind).label}（样例模板）.docx", _document(TITLES[Kind(kind)], BLOCKS[kind])


def _document(title: str, blocks: Blocks) -> bytes:
    document = new_document(margins=MARGINS)
    document.core_properties.title, document.core_properties.comments = "样例模板", EXAMPLE
    add_paragraph(document, title, TITLE_FONT, TITLE, centred=True)
    _spaced(document, indent=0, after=LINE)
    for block in blocks:
        if isinstance(block, Rows):
            _table(document, block)
            _words(document, "", BODY_FONT, indent=0)
        else:
            to = isinstance(block, Words) and block.text.endswith("单位：")
            _words(
                document,
                block.text,
                HEAD_FONT if isinstance(block, Head) else BODY_FONT,
                indent=0 if to else 2,
            )
    _page_numbers(document)
    for line in ("{{制发单位}}", "{{今天}}"):
        _words(document, line, BODY_FONT, indent=0)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        document.paragraphs[-1].paragraph_format.right_indent = Pt(2 * BODY)
    return as_bytes(document)


def _page_numbers(document: Any) -> None:
    """— 1 —, at the foot of each page."""
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    foot._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
    foot.add_run(" —")


def _words(document: Any, text: str, font: str, *, indent: int) -> None:
    add_paragraph(document, text, font, BODY)
    _spaced(document, indent=indent)


def _spaced(document: Any, *, indent: int, after: int = 0) -> None:
    """22 lines a page; the first line by two characters. A title may need two lines, so its height is its own."""
    form = document.paragraphs[-1].paragraph_format
    form.space_after = Pt(after)
    form.line_spacing = Pt(36 if after else LINE)
    form.first_line_indent = Pt(indent * BODY)


def _table(document: Any, rows: Rows) -> None:
    whole = sum(width for _, _, width in rows.columns)
    widths = [int(WIDTH * TWIPS * width / whole) for _, _, width in rows.columns]
    head = [
        cell_xml(words, width, head=True) for (_, words, _), width in zip(rows.columns, widths, strict=True)
    ]
    marks = [
        cell_xml(f"{{{{{ROW}{rows.list} {column}}}}}", width)
        for (column, _, _), width in zip(rows.columns, widths, strict=True)
    ]
    add_table(document, widths, [row_xml(head, head=True), row_xml(marks)])


def _register_list(register: Register) -> bytes:
    """The columns the register's own list shows."""
    columns = [NUMBER, *columns_for(register)]
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        book.set_properties({"title": "样例模板", "comments": EXAMPLE})
        sheet, styles = book.add_worksheet("清单"), excel.styles(book)
        last = len(columns) - 1
        title = "{{单位}}{{台账名称}}清单"
        note = "数据截至{{数据截至}}，共{{条目 总数}}"
        for line, (text, style) in enumerate(((title, styles["title"]), (note, styles["note"]))):
            if last:
                sheet.merge_range(line, 0, line, last, "", style)
            excel.write(sheet, line, 0, text, style)
        sheet.set_row(0, 36)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 6 if column == NUMBER else 16)
            excel.write(sheet, 2, place, column, styles["head"])
            excel.write(sheet, 3, place, f"{{{{{ROW}{LIST} {column}}}}}", styles["words"])
        excel.ready_to_print(sheet, repeated=3)
    return stream.getvalue()
