"""What is added up over schools, and what never is."""

import pytest

from luoshi.core.sums import may_be_added


@pytest.mark.parametrize(
    ("label", "unit", "added"),
    [
        ("在校生数", "人", True),
        ("经费投入", "万元", True),
        ("校舍建筑面积", "平方米", True),
        ("比赛获奖", "项", True),
        ("双师型教师", "名", True),
        ("建校年份", "", False),
        ("学制", "年", False),
        ("生师比", "", False),
        ("双师型教师占比", "", False),
        ("就业率", "%", False),
        ("生均经费", "元/生", False),
        ("平均年龄", "岁", False),
        ("全市排名", "", False),
    ],
)
def test_counts_and_amounts_are_added_ratios_means_years_and_ranks_are_not(label, unit, added):
    assert may_be_added(label, unit) is added
