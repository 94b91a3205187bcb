"""Six more templates, planned from what offices send (finance, labour, statistics, inspection, safety, audit) and not
from what the reader can do. They were counted once before anything was changed for them; see `test_recognition`."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl

from .books import put, saved
from .corpus import FULL, SHORT, Truth
from .documents import table

ASSESSED: list[list[str | int | None]] = [
    ["项目名称"],
    ["主管部门", None, None, None, "实施单位"],
    ["项目资金\n（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", None, None, None, 10, None, None],
    [None, "其中：财政拨款", None, None, None, "—", None, "—"],
    [None, "其他资金", None, None, None, "—", None, "—"],
    ["年度总体目标", "预期目标", None, None, "实际完成情况"],
    [None],
    [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ],
    ["产出指标", "数量指标"],
    [None, "质量指标"],
    ["效益指标", "社会效益"],
    ["总分", None, None, None, None, 100, "=SUM(G13:G15)+H7"],
]


def finance_self_assessment() -> bytes:
    """A finance office: the self-assessment of a project, a form with three tables in one grid."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"] = "附件3"
    sheet.merge_cells("A2:H2")
    sheet["A2"] = "省级专项资金项目支出绩效自评表"
    sheet["A3"] = "（2026年度）"
    sheet.merge_cells("A3:H3")
    put(
        sheet,
        ASSESSED,
        at=4,
        wide=8,
    )
    for area in (
        "B4:H4", "B5:D5", "F5:H5", "A6:A9", "A10:A11", "B10:D10", "E10:H10", "B11:D11", "E11:H11", "A13:A14", "A16:E16",
    ):  # fmt: skip
        sheet.merge_cells(area)
    sheet["A17"] = "填报人：                联系电话：                        填报日期："
    return saved(book)


def labour_roster() -> bytes:
    """A labour office: a roster for subsidies, one for each applicant."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.merge_cells("A1:J1")
    sheet["A1"] = "职业技能培训补贴申领人员花名册"
    sheet.merge_cells("A2:F2")
    sheet["A2"] = "申领单位（公章）："
    sheet["G2"] = "培训班期："
    sheet["J2"] = "单位：元"
    put(
        sheet,
        [
            [
                "序号",
                "姓名",
                "性别",
                "身份证号码",
                "培训工种",
                "技能等级",
                "证书编号",
                "培训课时",
                "联系电话",
                "补贴标准",
            ],
            *[[number] for number in range(1, 11)],
            ["合计人数：", None, None, None, None, "合计金额（大写）："],
        ],
        at=3,
    )
    for row in range(4, 14):
        sheet[f"D{row}"].number_format = "@"
        sheet[f"J{row}"].number_format = "0.00"
    sheet["A15"] = "经办人签字：                    单位负责人签字：                     年    月    日"
    sheet["A16"] = "备注：本表一式三份，人社部门、财政部门、申领单位各留存一份。"
    return saved(book)


def statistics_form() -> bytes:
    """A statistics office: form number and permit at "
    "the right, codes, cells struck out, a supplement below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "中等职业学校分专业大类学生情况"
    for row, text in enumerate(
        ["表    号：教职统12表", "制定机关：省教育厅", "批准文号：统制〔2026〕8号", "有效期至：2028年6月"], 2
    ):
        sheet[f"F{row}"] = text
    sheet["A5"] = "学校（机构）名称："
    sheet["D5"] = "20  年"
    put(
        sheet,
        [
            ["专业大类", "代码", "毕业生数", None, "招生数", None, "在校生数"],
            [None, None, "合计", "其中：获证", "合计", "其中：应届", None],
            ["甲", "乙", 1, 2, 3, 4, 5],
            ["总计", "01"],
            ["农林牧渔大类", "02"],
            ["装备制造大类", "03"],
            ["其他", "04", None, "—", None, "—"],
        ],
        at=6,
    )
    for area in ("A6:A7", "B6:B7", "C6:D6", "E6:F6", "G6:G7"):
        sheet.merge_cells(area)
    sheet["A13"] = "补充资料：现代学徒制学生________人；外省籍学生________人。"
    sheet["A14"] = (
        "单位负责人：        统计负责人：        填表人：        联系电话：        报出日期：20   年   月   日"
    )
    sheet["A15"] = "说明：1.本表由中等职业学校填报。2.主要审核关系：1≥2，3≥4。"
    return saved(book)


