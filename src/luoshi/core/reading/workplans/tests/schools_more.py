"""Eight more plans, written after the reader was made and read once before anything was mended by them."""

from __future__ import annotations

from luoshi.core.reading.formats.tests.word import p
from luoshi.core.reading.structure import SourceDocument

from .making import excel, heading, rows, table, word


def phases_in_rows() -> list[SourceDocument]:
    return [
        word(
            heading("四、产教融合实训基地建设进度"),
            table(
                rows(
                    """
序号 | 工作内容 | 责任人 | 责任部门
第一阶段：筹备启动（2021年9月—12月） | < | < | <
1 | 成立工作专班 | 王丽娟 | 实训处
2 | 考察合作企业 | 王丽娟 | 校企合作办公室
第二阶段：建设实施（2022年1月—2023年6月） | < | < | <
3 | 采购安装设备 | 赵国庆 | 总务处
4 | 试运行 | 王丽娟 | 实训处
"""
                )
            ),
        )
    ]


def marks_by_month() -> list[SourceDocument]:
    return [
        excel(
            甘特图=rows(
                """
任务 | 工作步骤 | 2022年 | < | < | < | 负责人
^ | ^ | 3月 | 4月 | 5月 | 6月 | ^
信息化标杆校 | 需求调研 | √ | | | | 刘洋
^ | 平台开发 | | √ | √ | | 刘洋
^ | 上线验收 | | | | √ | 赵国庆
"""
            )
        )
    ]


def clauses_of_one_paragraph() -> list[SourceDocument]:
    return [
        word(
            p("三、工作安排"),
            p("（一）示范课堂建设。"),
            p("2021年10月底前，制定遴选办法；2022年6月底前，完成校级遴选；2023年5月，录制示范课。"),
            p("责任人：李志强"),
            p("（二）教师企业实践流动站建设。"),
            p("2021年12月，遴选合作企业；2022年3月，挂牌运行。"),
            p("责任人：王丽娟"),
        )
    ]


def duties_in_one_cell() -> list[SourceDocument]:
    return [
        word(
            table(
                rows(
                    """
工作任务 | 具体措施 | 时间要求 | 责任分工
4.3 思政课教学创新团队 | 组建团队 | 2021年12月底 | 责任领导：黄建军⏎牵头：教务处⏎责任人：张文华⏎配合：学生处
^ | 集体备课 | 每两周一次 | 牵头：教务处⏎责任人：张文华
"""
                )
            )
        )
    ]


def automatic_numbers_and_notes() -> list[SourceDocument]:
    return [
        excel(
            进度表=rows(
                """
附件2 | | | |
某某职教中心重点任务推进表 | | | |
 | | | | 填表日期：2021.9.10
序号 | 任务名称 | 推进举措 | 完成时限 | 责任人
1 | 老年大学示范校 | 开设课程10门 | 2022年秋 | 周晓燕
2 | 老年大学示范校 | 培训学员500人次 | 2023年春 | 周晓燕
3 | 社区教育示范基地 | 建成学习中心 | 2022年6月、12月 | 周晓燕
注：每季度末报送进展。 | | | |
"""
            )
        )
    ]


def money_within_the_timetable() -> list[SourceDocument]:
    return [
        word(
            table(
                rows(
                    """
建设项目 | 建设内容 | 起止时间 | 负责人 | 经费（万元）
产教融合实训基地 | 新建实训室 | 2021.09-2022.08 | 王丽娟 | 60
^ | 购置软件 | 2022.09-2022.12 | 刘洋 | 12.5
"""
                )
            )
        )
    ]


def by_school_year() -> list[SourceDocument]:
    return [
        excel(
            年度安排=rows(
                """
承接任务 | 2021-2022学年 | 2022-2023学年
教师企业实践流动站 | 1.遴选企业 2.签订协议 | 1.教师进站20人
示范性职业教育集团（联盟） | 召开成立大会 | 开展订单培养
"""
            )
        )
    ]


def leaders_first() -> list[SourceDocument]:
    return [
        word(
            table(
                rows(
                    """
序号 | 责任领导 | 任务 | 工作目标 | 推进措施 | 完成时间 | 责任处室及责任人 | 协助处室
1 | 黄建军 | 中职学校教学条件基本达标 | 生均图书达标 | 采购图书 | 2022年4—6月 | 总务处 赵国庆 | 教务处、财务科
2 | ^ | ^ | ^ | 维修宿舍 | 2022年暑假 | 总务处（赵国庆） | 学生处
"""
                )
            )
        )
    ]
