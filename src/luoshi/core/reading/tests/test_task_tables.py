"""Goals in the words of a task table, dated by the cell beside them, and in a table of goals without outer pipes."""

from __future__ import annotations

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import read

TEXT = """市教育局关于下达2026年任务的函
| 序号 | 重点任务 | 目标要求 | 牵头单位 | 完成时限 |
| --- | --- | --- | --- | --- |
| 1 | 优质专业建设 | 省级优质专业8个左右，2026年先建3个 | 职成科 | 2027年12月 |
| 2 | 实训设备 | 全部更新改造完毕 | 财务科 | 全年 |
"""


def test_the_goals_of_a_task_table_are_read_with_the_deadline_of_their_row() -> None:
    reading = read([open_document("tasks.txt", TEXT.encode())])
    assert [(row.task, row.due) for row in reading.task_rows] == [
        ("优质专业建设", "2027年12月"),
        ("实训设备", "全年"),
    ]
    assert [(t.found.comparator.value, t.found.quantity, t.found.due) for t in reading.targets] == [
        ("about", 8, "2027-12"),
        ("exact", 3, "2026"),
        ("all", None, None),
    ]


GOALS = """某校实施方案（2024—2026年）
四、年度目标一览表
指标 | 单位 | 2023年基数 | 2024年 | 2025年
“双师型”教师占比 | % | 46 | 50 | ≥56
设备总值 | 万元 | 1860 | — | 2600以上
"""


def test_goals_are_read_from_a_table_whose_cells_only_bars_part() -> None:
    reading = read([open_document("goals.txt", GOALS.encode())])
    assert [
        (t.found.comparator.value, t.found.quantity, t.found.unit, t.found.due) for t in reading.targets
    ] == [
        ("exact", 50, "%", "2024"),
        ("at_least", 56, "%", "2025"),
        ("at_least", 26_000_000, "元", "2025"),
    ]
