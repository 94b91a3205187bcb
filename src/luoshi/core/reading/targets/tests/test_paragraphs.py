"""A report and an announced date reach over the sentences and clauses below them."""

from __future__ import annotations

import pytest

from luoshi.core.reading.reading import read_files
from luoshi.core.reading.targets import Comparator, TargetContext, find_targets

CITY = TargetContext(year=2022, issuer_level="city")
PLAN = """东湾市教育局关于印发职业教育三年行动方案的通知
东教发〔2022〕3号
各学校：
一、发展基础
全市投资61.7亿元，新增教室3088间。
二、总体目标
到2025年，实现以下目标：
1.双师型教师占比达到60%。
2.建成基地12个，2024年建成6个。
三、重点任务
（一）强化基地建设
新建实训室3088间。
"""


def quantities(text: str, context: TargetContext = CITY) -> list[int | float | None]:
    return [target.quantity for target in find_targets(text, context)]


def test_a_report_goes_on_over_the_sentences_that_follow() -> None:
    assert quantities("“十三五”期间，办学条件不断改善。新增教室3088间，新增学位13.9万个。") == []


def test_a_date_to_come_ends_a_report() -> None:
    text = "近年来，办学条件不断改善。新增教室3088间。到2025年，新增教室400间。新建学校5所。"
    assert quantities(text) == [400, 5]


def test_a_binding_word_binds_in_a_report_too() -> None:
    assert quantities("过去五年，条件不断改善。每校新增教室不少于3间。") == [3]


@pytest.mark.parametrize(
    "text",
    [
        "共建实训基地1.2万个，有效支撑了产业发展",
        "首批19所院校取得了显著成效",
        "据了解，培育农民超过80万人",
        "据了解，2023年培育农民超过80万人",
    ],
)
def test_a_sentence_that_tells_what_was_done_has_no_targets(text: str) -> None:
    assert find_targets(text, CITY) == []


def test_a_list_takes_the_date_announced_above_it_and_keeps_its_own() -> None:
    text = "到2025年，主要目标如下：\n1.建成基地12个。\n2.2024年建成学校6所。"
    assert [(t.quantity, t.due) for t in find_targets(text, CITY)] == [(12, "2025"), (6, "2024")]


def test_clauses_take_what_their_headings_and_leading_sentences_say() -> None:
    targets = read_files([("方案.txt", PLAN.encode())], {})["targets"]
    assert isinstance(targets, list)
    assert [(t["clause"], t["quantity"], t["due"]) for t in targets] == [
        ("c2.1", 60, "2025"),
        ("c2.2", 12, "2025"),
        ("c2.2", 6, "2024"),
        ("c3.1", 3088, None),
    ]


@pytest.mark.parametrize(("year", "count"), [("2020年", 0), ("2021年", 0), ("2022年", 1), ("2025年", 1)])
def test_a_column_of_a_past_year_has_no_targets(year: str, count: int) -> None:
    context = TargetContext(year=2022, header=f"毛入学率（%）{year}")
    assert len(find_targets("99", context)) == count


def test_each_number_gets_its_own_noun() -> None:
    text = "到2025年，毛入园率、巩固率和平均受教育年限分别达到90%、99%和13.5年"
    found = [(t.subject, t.quantity, t.comparator) for t in find_targets(text, CITY)]
    assert found == [
        ("毛入园率", 90, Comparator.REACH),
        ("巩固率", 99, Comparator.REACH),
        ("平均受教育年限", 13.5, Comparator.REACH),
    ]


def test_a_noun_said_last_serves_the_numbers_listed_before_it() -> None:
    first, second = find_targets("全市建设30个、县级建设100个以上文明实践点", CITY)
    assert (first.subject, second.subject) == ("文明实践点", "文明实践点")


def test_a_restatement_in_brackets_is_bound_alike() -> None:
    first, second = find_targets("培训时间不少于5天（40学时）", CITY)
    assert (first.comparator, second.comparator) == (Comparator.AT_LEAST, Comparator.AT_LEAST)


DONE = ("上半年工作情况", "2025年工作回顾", "主要成效", "上半年任务完成情况", "主要工作开展情况", "存在问题")


@pytest.mark.parametrize("done", DONE)
@pytest.mark.parametrize("planned", ["下半年工作计划", "下一步打算", "下半年工作安排"])
def test_a_summary_with_a_plan_tells_under_one_heading_and_plans_under_the_other(
    done: str, planned: str
) -> None:
    text = f"""临溪市教育局上半年工作总结和下半年工作计划
一、{done}
（一）师资水平稳步提高。认定双师型教师213人，选派186名教师参加培训。
二、{planned}
（一）加强队伍建设。公开招聘专业课教师85名。
"""
    targets = read_files([("总结.txt", text.encode())], {})["targets"]
    assert isinstance(targets, list)
    assert [(t["clause"], t["quantity"]) for t in targets] == [("c2.1", 85)]


@pytest.mark.parametrize("heading", ["按季报送工作情况", "落实工作要求"])
def test_a_heading_that_asks_for_reports_tells_nothing_yet(heading: str) -> None:
    text = f"实施方案\n一、{heading}\n（一）加强建设。各市建成基地12个。\n"
    targets = read_files([("方案.txt", text.encode())], {})["targets"]
    assert isinstance(targets, list)
    assert [t["quantity"] for t in targets] == [12]
