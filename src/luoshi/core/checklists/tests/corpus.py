"""Checklists of our own in the manner of different offices, with what a person reads in them.

Each is (name of the file, its bytes, what is expected): a line of the expectation is `level|number|text|wanted`, with
`-` in place of the wanted materials where the line is a heading.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import docx
import openpyxl

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


def book(*sheets: tuple[str, Sequence[Sequence[str]], Iterable[Merge]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows, merges in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for first, left, last, right in merges:
            sheet.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def word(
    title: str, rows: Sequence[Sequence[str]] = (), merges: Iterable[Merge] = (), lines: Iterable[str] = ()
) -> bytes:
    made = docx.Document()
    made.add_paragraph(title)
    for line in lines:
        made.add_paragraph(line)
    if rows:
        table = made.add_table(len(rows), max(map(len, rows)))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
        for first, left, last, right in merges:
            kept = table.cell(first - 1, left - 1).text
            cell = table.cell(first - 1, left - 1).merge(table.cell(last - 1, right - 1))
            cell.text = kept
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


THREE_LEVELS = (
    "提质培优迎检指标.xlsx",
    book(
        (
            "指标",
            [
                ["中等职业学校提质培优行动计划验收指标", "", "", "", "", "", ""],
                ["一级指标", "二级指标", "三级指标", "佐证材料", "分值", "责任处室", "备注"],
                [
                    "1 落实立德树人根本任务",
                    "1.1 党的建设",
                    "1.1.1 党组织会议制度健全",
                    "①党组织会议制度；②近三年会议记录",
                    "4",
                    "党办",
                    "",
                ],
                ["", "", "1.1.2 思政课教师配备达标", "思政课教师花名册", "3", "教务处", "师生比"],
                [
                    "",
                    "1.2 德育工作",
                    "1.2.1 德育活动有计划有总结",
                    "1. 德育工作计划\n2. 主题班会照片\n3. 活动总结",
                    "3",
                    "学生处",
                    "",
                ],
                [
                    "2 深化产教融合",
                    "2.1 校企合作",
                    "2.1.1 与企业共建实训基地",
                    "合作协议、实训基地照片",
                    "5",
                    "",
                    "",
                ],
                ["合计", "", "", "", "15", "", ""],
            ],
            [(1, 1, 1, 7), (3, 1, 5, 1), (3, 2, 4, 2)],
        )
    ),
    """
    0|1|落实立德树人根本任务|-
    1|1.1|党的建设|-
    2|1.1.1|党组织会议制度健全|-
    3||党组织会议制度|党组织会议制度
    3||近三年会议记录|近三年会议记录
    2|1.1.2|思政课教师配备达标|思政课教师花名册
    1|1.2|德育工作|-
    2|1.2.1|德育活动有计划有总结|-
    3||德育工作计划|德育工作计划
    3||主题班会照片|主题班会照片
    3||活动总结|活动总结
    0|2|深化产教融合|-
    1|2.1|校企合作|-
    2|2.1.1|与企业共建实训基地|合作协议、实训基地照片
    """,
)
PLAIN_TABLE = (
    "专项督导备查目录.docx",
    word(
        "职业教育专项督导备查材料目录",
        [
            ["序号", "检查项目", "检查内容", "备查材料", "备注"],
            ["1", "办学条件", "占地面积、校舍面积", "土地证、房产证复印件", ""],
            ["2", "", "实训设备总值", "固定资产台账", "财务"],
            ["3", "师资队伍", "双师型教师占比", "教师资格证、职业资格证", ""],
            ["4", "经费保障", "生均公用经费", "", "近三年"],
        ],
        [(2, 2, 3, 2)],
    ),
    """
    0||办学条件|-
    1|1|占地面积、校舍面积|土地证、房产证复印件
    1|2|实训设备总值|固定资产台账
    0||师资队伍|-
    1|3|双师型教师占比|教师资格证、职业资格证
    0||经费保障|-
    1|4|生均公用经费|生均公用经费
    """,
)
PARAGRAPHS = (
    "迎检准备.docx",
    word(
        "关于做好迎接省级验收准备工作的材料清单",
        lines=[
            "请各处室按下列目录准备。",
            "一、学校基本情况",
            "1. 学校章程和发展规划",
            "2. 三年来招生就业数据",
            "二、重点任务完成情况",
            "（一）三教改革",
            "1. 专业人才培养方案（3分）",
            "佐证材料：①修订后的方案；②专家论证意见",
            "2. 课程思政示范课",
            "（二）产教融合",
            "1. 校企合作协议。",
        ],
    ),
    """
    0|一|学校基本情况|-
    1|1|学校章程和发展规划|学校章程和发展规划
    1|2|三年来招生就业数据|三年来招生就业数据
    0|二|重点任务完成情况|-
    1|（一）|三教改革|-
    2|1|专业人才培养方案（3分）|-
    3||修订后的方案|修订后的方案
    3||专家论证意见|专家论证意见
    2|2|课程思政示范课|课程思政示范课
    1|（二）|产教融合|-
    2|1|校企合作协议|校企合作协议
    """,
)
SHEETS = (
    "归档目录.xlsx",
    book(
        (
            "综合类",
            [["序号", "材料名称", "份数"], ["1", "年度工作总结", "2"], ["2", "规章制度汇编", "1"]],
            [],
        ),
        (
            "教学类",
            [
                ["序号", "材料名称", "份数"],
                ["1", "教学计划", "1"],
                ["", "", ""],
                ["2", "技能大赛获奖证书", "1"],
            ],
            [],
        ),
    ),
    """
    0||综合类|-
    1|1|年度工作总结|年度工作总结
    1|2|规章制度汇编|规章制度汇编
    0||教学类|-
    1|1|教学计划|教学计划
    1|2|技能大赛获奖证书|技能大赛获奖证书
    """,
)
ROW_HEADINGS = (
    "办学水平评估.docx",
    word(
        "中等职业学校办学水平评估指标体系",
        [
            ["评估项目", "评估要点", "支撑材料", "分值"],
            ["A1 办学方向（20分）", "A1 办学方向（20分）", "A1 办学方向（20分）", "A1 办学方向（20分）"],
            ["A1-1 办学定位", "定位明确，符合区域产业需求", "学校发展规划", "10"],
            ["A1-2 依法治校", "章程健全", "学校章程", "10"],
            ["评估项目", "评估要点", "支撑材料", "分值"],
            ["A2 教学改革（30分）", "A2 教学改革（30分）", "A2 教学改革（30分）", "A2 教学改革（30分）"],
            ["A2-1 教材建设", "活页式教材、工作手册式教材", "教材样书；教材选用审批表", "15"],
        ],
        [(2, 1, 2, 4), (6, 1, 6, 4)],
    ),
    """
    0|A1|办学方向（20分）|-
    1|A1-1|办学定位|-
    2||定位明确，符合区域产业需求|学校发展规划
    1|A1-2|依法治校|-
    2||章程健全|学校章程
    0|A2|教学改革（30分）|-
    1|A2-1|教材建设|-
    2||活页式教材、工作手册式教材|-
    3||教材样书|教材样书
    3||教材选用审批表|教材选用审批表
    """,
)
BY_NUMBERS = (
    "档案目录.xlsx",
    book(
        (
            "Sheet1",
            [
                ["双优校建设档案目录", ""],
                ["编号", "目录"],
                ["1", "组织领导"],
                ["1.1", "领导小组文件"],
                ["1.2", "工作例会纪要"],
                ["2", "建设成效"],
                ["2.1", "典型案例"],
                ["2.1.1", "市级以上推广的案例"],
            ],
            [(1, 1, 1, 2)],
        )
    ),
    """
    0|1|组织领导|-
    1|1.1|领导小组文件|领导小组文件
    1|1.2|工作例会纪要|工作例会纪要
    0|2|建设成效|-
    1|2.1|典型案例|-
    2|2.1.1|市级以上推广的案例|市级以上推广的案例
    """,
)
ONE_CELL = (
    "现场核查.docx",
    word(
        "现场核查材料",
        [
            ["类别", "需提供的材料", "页码"],
            ["师德师风", "①师德师风建设方案②考核结果③典型事迹材料", ""],
            ["安全管理", "应急预案", "3-5"],
            ["实习管理", "请提供以下材料：\n（1）实习协议；\n（2）实习责任保险单；\n（3）巡查记录。", ""],
        ],
    ),
    """
    0||师德师风|-
    1||师德师风建设方案|师德师风建设方案
    1||考核结果|考核结果
    1||典型事迹材料|典型事迹材料
    0||安全管理|应急预案
    0||实习管理|-
    1||实习协议|实习协议
    1||实习责任保险单|实习责任保险单
    1||巡查记录|巡查记录
    """,
)
CORPUS = (THREE_LEVELS, PLAIN_TABLE, PARAGRAPHS, SHEETS, ROW_HEADINGS, BY_NUMBERS, ONE_CELL)
