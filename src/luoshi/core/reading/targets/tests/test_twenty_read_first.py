"""Rules learnt from twenty documents, twelve of them published, read for the first time; in sentences of our own."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import Comparator, TargetContext, find_targets, heading_reports

CITY = TargetContext(year=2026, plan_period=(2026, 2028), issuer_level="city")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "办好3家以上年培训收入超千万元的产教融合企业，新认定20家以上示范企业、45家培育企业。",
            [(3, "家", Comparator.AT_LEAST), (20, "家", Comparator.AT_LEAST), (45, "家", Comparator.EXACT)],
        ),
        (
            "实现“在园人数6万以上、公办率达到58%”的发展目标。",
            [(60000, "人", Comparator.AT_LEAST), (58, "%", Comparator.REACH)],
        ),
        ("居民医保门诊支付比例达到55%以上。", [(55, "%", Comparator.AT_LEAST)]),
        ("每个社区有1个80平方米以上的学习点。", [(1, "个", Comparator.EXACT)]),
        ("城区和2万名常住人口以上的乡镇各设1所成人学校。", [(1, "所", Comparator.EXACT)]),
        (
            "参保人数突破32万，培训人次不少于1.5万。",
            [(320000, "人", Comparator.MORE_THAN), (15000, "人次", Comparator.AT_LEAST)],
        ),
        ("每年拿出不少于新增编制30%的岗位招聘企业技师。", [(30, "%", Comparator.AT_LEAST)]),
        (
            "每校限交3件，画幅4尺以内。",
            [(3, "件", Comparator.AT_MOST), (4, "尺", Comparator.AT_MOST)],
        ),
        ("以市委七届五次全会精神为指导，新建2所学校。", [(2, "所", Comparator.EXACT)]),
        ("要求实现三个100%。", [(100, "%", Comparator.EXACT)]),
        ("毕业生起薪高于全市平均水平8%。", [(8, "%", Comparator.EXACT)]),
        ("合格率高于全国平均水平。优秀率超过总数的8%。", [(8, "%", Comparator.MORE_THAN)]),
        ("办好一所在校生两千人以上的骨干学校。", [(1, "所", Comparator.EXACT)]),
    ],
)
def test_the_numbers_that_bind_and_only_they(
    text: str, expected: list[tuple[float, str, Comparator]]
) -> None:
    found = find_targets(text, CITY)
    assert [(target.quantity, target.unit, target.comparator) for target in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "贯彻省十五届人大二次会议和县委十四届三次、四次全会精神，落实十九届五中全会部署。",
        "奖补年限最长不超过3年。",
        "生活补助按不低于当地低保标准50%发放。",
        "对吸纳实习生的单位，按每生每月300元以上标准给予补助。",
        "新增学位优先向两个新校区、三个新建片区配置。",
        "对任校长累计满8年、考核合格且无违纪的人员，发放荣誉证书。",
    ],
)
def test_a_number_that_binds_nobody(text: str) -> None:
    assert not [target.text for target in find_targets(text, CITY)]


def test_a_heading_that_lays_the_ground_asks() -> None:
    assert heading_reports("夯实学校发展基础") is False
    assert heading_reports("学校发展基础")
