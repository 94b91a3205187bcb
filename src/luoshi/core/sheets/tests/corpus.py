"""Twelve templates of our own in the manner of upper offices, each with what a person reads in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from luoshi.core.sheets import SchoolName

from .books import put, saved

SCHOOLS = (
    SchoolName("云岭市职业教育中心", ("市职教中心", "职教中心")),
    SchoolName("云岭市第二中等职业学校", ("市二职", "二职")),
    SchoolName("青石县中等职业技术学校", ("青石县职校", "青石职校")),
    SchoolName("白河县职业高级中学", ("白河县职高", "白河职高")),
    SchoolName("云岭工业学校（云岭技工学校）", ("工业学校",)),
)
FULL = [school.name for school in SCHOOLS]
SHORT = [school.aliases[0] for school in SCHOOLS]


@dataclass(frozen=True)
class Truth:
    """tables: (shape, the asked columns as label:kind); fields: label:kind; schools: rows matched."""

    arrangement: str
    tables: list[tuple[str, str]] = field(default_factory=list)
    fields: str = ""
    schools: int = 0


def scale_table() -> bytes:
    """Two heading rows with merges, a numbered row, sums below, lines above and below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet["A1"] = "附件1"
    sheet.merge_cells("A2:H2")
    sheet["A2"] = "2026年秋季学期中等职业学校办学规模统计表"
    sheet["A3"] = "填报单位（盖章）："
    sheet["H3"] = "单位：人"
    put(
        sheet,
        [
            ["序号", "学校名称", "在校生数", None, None, "教职工数", None, "备注"],
            [None, None, "合计", "其中：全日制", "其中：女", "合计", "其中：专任教师", None],
            ["甲", "乙", 1, 2, 3, 4, 5, 6],
            *[[number, name] for number, name in enumerate(FULL, 1)],
            ["合计", None, *[f"=SUM({c}7:{c}11)" for c in "CDEFG"]],
        ],
        at=4,
    )
    for area in ("A4:A5", "B4:B5", "C4:E4", "F4:G4", "H4:H5", "A12:B12"):
        sheet.merge_cells(area)
    sheet["A13"] = "注：1.数据截至2026年9月30日。"
    sheet["A14"] = "2.全日制在校生按学籍系统统计。"
    sheet["A15"] = "填表人：            联系电话：            审核人：            填报日期：    年  月  日"
    sheet.freeze_panes = "C7"
    sheet.print_area = "A1:H15"
    return saved(book)


def money_table() -> bytes:
    """Three heading rows, groups of counties with subtotals, computed shares, short names."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:J1")
    sheet["A1"] = "职业教育专项资金使用情况表"
    sheet["J2"] = "单位：万元"
    put(
        sheet,
        [
            ["地区", "学校", "资金来源", None, None, None, "支出情况", None, None, "结余原因"],
            [None, None, "小计", "财政拨款", None, "自筹", "小计", "其中：设备购置", "执行率", None],
            [None, None, None, "中央", "省级", None, None, None, None, None],
            ["市直", SHORT[0], "=SUM(D6:F6)", None, None, None, None, None, "=G6/C6"],
            [None, SHORT[1], "=SUM(D7:F7)", None, None, None, None, None, "=G7/C7"],
            [None, "小计", *[f"=SUM({c}6:{c}7)" for c in "CDEFGH"], "=G8/C8"],
            ["青石县", SHORT[2], "=SUM(D9:F9)", None, None, None, None, None, "=G9/C9"],
            ["总计", None, *[f"={c}8+{c}9" for c in "CDEFGH"], "=G10/C10"],
        ],
        at=3,
    )
    for area in (
        "A3:A5",
        "B3:B5",
        "C3:F3",
        "G3:I3",
        "J3:J5",
        "C4:C5",
        "D4:E4",
        "F4:F5",
        "G4:G5",
        "H4:H5",
        "I4:I5",
        "A6:A8",
    ):
        sheet.merge_cells(area)
    for row in range(6, 11):
        sheet[f"I{row}"].number_format = "0.0%"
    return saved(book)


def empty_rows() -> bytes:
    """No names printed: a sample row, empty rows, lists to choose from, a date format, required stars."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "职业学校联系人及平台使用情况登记表"
    put(
        sheet,
        [
            ["序号", "*学校名称", "学校类别", "是否开通平台", "开通日期", "*联系人", "*联系电话"],
            ["示例", "某某市某某职业学校", "中职", "是", "2026-03-01", "张某", "13800000000"],
            *[[number] for number in range(1, 7)],
        ],
        at=2,
    )
    for row in range(4, 10):
        sheet[f"E{row}"].number_format = "yyyy-mm-dd"
        sheet[f"G{row}"].number_format = "@"
    kinds = DataValidation(type="list", formula1='"中职,技工,高职"')
    yes = DataValidation(type="list", formula1='"是,否"')
    kinds.add("C4:C9")
    yes.add("D4:D9")
    for validation in (kinds, yes):
        sheet.add_data_validation(validation)
    sheet["A10"] = "说明：带*的为必填项；联系电话填手机号。"
    return saved(book)


