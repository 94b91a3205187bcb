"""Rules learnt from texts read for the first time, in sentences of our own."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import Comparator, TargetContext, find_targets, heading_reports

CITY = TargetContext(year=2026, plan_period=(2026, 2030), issuer_level="city")
TOLD = TargetContext(year=2026, issuer_level="city", reported=True, report="told")


def _read(text: str, context: TargetContext = CITY) -> list[tuple[str, int | float | None, Comparator]]:
    return [(target.text, target.quantity, target.comparator) for target in find_targets(text, context)]


@pytest.mark.parametrize(
    "text",
    [
        "生师比高达26：1。",
        "估算总投资7.3亿元（见附件4）。",
        "出现重大事故1起的一票否决。",
        "该规划提出，2026年起力争年培训工匠30万人左右。",
        "联合9家单位印发通知。",
        "学员食宿费每人每天260元，余款8%次年付清。",
        "按成交金额的4%缴纳保证金。",
        "培训完成率108%；考证完成率113%。",
        "校园占地160亩，校舍6.8万平方米，建有实训室51间，藏书14万册。",
        "8月底前未报到的视为放弃。",
        "到2035年，学校布局更加优化。",
        "2026年：启动建设。",
        "完善教师全员轮训制度。",
        "培养期4年。",
    ],
)
def test_what_informs_is_no_target(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新开设智能焊接等专业方向至少2个。", [("新开设智能焊接等专业方向至少2个", 2, Comparator.AT_LEAST)]),
        ("对接制茶、竹编、旅游打造3个骨干专业。", [("打造3个骨干专业", 3, Comparator.EXACT)]),
        ("将市区8所职校合并为5所。", [("市区8所职校合并为5所", 5, Comparator.AT_MOST)]),
        ("新进教师须完成2年企业实践。", [("新进教师须完成2年", 2, Comparator.EXACT)]),
        ("学徒学习期限一般为2—3年。", [("学徒学习期限一般为2—3年", 2, Comparator.RANGE)]),
        ("民办园按不低于500元的标准给予补助。", [("不低于500元的标准给予补助", 500, Comparator.AT_LEAST)]),
        ("学生违纪率为零。", [("学生违纪率为零", 0, Comparator.EXACT)]),
        ("减少重复设置专业30个，新增急需专业12个。",
         [("减少重复设置专业30个", 30, Comparator.EXACT), ("新增急需专业12个", 12, Comparator.EXACT)]),
        ("引进教材须全部报市教育局备案。", [("引进教材须全部报市教育局备案", None, Comparator.ALL)]),
        ("主干专业均成立建设指导委员会。", [("主干专业均成立建设指导委员会", None, Comparator.ALL)]),
        ("所有班级全面推行导师制。", [("所有班级全面推行导师制", None, Comparator.ALL)]),
        ("全体教师均须参加培训。", [("全体教师均须参加培训", None, Comparator.ALL)]),
        ("教龄4年以内的教师全员参加结对。", [("教龄4年以内的教师全员参加结对", None, Comparator.ALL)]),
        ("9月底前应改尽改。", [("9月底前应改尽改", None, Comparator.BY_DATE)]),
        ("2027年8月前停招会计专业。", [("2027年8月前停招会计专业", None, Comparator.BY_DATE)]),
        ("各县4月10日前选定试点企业。", [("4月10日前选定试点企业", None, Comparator.BY_DATE)]),
        ("2027年9月接受省级中期评估。", [("2027年9月接受省级中期评估", None, Comparator.BY_DATE)]),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_a_target(
    text: str, expected: list[tuple[str, int | float | None, Comparator]]
) -> None:
    assert _read(text) == expected


def test_a_column_heading_makes_a_length_of_time_an_aim() -> None:
    heading = TargetContext(header="平均受教育年限（年）2030年")
    assert _read("11.5", heading) == [("11.5", 11.5, Comparator.EXACT)]
    assert _read("3年", TargetContext(header="内容")) == []


@pytest.mark.parametrize("word", ["主要", "重要", "适应", "供应"])
def test_a_sign_inside_another_word_does_not_end_a_report(word: str) -> None:
    assert _read(f"{word}指标全部完成。建成基地12个。", TOLD) == []
    assert _read("今后应加强。建成基地12个。", TOLD) != []


@pytest.mark.parametrize(
    "heading", ["背景分析", "发展基础和面临的形势", "工作成效与经验", "存在的差距", "基本现状"]
)
def test_headings_that_tell(heading: str) -> None:
    assert heading_reports(heading) is True


def test_a_report_goes_on_through_a_plan_that_is_named_by_its_number() -> None:
    assert _read("第三期行动计划期间新建校舍12栋。", TOLD) == []
