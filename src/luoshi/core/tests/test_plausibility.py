"""Figures as people type them are taken exactly or refused in words; what is strange asks for a sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.plausibility import (
    BadRules,
    Given,
    NoFigure,
    Rules,
    doubts,
    exact_of,
    median,
    read_number,
    read_part,
    read_value,
    refusals,
    rules_from,
)

COUNT = Rules("counted", unit="人")
RATIO = Rules("ratio", scale=1, unit="%", high=Decimal(100))
NUMBERS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("text", "number"),
    [("120", 120), ("１２０", 120), ("1,234", 1234), ("１，２３４", 1234), ("3万", 30000), ("56人", 56), (" 7 ", 7),
     ("-0", 0), ("5.0", 5)],
)  # fmt: skip
def test_a_number_is_taken_as_people_type_it(text, number):
    assert read_number(text, COUNT) == number


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "—", "/", "无", "-"])
def test_an_empty_cell_is_missing_and_not_zero(text):
    assert read_number(text, COUNT) is None
    assert read_part(text, RATIO) is None


@pytest.mark.parametrize(
    "text",
    ["NaN", "1e400", "Infinity", "٣٤", "१२", "十二", "1,23", "12个人", "=1+1", "1.2.3", "9" * 10_000, "a\x00b", "1e5",
     "12.5", "9" * 14, "1 2 a"],
)  # fmt: skip
def test_what_is_no_number_of_this_kind_is_refused_in_words(text):
    with pytest.raises(NoFigure, match=r"[一-鿿]"):
        read_number(text, COUNT)


def test_other_kinds_are_read_as_other_cells_of_the_project_are():
    assert read_value("√", Rules("yes_no")) is True
    assert read_value("无", Rules("yes_no")) is False
    assert read_value(" ", Rules("yes_no")) is None
    assert read_value("62.5%", Rules("typed", scale=1, unit="%")) == Decimal("62.5")
    assert read_value("３人以上\x00", Rules("text")) == "３人以上"
    with pytest.raises(NoFigure):
        read_value("也许", Rules("yes_no"))
    with pytest.raises(NoFigure):
        read_value("字" * 501, Rules("text"))


@pytest.mark.parametrize(
    ("value", "rules", "said"),
    [
        ("-1", COUNT, "不能是负数。"),
        ("1.5", COUNT, "个数要填整数，不能有小数。"),
        ("1.25", Rules("typed", scale=1), "最多 1 位小数。"),
        ("101", Rules("typed", high=Decimal(100), unit="%"), "不能大于 100%。"),
        ("2", Rules("typed", low=Decimal(3), unit="个"), "不能小于 3 个。"),
        ("NaN", COUNT, "要填数字。"),
    ],
)
def test_a_figure_that_cannot_be_true_is_refused(value, rules, said):
    assert refusals(Given(Decimal(value)), rules)[0] == said


def test_a_part_is_not_larger_than_its_whole():
    rules = Rules("counted", unit="人", part_of="specialists")
    wholes = {"specialists": ("专业课教师", Decimal(1200))}
    assert refusals(Given(Decimal(1200)), rules, wholes) == []
    assert refusals(Given(Decimal(1201)), rules, wholes) == [
        "1,201 人大于“专业课教师”的 1,200，部分不能大于全部。"
    ]
    assert refusals(Given(Decimal(9999)), rules, {}) == [], "a whole that nobody told of refuses nothing"


@pytest.mark.parametrize(
    ("top", "bottom", "said"),
    [
        (5, None, "比率要把分子和分母都填上。"),
        (5, 0, "分母是 0，分子不能大于 0。"),
        (6, 5, "分子 6 大于分母 5，部分不能大于全部。"),
        (-1, 5, "分子、分母不能是负数。"),
    ],
)
def test_a_ratio_has_two_parts_that_agree(top, bottom, said):
    numbers = [None if each is None else Decimal(each) for each in (top, bottom)]
    assert refusals(Given(numerator=numbers[0], denominator=numbers[1]), RATIO) == [said]


def test_students_per_teacher_may_be_more_than_one():
    rules = Rules("ratio", unit="生/师", over=True, high=Decimal(200))
    assert refusals(Given(numerator=Decimal(1800), denominator=Decimal(90)), rules) == []
    assert exact_of(Given(numerator=Decimal(1800), denominator=Decimal(90)), rules) == 20


def test_what_is_strange_says_so_rule_by_rule():
    rules = Rules(
        "counted", unit="人", usual_high=Decimal(100), jump=Decimal(30), peers=Decimal(3), direction="rise"
    )
    low = doubts(Given(Decimal(40)), rules, last=90, peers=[80, 85, 90, 92, 95])
    assert [doubt.rule for doubt in low] == ["jump", "direction", "peers"]
    assert low[0].words == "比上期少 50（上期 90，变动 56%）。"
    assert low[2].words == "比其他 5 个单位低得多。"
    high = doubts(Given(Decimal(120)), rules, last=110, peers=[])
    assert [doubt.words for doubt in high] == ["高于通常的 100 人。"]
    assert doubts(Given(Decimal(95)), rules, last=90, peers=[80, 85, 90, 92, 95]) == []


def test_a_ratio_jumps_in_percentage_points():
    rules = Rules("ratio", scale=1, unit="%", jump=Decimal(10))
    found = doubts(Given(numerator=Decimal(5), denominator=Decimal(10)), rules, last=Fraction(200, 3))
    assert found[0].words == "比上期少 16.7 个百分点（上期 66.7%）。"
    assert doubts(Given(numerator=Decimal(6), denominator=Decimal(10)), rules, last=50) == []


def test_small_numbers_do_not_jump():
    rules = Rules("counted", jump=Decimal(30))
    assert doubts(Given(Decimal(2)), rules, last=1) == []
    assert doubts(Given(Decimal(9)), rules, last=0)[0].words == "比上期多 9（上期 0）。"
    per_teacher = Rules("ratio", scale=1, unit="人/人", jump=Decimal(30), over=True)
    (found,) = doubts(Given(numerator=Decimal(169), denominator=Decimal(10)), per_teacher, last=12)
    assert found.words == "比上期多 4.9（上期 12，变动 41%）。", "of a ratio five is no trifle"


def test_rules_that_cannot_be_used_are_refused():
    for data in (
        {"low": "5", "high": "3"}, {"jump": "0"}, {"direction": "up"}, {"colour": "red"}, {"low": "NaN"},
        {"high": "1e400"},
    ):  # fmt: skip
        with pytest.raises(BadRules, match=r"[一-鿿]"):
            rules_from(data, kind="counted")
    read = rules_from({"low": "0", "usual_high": "1,200", "peers": 3}, kind="counted", unit="人")
    assert (read.low, read.usual_high, read.peers) == (0, 1200, 3)


@given(st.text(max_size=40), st.sampled_from(["counted", "typed", "yes_no", "text"]), st.integers(0, 4))
def test_whatever_is_typed_gives_a_figure_or_words(text, kind, scale):
    try:
        found = read_value(text, Rules(kind, scale=scale))
    except NoFigure:
        return
    assert found is None or isinstance(found, bool | str | Decimal)
    assert not isinstance(found, Decimal) or found.is_finite()


@given(NUMBERS, NUMBERS)
def test_what_is_accepted_as_a_ratio_lies_between_none_and_all(top, bottom):
    figure = Given(numerator=Decimal(top), denominator=Decimal(bottom))
    exact = exact_of(figure, RATIO)
    if not refusals(figure, RATIO) and exact is not None:
        assert 0 <= exact <= 100


@given(st.lists(NUMBERS, min_size=5, max_size=30), NUMBERS, st.integers(1, 5))
def test_an_outlier_stays_one_the_further_it_goes(peers, now, far):
    rules = Rules("counted", peers=Decimal(3))
    middle = median([Fraction(peer) for peer in peers])
    if doubts(Given(Decimal(now)), rules, peers=peers):
        further = now + far if now > middle else max(0, now - far)
        assert doubts(Given(Decimal(further)), rules, peers=peers)
    assert not doubts(Given(Decimal(int(middle))), rules, peers=peers)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_half_lie_on_either_side_of_the_median(numbers):
    middle = median([Fraction(number) for number in numbers])
    assert sum(number < middle for number in numbers) * 2 <= len(numbers)
    assert sum(number > middle for number in numbers) * 2 <= len(numbers)


@pytest.mark.parametrize("text", ["350万", "350 万元", "３５０", "350万元"])
def test_in_a_box_headed_by_a_large_unit_that_unit_is_meant(text):
    assert read_number(text, Rules("typed", scale=2, unit="万元")) == 350


@pytest.mark.parametrize("text", ["3亿", "3亿元", "350万万元", "3亿万"])
def test_another_large_unit_than_the_box_has_is_refused_in_words(text):
    with pytest.raises(NoFigure, match=r"以万元为单位|看不懂"):
        read_number(text, Rules("typed", scale=2, unit="万元"))
