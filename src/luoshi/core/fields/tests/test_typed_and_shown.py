"""What is shown can be typed again and is the same; what people write in many ways is read as one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.fields import BadValue, parse, shown, typed

from .making import CHOICES, PEOPLE, TYPED, field


@given(TYPED)
def test_what_is_shown_reads_back_as_the_same_value(made):
    each, value = made
    assert parse(each, shown(each, value), PEOPLE) == value
    assert parse(each, typed(each, value), PEOPLE) == value


@given(TYPED)
def test_the_same_value_typed_in_full_width_is_the_same_value(made):
    each, value = made
    if each.kind in ("integer", "decimal", "money", "percent", "date", "month", "year"):
        wide = typed(each, value).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
        assert parse(each, wide) == value


@given(
    st.sampled_from(["integer", "decimal", "money", "percent", "date", "month", "year", "yes_no"]), st.text()
)
def test_any_text_gives_a_value_that_reads_back_or_a_chinese_refusal(kind, text):
    each = field(kind)
    value, refusal = None, ""
    try:
        value = parse(each, text)
    except BadValue as bad:
        refusal = str(bad)
    assert not refusal or refusal.endswith("。")
    assert value is None or (parse(each, typed(each, value)) == value and not isinstance(value, float))


@pytest.mark.parametrize(
    ("kind", "unit", "text", "value"),
    [
        ("integer", "", "１２３", 123),
        ("integer", "", "1,234", 1234),
        ("integer", "", "1，234", 1234),
        ("integer", "人", "15万", 150000),
        ("integer", "人", "15万人", 150000),
        ("integer", "个", " 3 个 ", 3),
        ("integer", "", "-0", 0),
        ("integer", "", "3.0", 3),
        ("decimal", "", "5.60", "5.6"),
        ("decimal", "平方米", "1.2万平方米", "12000"),
        ("percent", "", "62.5%", "62.5"),
        ("percent", "", "６２．５％", "62.5"),
        ("percent", "", "50", "50"),
        ("money", "", "12.34", 1234),
        ("money", "万元", "3.5", 3_500_000),
        ("money", "万元", "3.5万", 3_500_000),
        ("money", "万元", "35000元", 3_500_000),
        ("money", "元", "3.5万元", 3_500_000),
        ("money", "元", "¥1,200", 120_000),
        ("date", "", "2026年11月5日", "2026-11-05"),
        ("date", "", "2026/11/5", "2026-11-05"),
        ("date", "", "2026.11.05", "2026-11-05"),
        ("date", "", "20261105", "2026-11-05"),
        ("date", "", "２０２６－１１－０５", "2026-11-05"),
        ("date", "", "2026-11-05 00:00:00", "2026-11-05"),
        ("date", "", "2026 年 11 月 5 日", "2026-11-05"),
        ("month", "", "2026年11月", "2026-11"),
        ("month", "", "2026-11-05", "2026-11"),
        ("year", "", "2026年", "2026"),
        ("yes_no", "", "√", True),
        ("yes_no", "", "否", False),
        ("choice", "", "民办(含混合)", "c"),
        ("choices", "", "县属，市属", ["a", "b"]),
        ("organisation", "", "老名", {"id": "id2", "text": "示例二中专"}),
        ("organisation", "", "id1", {"id": "id1", "text": "示例一中专"}),
    ],
)
def test_people_write_the_same_thing_in_many_ways(kind, unit, text, value):
    assert parse(field(kind, unit=unit), text, PEOPLE) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("integer", "十二", "不是数字"),
        ("integer", "3.5", "整数"),
        ("integer", "3亩", "看不懂"),
        ("integer", "1,2,3", "看不懂"),
        ("integer", "9" * 40, "看不懂"),
        ("decimal", "1.234", "2 位小数"),
        ("integer", "NaN", "不是数字"),
        ("integer", "1e9", "看不懂"),
        ("money", "0.001", "分"),
        ("date", "11月25日", "写清"),
        ("date", "26-11-25", "写清"),
        ("date", "2026-13-01", "日历"),
        ("date", "46351", "写清"),
        ("date", "2026-02-29", "日历"),
        ("year", "26", "写清"),
        ("yes_no", "大概", "是"),
        ("choice", "国营", "市属、县属"),
        ("organisation", "三中专", "没有找到"),
        ("organisation", "示例", "是不是示例一中专"),
        ("text", "字" * 501, "500"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(kind, text, said):
    with pytest.raises(BadValue, match=said):
        parse(field(kind), text, PEOPLE)


def test_a_name_that_two_bear_is_asked_back():
    twins = (*PEOPLE, PEOPLE[0].__class__("id3", "示例三中专", ("一中专",)))
    with pytest.raises(BadValue, match="有 2 个"):
        parse(field("organisation"), "一中专", twins)


def test_signs_nobody_sees_are_left_out():
    assert parse(field("text"), "\u202e甲\x00\u200b乙\r\n丙 ") == "甲乙 丙"
    assert parse(field("long_text"), "一\r\n二\r三") == "一\n二\n三"


def test_choices_are_shown_by_their_labels():
    assert shown(field("choices"), ["a", "c"]) == f"{CHOICES[0].label}、{CHOICES[2].label}"
    assert shown(field("money", unit="万元"), 123_456_789_00) == "12,345.6789 万元"
    assert shown(field("date"), "2026-01-05") == "2026年1月5日"
