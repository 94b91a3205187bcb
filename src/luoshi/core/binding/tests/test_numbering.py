"""Folders that bear a number already are not numbered a second time, and lie in their order."""

import pytest

from luoshi.core.binding.numbering import numbered
from luoshi.core.numerals import in_runs


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        ([("1", "会议纪要"), ("2", "照片")], ["01 会议纪要", "02 照片"]),
        ([("1.1", "章程"), ("1.2", "机构")], ["01 章程", "02 机构"]),
        (
            [("", "一、办学条件"), ("", "二、师资队伍"), ("", "三、经费")],
            ["01 办学条件", "02 师资队伍", "03 经费"],
        ),
        (
            [("", "4.3 思政团队"), ("", "4.4 示范课堂"), ("", "18 社区教育")],
            ["04.3 思政团队", "04.4 示范课堂", "18 社区教育"],
        ),
        ([("3", "章程"), ("4", "机构")], ["03 章程", "04 机构"]),
        (
            [("", "18 社区教育"), ("", "18 老年大学")],
            ["01 18 社区教育", "02 18 老年大学"],
        ),  # one number for both
        ([("", "甲校"), ("", "乙校")], ["01 甲校", "02 乙校"]),
        (
            [("2", "照片"), ("1", "纪要")],
            ["01 2 照片", "02 1 纪要"],
        ),  # printed out of order: the place counts
        ([("", "2023年工作总结"), ("", "2024年工作总结")], ["01 2023年工作总结", "02 2024年工作总结"]),
        ([("", "A1 办学方向"), ("", "A2 师资队伍")], ["A1 办学方向", "A2 师资队伍"]),
        ([("A2", "队伍"), ("A10", "经费")], ["A02 队伍", "A10 经费"]),
        ([("", "A1 办学方向"), ("", "B1 师资队伍")], ["01 A1 办学方向", "02 B1 师资队伍"]),
        ([], []),
    ],
)
def test_each_is_numbered_once_and_sorts_in_its_order(titles, names):
    found = [f"{number} {words}" for number, words in numbered(titles)]
    assert found == names
    assert sorted(found) == found


def test_many_sort_as_they_are_counted():
    found = [
        number
        for number, _ in numbered(
            [("", f"第{at}项") if at % 2 else ("", f"{at}、项") for at in range(1, 121)]
        )
    ]
    assert found == [f"{at:03}" for at in range(1, 121)]
    assert [number for number, _ in numbered([(f"1.{at}", "项") for at in range(2, 12)])][:2] == [
        "01.02",
        "01.03",
    ]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([2], "2"), ([1, 2], "1、2"), ([5, 1, 2, 3], "1—3、5"), (range(1, 301), "1—300")],
)
def test_neighbours_are_said_as_one_run(numbers, words):
    assert in_runs(numbers) == words