def project_list() -> bytes:
    """Free rows per school, a total below, notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目储备"
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "2027年职业教育建设项目储备清单"
    sheet["A2"] = "报送单位："
    sheet["H2"] = "金额单位：万元"
    put(
        sheet,
        [
            ["序号", "申报学校", "项目名称", "建设内容", "总投资", "其中：申请资金", "建设周期", "备注"],
            [1], [2], [3],
            ["合计", None, None, None, "=SUM(E4:E6)", "=SUM(F4:F6)"],
        ],
        at=3,
    )  # fmt: skip
    sheet["A8"] = "注：项目名称要具体，同一项目不得重复申报。"
    sheet["A9"] = "填报人：              联系方式："
    return saved(book)


def form_sheet() -> bytes:
    """Label and cell by turns, a small table beside a tall heading, boxes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申报表"
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "优质专业申报表"
    put(
        sheet,
        [
            ["学校名称", None, None, "专业名称", None, None],
            ["专业代码", None, None, "开设时间", None, None],
            ["在校生数（人）", None, None, "就业率（%）", None, None],
            ["是否骨干专业", "□是  □否", None, "建设层次", "□省级 □市级 □校级", None],
            ["专业带头人", "姓名", "职称", "学历", "双师型", "联系电话"],
            [None], [None], [None],
            ["主要成效", "（限500字以内）"],
            ["学校意见", "负责人（签字）：            年    月    日"],
        ],
        at=2,
    )  # fmt: skip
    for row in (2, 3, 4, 5):
        sheet.merge_cells(f"B{row}:C{row}")
        sheet.merge_cells(f"E{row}:F{row}")
    sheet.merge_cells("A6:A9")
    sheet.merge_cells("B10:F10")
    sheet.merge_cells("B11:F11")
    return saved(book)


def sheet_per_school() -> bytes:
    """One sheet for each school, a summary that looks into them, a page of instructions."""
    book = openpyxl.Workbook()
    summary = book.active
    summary.title = "汇总"
    put(
        summary,
        [["学校", "在校生", "教师"], *[[name, f"='{name}'!C4", f"='{name}'!C5"] for name in SHORT[:3]]],
    )
    guide = book.create_sheet("填表说明")
    guide["A1"] = "一、各校只填本校工作表。二、数据截至学年初。"
    for name in SHORT[:3]:
        sheet = book.create_sheet(name)
        sheet["A1"] = "学校基本情况"
        put(
            sheet,
            [
                ["指标", "计量单位", "数值"],
                ["在校生数", "人"],
                ["专任教师数", "人"],
                ["占地面积", "平方米"],
                ["毕业生就业率", "%"],
            ],
            at=3,
        )
        sheet["A8"] = "填表人："
    return saved(book)


