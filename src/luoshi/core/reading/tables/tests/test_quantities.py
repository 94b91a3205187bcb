"""Cells that hold numbers instead of ticks, and what the count beside them counts."""

from __future__ import annotations

from luoshi.core.reading.tables import read_tables

from .making import document_of, piped


def test_quantities_are_kept_with_their_numbers() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设课程（门） | 6 | ３ | 1 | 2门
        2 | 培训教师 | 2 | √ | | 20人
        3 | 开发教材 | 2 | 0 | 1 | 1
    """)
    reading = read_tables([document_of(table)])
    assert [dict(task.quantities) for task in reading.tasks] == [
        {"东校": 3, "西校": 1, "南校": 2},
        {"南校": 20},
        {"西校": 1, "南校": 1},
    ]
    assert [task.undertaken_by for task in reading.tasks] == [
        ("东校", "西校", "南校"),
        ("东校", "南校"),
        ("西校", "南校"),
    ]
    assert reading.findings == ()


def test_nought_with_its_unit_is_no_quantity() -> None:
    table = piped("序号 | 工作任务 | 承接数量 | 东校 | 西校\n1 | 建设课程 | 1 | 0门 | 3门")
    (task,) = read_tables([document_of(table)]).tasks
    assert (task.undertaken_by, dict(task.quantities)) == (("西校",), {"西校": 3})


def test_a_count_may_be_the_sum_of_the_numbers() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设课程 | 6 | 3 | 1 | 2
        2 | 开发教材 | 9 | 4 | 5 |
        3 | 培训教师 | 2 | 5 | 5 |
    """)
    reading = read_tables([document_of(table)])
    assert [(f.code, f.place.row) for f in reading.findings] == [("count-mismatch", 4)]
    assert dict(reading.tasks[1].quantities) == {"东校": 4, "西校": 5}


def test_a_sum_shows_the_number_cut_off() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设课程 | 6 | 3 | 1 | 2
        4 | 4.1 | 开发教材 | 9 | 4 | 2
    """)
    reading = read_tables([document_of(table)])
    assert reading.tasks[1].proposed_by == ("南校",)
    assert [f.code for f in reading.findings] == ["shifted-row", "clipped-column"]
