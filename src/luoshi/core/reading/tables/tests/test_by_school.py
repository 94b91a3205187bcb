"""Who takes on which number: a list beside the list of tasks."""

from __future__ import annotations

from luoshi.core.reading.tables import read_tables

from .making import document_of, marks_in, piped

TASKS = """
    序号 | 任务名称 | 建设要求
    1 | 创建优质学校 | 通过省级验收
    2 | 建设示范专业 | 每校1个
    3 | 建设名师工作室 | 不少于1个
"""
WHO = """
    学校 | 承接任务序号 | 承接项数
    机电学校 | 1、2、3 | 3
    旅游学校 | 2—3 | 3
    卫生学校 | 1，5 | 2
    合计 | | 8
"""


def test_the_numbers_beside_a_school_are_its_tasks() -> None:
    assert marks_in("附件1", piped(TASKS), "附件2 各校承接情况", piped(WHO, number=2)) == {
        "1": "机电学校 卫生学校",
        "2": "机电学校 旅游学校",
        "3": "机电学校 旅游学校",
    }


def test_unknown_numbers_and_false_counts_are_asked_about() -> None:
    reading = read_tables([document_of("附件", piped(TASKS), piped(WHO, number=2))])
    said = [finding.message for finding in reading.findings]
    assert [finding.code for finding in reading.findings] == ["count-mismatch", "unreadable-mark"]
    assert "旅游学校" in said[0]
    assert "序号5" in said[1]
    assert not reading.task_rows
    assert [organisation.name for organisation in reading.organisations] == [
        "机电学校",
        "旅游学校",
        "卫生学校",
    ]


def test_without_a_list_of_tasks_nothing_is_made_up() -> None:
    assert not marks_in("附件 各校承接情况", piped(WHO))
