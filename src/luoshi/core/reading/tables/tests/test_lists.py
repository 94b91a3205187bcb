"""Task tables and target tables."""

from __future__ import annotations

from luoshi.core.reading.structure import Cell, Place, Table
from luoshi.core.reading.tables import TargetCell, TaskRow, read_tables

from .making import document_of, piped


def rows_of(text: str) -> tuple[TaskRow, ...]:
    return read_tables([document_of("任务分工表", piped(text))]).task_rows


def targets_of(text: str) -> tuple[TargetCell, ...]:
    return read_tables([document_of("目标表", piped(text))]).target_cells


def test_a_task_table_gives_task_measure_owner_and_due() -> None:
    (first, second) = rows_of("""
        序号 | 重点任务 | 工作举措 | 责任单位 | 完成时限
        1 | 建设基地 | 新建2个实训基地 | 市教育局、各中职学校 | 2023年12月
        2 | 培训教师 | 每年培训100人 | 市职教室 | 持续推进
    """)
    assert (first.number, first.task, first.measure) == ("1", "建设基地", "新建2个实训基地")
    assert (first.owner, first.due, first.place.row) == ("市教育局、各中职学校", "2023年12月", 2)
    assert (second.task, second.due) == ("培训教师", "持续推进")


def test_a_task_over_several_measures_is_carried_down() -> None:
    rows = rows_of("""
        序号 | 任务 | 举措 | 牵头单位 | 配合单位 | 完成时间
        1 | 建设基地 | 选址 | 甲科 | 乙科 | 3月
        | | 招标 | 甲科 | | 6月
        2 | 培训教师 | 报名 | 乙科 | | 9月
    """)
    assert [(row.number, row.task, row.measure) for row in rows] == [
        ("1", "建设基地", "选址"),
        ("1", "建设基地", "招标"),
        ("2", "培训教师", "报名"),
    ]
    assert rows[0].owner == "甲科；乙科"


def test_the_heading_over_the_page_totals_and_notes_are_no_rows() -> None:
    rows = rows_of("""
        任务 | 措施 | 责任单位
        建设基地 | 新建 | 甲科
        任务 | 措施 | 责任单位
        培训教师 | 办班 | 乙科
        合计 | 2 |
        注：以上任务年底前完成。
    """)
    assert [row.task for row in rows] == ["建设基地", "培训教师"]


def test_a_target_table_gives_the_goals_by_year_without_the_baseline() -> None:
    cells = targets_of("""
        序号 | 指标名称 | 单位 | 2020年基数 | 2022年 | 2025年目标
        1 | 双师型教师占比 | % | 42 | 48 | 50以上
        2 | 实训基地 | 个 | 3 | 4 |
    """)
    assert [(cell.subject, cell.unit, cell.due, cell.text) for cell in cells] == [
        ("双师型教师占比", "%", "2022年", "48"),
        ("双师型教师占比", "%", "2025年目标", "50以上"),
        ("实训基地", "个", "2022年", "4"),
    ]
    assert [(cell.place.row, cell.place.column) for cell in cells] == [(2, 5), (2, 6), (3, 5)]


def test_years_may_stand_below_a_joined_heading() -> None:
    cells = targets_of("""
        指标 | 单位 | 指标值 | | |
        | | 2020年实际 | 2022年 | 2025年
        实训基地 | 个 | 3 | 4 | 6
    """)
    assert [(cell.due, cell.text) for cell in cells] == [("2022年", "4"), ("2025年", "6")]


def test_a_heading_merged_beyond_the_table_is_read() -> None:
    cells = (Cell("指标", 1, 1, 9), Cell("目标值", 1, 2, 9), Cell("基地", 2, 1), Cell("6个", 2, 2))
    assert read_tables([document_of(Table(Place("t", table=1), cells))]).target_cells == ()


def test_levels_of_indicators_end_in_the_last_one() -> None:
    cells = targets_of("""
        一级指标 | 二级指标 | 三级指标 | 目标值 | 备注
        产出指标 | 数量 | 课程建设数量（门） | ≥6 |
        | | 学生满意度（%） | ≥95 | 抽样
    """)
    assert [(cell.subject, cell.text) for cell in cells] == [
        ("课程建设数量（门）", "≥6"),
        ("学生满意度（%）", "≥95"),
    ]


def test_tasks_by_year_are_goals_too() -> None:
    cells = targets_of("一级任务 | 二级任务 | 2021年度 | 2022年度\n队伍 | 双师培养 | 培训5项 | 完成6次")
    assert [(cell.subject, cell.due, cell.text) for cell in cells] == [
        ("双师培养", "2021年度", "培训5项"),
        ("双师培养", "2022年度", "完成6次"),
    ]


def test_money_by_year_is_no_goal() -> None:
    assert targets_of("任务 | 来源 | 2021 | 2022 | 合计(万元)\n双师培养 | 中央 | 12 | 5 | 17") == ()


def test_contents_beside_measures_are_the_task_and_its_own_number_counts() -> None:
    (row,) = rows_of("序号 | 任务编号 | 建设内容 | 主要举措 | 责任人\n1 | 4.3 | 创新团队 | 集体备课 | 王芳")
    assert (row.number, row.task, row.measure, row.owner) == ("4.3", "创新团队", "集体备课", "王芳")


def test_a_table_of_money_or_people_is_neither() -> None:
    reading = read_tables(
        [document_of(piped("姓名 | 性别 | 电话\n李华 | 女 | 1"), piped("来源 | 金额\n中央 | 5", 2))]
    )
    assert (reading.task_rows, reading.target_cells, reading.tasks) == ((), (), ())
