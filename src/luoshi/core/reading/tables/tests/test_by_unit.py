"""Quotas and yearly goals with the units down, and counts that are no task."""

from __future__ import annotations

from luoshi.core.reading.reading import read
from luoshi.core.reading.tables import TargetCell, read_tables
from luoshi.core.reading.targets import Comparator

from .making import document_of, marks_in, piped, text_table

QUOTAS = """
    序号 | 县市区 | 示范课推荐名额（节） | 教学团队限额（个） | 联系人
    1 | 临河县 | 9 | 2 | 甲
    2 | 高坪区 | 7 | 1 | 乙
    合计 | | 16 | 3 |
"""
BY_YEAR = [
    "学校\t校内实训工位（个）\t\t\t双师型教师（人）\t\t",
    "\t2024年\t2026年\t2027年\t2024年\t2026年\t2027年",
    "机电学校\t310\t350\t400\t41\t48\t55",
    "旅游学校\t120\t160\t—\t22\t25\t30",
]


def cells_of(*blocks: object) -> tuple[TargetCell, ...]:
    return read_tables([document_of(*blocks)]).target_cells  # type: ignore[arg-type]


def test_each_unit_has_its_quota_and_the_total_is_none() -> None:
    cells = cells_of("附件 推荐名额分配表", piped(QUOTAS))
    assert [(cell.subject, cell.unit, cell.text) for cell in cells] == [
        ("临河县示范课推荐名额", "节", "9"),
        ("临河县教学团队限额", "个", "2"),
        ("高坪区示范课推荐名额", "节", "7"),
        ("高坪区教学团队限额", "个", "1"),
    ]
    assert (cells[2].place.row, cells[2].place.column) == (3, 3)


def test_a_limit_over_a_column_bounds_the_numbers_below_it() -> None:
    targets = read([document_of("附件 推荐名额分配表", piped(QUOTAS))]).targets
    assert [target.found.comparator for target in targets] == [Comparator.EXACT, Comparator.AT_MOST] * 2


def test_goals_by_year_below_two_measures_without_merged_cells() -> None:
    cells = cells_of("各校年度任务表", text_table(BY_YEAR))
    assert [(cell.subject, cell.due, cell.text) for cell in cells[:4]] == [
        ("机电学校校内实训工位", "2024年", "310"),
        ("机电学校校内实训工位", "2026年", "350"),
        ("机电学校校内实训工位", "2027年", "400"),
        ("机电学校双师型教师", "2024年", "41"),
    ]


def test_the_year_before_the_document_is_no_goal() -> None:
    document = document_of("关于印发2025年任务分解的通知", "（甲教发〔2025〕3号）", text_table(BY_YEAR))
    found = [target.found for target in read([document]).targets]
    assert {target.due for target in found} == {"2026", "2027"}
    assert [target.quantity for target in found if target.unit == "个"] == [350, 400, 160]


def test_a_table_that_only_describes_the_schools_asks_for_nothing() -> None:
    assert not cells_of(
        "学校基本情况",
        piped("""
            学校 | 在校生（人） | 专任教师（人）
            机电学校 | 2400 | 131
            旅游学校 | 900 | 60
        """),
    )
    assert not cells_of(
        "各校任务表",
        piped("""
            学校 | 上年完成数（人） | 现有工位（个）
            机电学校 | 2400 | 131
            旅游学校 | 900 | 60
        """),
    )


def test_beside_goals_by_year_a_column_without_year_only_describes() -> None:
    cells = cells_of(
        "各校目标表",
        piped("""
            学校 | 占地面积（亩） | 2027年在校生（人）
            机电学校 | 120 | 2500
            旅游学校 | 90 | 1100
        """),
    )
    assert [cell.text for cell in cells] == ["2500", "1100"]


def test_quantities_of_what_schools_undertake_are_no_goals() -> None:
    assert not cells_of(
        "各校承接任务表",
        piped("""
            学校 | 任务数量 | 课程数（门）
            机电学校 | 3 | 2
            旅游学校 | 2 | 1
        """),
    )


def test_the_count_of_what_each_school_undertakes_is_no_task() -> None:
    turned = """
        承接学校 | 名师工作室 | 实训基地 | 承接项数
        机电学校 | 2 | 1 | 2
        旅游学校 | 1 |  | 1
        卫生学校 | 1 | 1 | 2
    """
    assert len(marks_in(piped(turned))) == 2


def test_a_list_of_tasks_is_not_turned_over_because_it_speaks_of_undertaking() -> None:
    marks = marks_in(
        "附件 承接任务清单",
        piped("""
            序号 | 任务名称 | 建设要求
            1 | 创建优质学校 | 通过验收
            2 | 建设示范专业 | 每校1个
            3 | 建设名师工作室 | 1个
        """),
    )
    assert not any(marks.values())
    assert "每校1个" not in marks


def test_two_names_that_differ_by_one_word_are_asked_about() -> None:
    findings = read_tables(
        [
            document_of(
                piped("""
                    任务 | 承接学校
                    建基地 | 白河职教中心、机电学校
                    办比赛 | 白河民族职教中心、机电学校
                """)
            )
        ]
    ).findings
    assert [finding.code for finding in findings if finding.code == "similar-name"] == ["similar-name"]
