"""Six more, planned from how people make such files (no borders, spaces in words, months across, forms about a person,
questions with boxes, counties above schools). Counted once before anything was changed for them."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

from .books import put, saved
from .corpus import FULL, SHORT, Truth
from .documents import table


def no_borders() -> bytes:
    """No line drawn anywhere, words spaced out, the total first."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C1"] = "各 校 招 生 完 成 情 况"
    sheet["F2"] = "（单位：人）"
    rows = [
        ["序 号", "学 校 名 称", "招 生 计 划", "实 际 录 取", "报 到 人 数", "备 注"],
        [None, "全市合计"],
        *[[n, name.replace("市", "市 ")] for n, name in enumerate(FULL, 1)],
    ]
    put(sheet, rows, at=3, framed=False)
    sheet["A10"] = "填报：　　　　　　　　审核："
    return saved(book)


def person_form() -> bytes:
    """A form about a person, with a photo, schooling in two parts, relatives as a small table."""
    document = docx.Document()
    document.add_heading("名师工作室主持人推荐表", 1)
    table(
        document,
        [
            ["姓  名", None, "性  别", None, "出生年月", None, "照片"],
            ["民  族", None, "政治面貌", None, "参加工作时间", None, None],
            ["学历学位", "全日制教育", None, None, "毕业院校及专业", None, None],
            [None, "在职教育", None, None, "毕业院校及专业", None, None],
            ["工作单位及职务", None, None, None, None, None, None],
            ["主要业绩", None, None, None, None, None, None],
            ["近三年获奖情况", "时间", "奖项名称", None, "等次", "颁奖单位", None],
            [None, None, None, None, None, None, None],
            [None, None, None, None, None, None, None],
            ["学校推荐意见", "（公章）\n年   月   日", None, None, None, None, None],
        ],
        "r0c6:r1c6 r2c0:r3c0 r2c2:r2c3 r2c5:r2c6 r3c2:r3c3 r3c5:r3c6 r4c1:r4c6 r5c1:r5c6 r6c0:r8c0 r6c2:r6c3 r6c5:r6c6 "
        "r7c2:r7c3 r7c5:r7c6 r8c2:r8c3 r8c5:r8c6 r9c1:r9c6",
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def contest_entries() -> bytes:
    """A list of entries, a remark above it, an example row, a choice."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报名汇总"
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "教师教学能力比赛报名汇总表"
    sheet.merge_cells("A2:H2")
    sheet["A2"] = "请各校于10月15日前报送，每校限报3件，电子版同步发送。"
    put(
        sheet,
        [
            ["序号", "参赛学校", "组别", "作品名称", "参赛教师\n（不超过4人）", "手机号码", "是否首次参赛", "备注"],
            ["例：", "某某学校", "公共基础课程组", "《某作品》", "张三、李四", "13800000000", "是", None],
            [1], [2], [3], [4],
        ],
        at=3,
    )  # fmt: skip
    groups = DataValidation(type="list", formula1='"公共基础课程组,专业课程一组,专业课程二组"')
    groups.add("C5:C8")
    sheet.add_data_validation(groups)
    return saved(book)


def months_across() -> bytes:
    """A month in each column, sums at the right and below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "2026年下半年免学费补助发放统计（单位：元）"
    months = [f"{month}月" for month in range(7, 13)]
    put(
        sheet,
        [
            ["学校", *months, "合计"],
            *[
                [name, None, None, None, None, None, None, f"=SUM(B{r}:G{r})"]
                for r, name in enumerate(FULL, 3)
            ],
            ["合计", *[f"=SUM({c}3:{c}7)" for c in "BCDEFGH"]],
        ],
        at=2,
    )
    return saved(book)


def questions() -> bytes:
    """Sections with questions at the left and boxes or a blank at the right."""
    document = docx.Document()
    document.add_heading("中小学（中职）校园安全自查表", 1)
    document.add_paragraph("学校：____________  检查日期：____年____月____日")
    document.add_paragraph("一、基本情况")
    table(document, [["在校学生人数", None], ["住校学生人数", None], ["专职保安人数", None]])
    document.add_paragraph("二、制度落实")
    table(
        document,
        [
            ["1.是否建立门卫登记制度？", "□是 □否"],
            ["2.是否安装一键报警装置？", "□是 □否"],
            ["3.应急演练频次", "□每月 □每学期 □每年"],
            ["4.存在的主要问题及整改措施", None],
        ],
    )
    document.add_paragraph("检查人签字：              学校负责人签字：")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def counties_above_schools() -> bytes:
    """Counties as rows with their schools indented below them, sums by county."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "年报"
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "中等职业教育基本情况年度报表"
    sheet["A2"] = "制表单位：市教育局"
    sheet["G2"] = "单位：人、平方米"
    put(
        sheet,
        [
            ["地区及学校", "学生情况", None, "教师情况", None, "校舍建筑面积（平方米）", "填表说明"],
            [None, "在校生", "毕业生", "专任教师", "双师型教师比例（%）", None, None],
            ["总计", "=B6+B9", "=C6+C9", "=D6+D9", None, "=F6+F9"],
            ["市直小计", "=SUM(B7:B8)", "=SUM(C7:C8)", "=SUM(D7:D8)", None, "=SUM(F7:F8)"],
            [f"　　{SHORT[0]}"],
            [f"　　{SHORT[1]}"],
            ["县区小计", "=SUM(B10:B11)", "=SUM(C10:C11)", "=SUM(D10:D11)", None, "=SUM(F10:F11)"],
            [f"　　{SHORT[2]}"],
            [f"　　{SHORT[3]}"],
        ],
        at=3,
    )
    for area in ("A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4"):
        sheet.merge_cells(area)
    return saved(book)


SLOPPY: dict[str, tuple[Callable[[], bytes], Truth]] = {
    "招生情况.xlsx": (
        no_borders,
        Truth(
            "rows",
            [("schools", "招生计划:integer 实际录取:integer 报到人数:integer 备注:text")],
            "填报:text 审核:text",
            5,
        ),
    ),
    "推荐表.docx": (
        person_form,
        Truth(
            "form",
            [("list", "时间:text 奖项名称:text 等次:text 颁奖单位:text")],
            "姓名:text 性别:text 出生年月:text 民族:text 政治面貌:text 参加工作时间:text "
            "全日制教育:text 毕业院校及专业:text 在职教育:text 毕业院校及专业:text 工作单位及职务:text 主要业绩:text",
        ),
    ),
    "报名汇总.xlsx": (
        contest_entries,
        Truth(
            "lists",
            [
                (
                    "list",
                    "组别:choice 作品名称:text 参赛教师（不超过4人）:text 手机号码:text 是否首次参赛:yes_no 备注:text",
                )
            ],
        ),
    ),
    "补助发放.xlsx": (
        months_across,
        Truth("rows", [("schools", " ".join(f"{month}月:decimal" for month in range(7, 13)))], "", 5),
    ),
    "安全自查.docx": (
        questions,
        Truth(
            "form",
            [],
            "学校:text 检查日期:date 在校学生人数:integer 住校学生人数:integer 专职保安人数:integer "
            "1.是否建立门卫登记制度？:yes_no 2.是否安装一键报警装置？:yes_no 3.应急演练频次:choice "
            "4.存在的主要问题及整改措施:text 检查人签字:text 学校负责人签字:text",
        ),
    ),
    "年度报表.xlsx": (
        counties_above_schools,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "在校生:integer 毕业生:integer 专任教师:integer 双师型教师比例（%）:percent "
                    "校舍建筑面积（平方米）:decimal 填表说明:text",
                )
            ],
            "",
            4,
        ),
    ),
}
