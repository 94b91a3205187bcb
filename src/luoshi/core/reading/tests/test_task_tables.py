"""Goals in the words of a task table, dated by the cell beside them."""

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