def inspection_scores() -> bytes:
    """An inspection office: three levels of indicators merged down, points, own score, proofs."""
    document = docx.Document()
    document.add_heading("职业学校办学能力督导评估自评表", 1)
    document.add_paragraph("学校（盖章）：______________      校长（签字）：__________      自评总分：______")
    table(
        document,
        [
            ["一级指标", "二级指标", "评估标准", "分值", "自评得分", "自评依据", "佐证材料名称"],
            ["办学方向（20分）", "党建引领", "党组织健全，制度落实", "10", None, None, None],
            [None, "德育工作", "德育队伍配齐，活动有记录", "10", None, None, None],
            ["办学条件（30分）", "师资队伍", "双师型教师占比不低于50%", "15", None, None, None],
            [None, "实训条件", "生均设备值达标", "15", None, None, None],
            ["合计", None, None, "50", None, None, None],
        ],
        "r1c0:r2c0 r3c0:r4c0 r5c0:r5c2",
    )
    document.add_paragraph("注：自评得分不得超过该项分值。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def canteen_safety() -> bytes:
    """A safety office: a row per school in groups by county, boxes in cells, names as people say them."""
    document = docx.Document()
    document.add_paragraph("附件：")
    document.add_heading("校园食堂安全“回头看”情况统计表", 1)
    document.add_paragraph("填报单位：市教育局                    填报时间：2026年10月")
    table(
        document,
        [
            [
                "县市区",
                "学校",
                "食堂数（个）",
                "供餐方式",
                "是否公示资质",
                "问题整改",
                None,
                "包联领导及电话",
            ],
            [None, None, None, None, None, "发现问题（个）", "完成整改（个）", None],
            ["市直", SHORT[0], None, "□自营 □托管", "□是 □否", None, None, None],
            [None, SHORT[1], None, "□自营 □托管", "□是 □否", None, None, None],
            ["县区", SHORT[2], None, "□自营 □托管", "□是 □否", None, None, None],
            [None, SHORT[3], None, "□自营 □托管", "□是 □否", None, None, None],
            ["合计", None, None, "——", "——", None, None, "——"],
        ],
        "r0c0:r1c0 r0c1:r1c1 r0c2:r1c2 r0c3:r1c3 r0c4:r1c4 r0c5:r0c6 r0c7:r1c7 r2c0:r3c0 r4c0:r5c0 r6c0:r6c1",
    )
    document.add_paragraph("审核：              联系人：              联系电话：")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def audit_papers() -> bytes:
    """An audit office: assets with a row per school in one sheet, a list of problems in another, a guide."""
    book = openpyxl.Workbook()
    guide = book.active
    guide.title = "填写须知"
    guide["A1"] = "填写须知"
    guide["A2"] = "1.表1由各单位据实填写，金额保留两位小数。"
    guide["A3"] = "2.表2每个问题填写一行。"
    assets = book.create_sheet("表1资产")
    assets.merge_cells("A1:H1")
    assets["A1"] = "国有资产管理情况调查表"
    assets["A2"] = "填表单位：云岭市教育局"
    put(
        assets,
        [
            ["单位编码", "被审计单位", "土地面积\n（亩）", "房屋建筑面积\n（㎡）", "其中：出租出借",
            "固定资产原值\n（万元）", "净值\n（万元）", "台账是否健全"],
            *[[f"0{number}", name] for number, name in enumerate(FULL, 1)],
            ["小计", None, "=SUM(C4:C8)", "=SUM(D4:D8)", "=SUM(E4:E8)", "=SUM(F4:F8)", "=SUM(G4:G8)", "/"],
        ],
        at=3,
    )  # fmt: skip
    problems = book.create_sheet("表2问题")
    problems["A1"] = "自查发现问题清单"
    put(
        problems,
        [
            ["序号", "单位", "问题描述", "涉及金额（元）", "发生时间", "整改措施", "整改时限", "责任人"],
            *[[n] for n in (1, 2, 3, 4)],
        ],
        at=2,
    )
    return saved(book)


OTHERS: dict[str, tuple[Callable[[], bytes], Truth]] = {
    "绩效自评表.xlsx": (
        finance_self_assessment,
        Truth(
            "form",
            [
                (
                    "fixed",
                    "年初预算数:decimal 全年预算数:decimal 全年执行数:decimal 执行率:percent 得分:decimal",
                ),
                (
                    "fixed",
                    "三级指标:text 年度指标值:text 实际完成值:text "
                    "分值:decimal 得分:decimal 偏差原因分析及改进措施:text",
                ),
            ],
            "项目名称:text 主管部门:text 实施单位:text 预期目标:text "
            "实际完成情况:text 填报人:text 联系电话:text 填报日期:date",
        ),
    ),
    "补贴花名册.xlsx": (
        labour_roster,
        Truth(
            "form",
            [
                (
                    "list",
                    "姓名:text 性别:text 身份证号码:text 培训工种:text "
                    "技能等级:text 证书编号:text 培训课时:integer "
                    "联系电话:text 补贴标准:decimal",
                )
            ],
            "申领单位（公章）:text 培训班期:text 合计人数:text "
            "合计金额（大写）:text 经办人签字:text 单位负责人签字:date",
        ),
    ),
    "统计年报.xlsx": (
        statistics_form,
        Truth(
            "form",
            [("fixed", "合计:integer 其中：获证:integer 合计:integer 其中：应届:integer 在校生数:integer")],
            "学校（机构）名称:text 现代学徒制学生:integer 外省籍学生:integer "
            "单位负责人:text 统计负责人:text 填表人:text "
            "联系电话:text 报出日期:date",
        ),
    ),
    "督导自评表.docx": (
        inspection_scores,
        Truth(
            "form",
            [("fixed", "自评得分:decimal 自评依据:text 佐证材料名称:text")],
            "学校（盖章）:text 校长（签字）:text 自评总分:text",
        ),
    ),
    "食堂安全表.docx": (
        canteen_safety,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "食堂数（个）:integer 供餐方式:choice 是否公示资质:yes_no "
                    "发现问题（个）:integer 完成整改（个）:integer "
                    "包联领导及电话:text",
                )
            ],
            "审核:text 联系人:text 联系电话:text",
            4,
        ),
    ),
    "审计调查表.xlsx": (
        audit_papers,
        Truth(
            "rows",
            [
                (
                    "schools",
                    "土地面积（亩）:decimal 房屋建筑面积（㎡）:decimal "
                    "其中：出租出借:decimal 固定资产原值（万元）:decimal "
                    "净值（万元）:decimal 台账是否健全:yes_no",
                ),
                (
                    "list",
                    "问题描述:text 涉及金额（元）:decimal 发生时间:text "
                    "整改措施:text 整改时限:text 责任人:text",
                ),
            ],
            "",
            5,
        ),
    ),
}