def indicators() -> bytes:
    """Given rows with codes and units, one file per unit."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "职业教育综合统计报表"
    sheet["A2"] = "填报单位："
    sheet["E2"] = "2026年"
    put(
        sheet,
        [
            ["指标名称", "计量单位", "代码", "上年数", "本年数"],
            ["甲", "乙", "丙", 1, 2],
            ["一、学校占地面积", "平方米", "01"],
            ["二、教学仪器设备值", "万元", "02"],
            ["其中：当年新增", "万元", "03"],
            ["三、实习实训基地数", "个", "04"],
        ],
        at=3,
    )
    sheet["A9"] = "单位负责人：          统计负责人：          填表人：          报出日期：2026年  月  日"
    return saved(book)


def guarded_book() -> bytes:
    """Protected, lists kept in a hidden sheet, dates, percents, a defined name, a hidden column."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务进展"
    sheet["A1"] = "重点任务推进情况月报"
    put(
        sheet,
        [
            ["单位名称", "任务名称", "责任科室", "完成进度", "计划完成日期", "状态", "存在问题"],
            *[[name, "产教融合实训基地"] for name in FULL],
        ],
        at=2,
    )
    for row in range(3, 8):
        for column in "CDEFG":
            sheet[f"{column}{row}"].protection = Protection(locked=False)
        sheet[f"D{row}"].number_format = "0%"
        sheet[f"E{row}"].number_format = 'yyyy"年"m"月"d"日"'
    hidden = book.create_sheet("选项")
    for number, word in enumerate(["正常", "滞后", "完成"], 1):
        hidden.cell(number, 1, word)
    hidden.sheet_state = "hidden"
    book.defined_names["状态选项"] = DefinedName("状态选项", attr_text="选项!$A$1:$A$3")
    states = DataValidation(type="list", formula1="选项!$A$1:$A$3")
    states.add("F3:F7")
    sheet.add_data_validation(states)
    sheet.protection.sheet = True
    sheet.column_dimensions["C"].hidden = True
    return saved(book)


XLSX: dict[str, tuple[Callable[[], bytes], Truth]] = {
    "规模统计表.xlsx": (
        scale_table,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "合计:integer 其中：全日制:integer 其中：女:integer 合计:integer 其中：专任教师:integer 备注:text",
                )
            ],
            "填报单位（盖章）:text 填表人:text 联系电话:text 审核人:text 填报日期:date",
            5,
        ),
    ),
    "资金使用表.xlsx": (
        money_table,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "中央:decimal 省级:decimal 自筹:decimal 小计:decimal 其中：设备购置:decimal 结余原因:text",
                )
            ],
            "",
            3,
        ),
    ),
    "登记表.xlsx": (
        empty_rows,
        Truth(
            "rows",
            [("schools", "学校类别:choice 是否开通平台:yes_no 开通日期:date *联系人:text *联系电话:text")],
        ),
    ),
    "项目清单.xlsx": (
        project_list,
        Truth(
            "lists",
            [
                (
                    "list",
                    "项目名称:text 建设内容:text 总投资:decimal 其中：申请资金:decimal 建设周期:text 备注:text",
                )
            ],
            "报送单位:text 填报人:text 联系方式:text",
        ),
    ),
    "申报表.xlsx": (
        form_sheet,
        Truth(
            "form",
            [("list", "姓名:text 职称:text 学历:text 双师型:text 联系电话:text")],
            "学校名称:text 专业名称:text 专业代码:text 开设时间:text 在校生数（人）:integer 就业率（%）:percent "
            "是否骨干专业:yes_no 建设层次:choice 主要成效:text 负责人（签字）:date",
        ),
    ),
    "分校表.xlsx": (sheet_per_school, Truth("sheets", [("fixed", "数值:decimal")], "填表人:text", 0)),
    "综合报表.xlsx": (
        indicators,
        Truth(
            "form",
            [("fixed", "上年数:decimal 本年数:decimal")],
            "填报单位:text 单位负责人:text 统计负责人:text 填表人:text 报出日期:date",
        ),
    ),
    "月报.xlsx": (
        guarded_book,
        Truth(
            "rows",
            [("schools", "责任科室:text 完成进度:percent 计划完成日期:date 状态:choice 存在问题:text")],
            "",
            5,
        ),
    ),
}
