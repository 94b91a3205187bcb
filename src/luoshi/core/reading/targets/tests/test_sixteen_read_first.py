"""Rules learnt from sixteen documents of other bureaus and forms, read for the first time; in sentences of our own."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import Comparator, TargetContext, find_targets, heading_reports

CITY = TargetContext(year=2026, plan_period=(2026, 2030), issuer_level="city")
PLANNED = TargetContext(year=2026, issuer_level="city", planned=True)


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("补齐教学设备缺口，添置纸质图书0.9万册。", 9000, "册"),
        ("重点办好60所在校生规模2000人以上的学校。", 60, "所"),
        ("三年培训300万进城务工劳动力。", 3_000_000, "人"),
        ("扩建实训楼一点六万平方米。", 16000, "平方米"),
        ("按职工工资总额的百分之二点五提取培训经费。", 2.5, "%"),
        ("顶岗实习不少于半年。", 6, "月"),
        ("文化课教师每三年须有一个月到企业实践。", 1, "月"),
        ("升学比例力争八成五以上。", 85, "%"),
        ("开展送课到村活动，培训村民2万人次，比上年增长15%，组建讲师团8个以上。", 20000, "人次"),
    ],
)
def test_a_number_that_binds(text: str, quantity: float, unit: str) -> None:
    found = find_targets(text, CITY)[0]
    assert (found.quantity, found.unit) == (quantity, unit)


@pytest.mark.parametrize(
    "text",
    [
        "落实“稳规模、强内涵”六字方针。",
        "2026届高职单招报名人数再创新高。",
        "浏览次数：2210 字号：大 中 小",
        "发放助学资助，每生每年八百元。",
        "校企双方按1：1比例配套。",
        "2026年10月底、2027年10月底分别开展中期评估。",
        "上年未完成事项纳入本年度继续推进。",
        "满足400万学员学习需要。",
        "本市是拥有700万劳动力的大市。",
        "坚持教学、实训两点一线。",
    ],
)
def test_a_number_or_a_date_that_binds_nobody(text: str) -> None:
    assert not [target.text for target in find_targets(text, CITY)]


def test_so_many_there_are_of_which_now_only_few() -> None:
    assert not find_targets("纳入验收范围的学校有23所，目前通过的仅4所。", PLANNED)
    assert not find_targets("纳入验收范围的学校23所，目前通过的仅4所。", PLANNED)


def test_the_closing_brackets_date_the_targets_of_their_entry() -> None:
    text = (
        "新建公共实训基地2个，到2027年开放工位600个。（市发改委牵头，2026年11月底前完成）\n"
        "培训班主任90名。（市教育局负责，持续推进）\n开发教材5本。（市教科院牵头，每年12月底前完成）"
    )
    found = find_targets(text, CITY)
    assert [(target.quantity, target.due, target.recurrence) for target in found] == [
        (2, "2026-11", None),
        (600, "2027", None),
        (90, None, None),
        (5, None, "每年"),
    ]


def test_an_entry_without_a_number_is_what_is_due_by_its_closing_brackets() -> None:
    (found,) = find_targets("修订实习管理办法。（市教育局牵头，2026年9月底前完成）", CITY)
    assert (found.text, found.due, found.comparator) == ("修订实习管理办法", "2026-09", Comparator.BY_DATE)


def test_a_phrase_does_not_end_in_brackets_that_it_opened() -> None:
    found = find_targets("请于2026年4月10日前将方案报送市教育局（邮箱：见附件）。", CITY)
    assert [target.text for target in found] == ["于2026年4月10日前将方案报送市教育局"]


def test_the_number_of_each_batch_says_how_many_a_batch_is() -> None:
    found = find_targets("每两年认定一批实践基地，每批不超过12个。", CITY)
    assert [(target.quantity, target.comparator) for target in found] == [(12, Comparator.AT_MOST)]


@pytest.mark.parametrize(
    ("header", "text", "quantity", "unit", "comparator"),
    [
        ("教师企业实践人次 目标值", "800", 800, "人次", Comparator.EXACT),
        ("培训人数 2027年", "5000", 5000, "人", Comparator.EXACT),
        ("特色课程门数 2027年", "12", 12, "门", Comparator.EXACT),
        ("推荐限额（项）", "3", 3, "项", Comparator.AT_MOST),
        ("双师占比下限（%）", "55", 55, "%", Comparator.AT_LEAST),
    ],
)
def test_a_heading_lends_its_unit_and_its_bound(
    header: str, text: str, quantity: float, unit: str, comparator: Comparator
) -> None:
    (found,) = find_targets(text, TargetContext(year=2026, header=header, planned=True))
    assert (found.quantity, found.unit, found.comparator) == (quantity, unit, comparator)


def test_a_rise_over_last_year_among_measures_is_a_goal() -> None:
    (found,) = find_targets("省级金奖较上年增加2个", PLANNED)
    assert (found.quantity, found.measure) == (2, "increase")


def test_what_was_carried_out_is_told_by_its_heading() -> None:
    assert heading_reports("已开展的主要工作")
    assert heading_reports("下一步工作") is False
