"""Single cells: what is certain, what is asked back, and that nothing anybody types breaks the reader."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.lists.cells import Asked
from luoshi.core.lists.columns import matched
from luoshi.core.lists.model import Column
from luoshi.core.lists.persons import check_sign
from luoshi.core.lists.sheet import Cell
from luoshi.core.lists.tests.making import wanted

FIELDS = {
    each.key: each
    for each in wanted(
        [
            ("name", "text", "姓名"),
            ("id", "text", "身份证号"),
            ("phone", "text", "手机号"),
            ("text", "text", "备注"),
            ("class", "text", "班级"),
            ("date", "date", "聘任日期"),
            ("month", "month", "参加工作时间"),
            ("year", "year", "开设年份"),
            ("whole", "integer", "人数", "人"),
            ("decimal", "decimal", "面积", "平方米"),
            ("share", "percent", "占比", {"places": 1}),
            ("money", "money", "经费", "元"),
            ("yes", "yes_no", "是否双师"),
            ("one", "choice", "级别", ("国家级", "省级", "市级", "校级")),
            ("many", "choices", "证书", ("初级", "中级", "高级")),
        ],
        [],
    )
}


def read(key: str, cell: Cell, *, unit: str = "", heading: str = ""):
    asked = Asked(Column(1, "A", (heading or FIELDS[key].label,), unit=unit), FIELDS[key])
    return asked.read(cell)


def said(key: str, text: str, **more):
    outcome = read(key, Cell(text), **more)
    return f"?{outcome.proposal}" if outcome.is_doubt else outcome.value


@pytest.mark.once
@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("name", "张 三", "张三"),
        ("name", "阿依古丽·买买提", "阿依古丽·买买提"),
        ("name", "张三（兼）", "?张三"),
        ("name", "张三、李四", "?None"),
        ("id", "９９０００４１９７６０９１６６４４６", "990004197609166446"),
        ("id", "990004 19760916 6446", "990004197609166446"),
        ("id", "990004197609166447", "?None"),
        ("id", "990004760916644", "?None"),
        ("phone", "138 0000-0001", "13800000001"),
        ("phone", "13800000001/13900000001", "?None"),
        ("month", "2021.9", "2021-09"),
        ("month", "2021年9月", "2021-09"),
        ("month", "20210901", "2021-09"),
        ("month", "2021/9/1", "2021-09"),
        ("month", "44440", "2021-09"),
        ("month", "二〇二一年十月", "2021-10"),
        ("month", "99.7", "?1999-07"),
        ("month", "2021.9-2024.6", "?None"),
        ("month", "2021年9月起", "?2021-09"),
        ("date", "2021.9", "?2021-09-01"),
        ("date", "2021-09-31", "?None"),
        ("date", "13/9/2021", "?2021-09-13"),
        ("date", "3/9/2021", "?None"),
        ("year", "2021.9", "2021"),
        ("whole", "１２人", 12),
        ("whole", "约120", "?120"),
        ("whole", "1 20", "?120"),
        ("whole", "1,200", 1200),
        ("whole", "1.5", "?None"),
        ("decimal", "800㎡", "800"),
        ("decimal", "33.333333", "?33.33"),
        ("decimal", "1234567890123456789012345678.5", "?None"),
        ("money", "3.5万元", 3500000),
        ("money", "3000元/人", "?300000"),
        ("yes", "√", True),
        ("yes", "—", False),
        ("yes", "双师型", True),
        ("yes", "非双师", False),
        ("yes", "待认定", "?None"),
        ("one", "省", "c1"),
        ("one", "部级", "?None"),
        ("many", "初级、中级", ["c0", "c1"]),
        ("text", "—", None),
        ("whole", "无", None),
        ("text", "#REF!", "?None"),
        ("text", "420582 19850514 1113", "?None"),
    ],
)
def test_a_cell_is_read_as_a_careful_reader_reads_it(key, text, value):
    assert said(key, text) == value


@pytest.mark.once
def test_what_the_spreadsheet_itself_has_changed_is_asked_back():
    assert read("id", Cell("99000319900807024", is_number=True, lost=True)).code == "digits"
    assert read("month", Cell("2021.1", is_number=True)).code == "day_zero"
    assert read("month", Cell("2021.1", is_number=True, places=2)).value == "2021-10"
    assert read("month", Cell("2021.1")).value == "2021-01"
    assert read("class", Cell("2023-01-02", is_number=True, is_date=True)).code == "made_date"
    assert read("money", Cell("", uncounted=True)).code == "formula"


@pytest.mark.once
def test_units_of_the_heading_count():
    assert said("money", "12.5", unit="万元") == 12_500_000
    assert said("decimal", "1.2", unit="万平方米") == "12000"


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("双师型",), "yes"),
        (("是否双师型",), "yes"),
        (("其中：双师型",), ""),  # how many there are, not whether one of them is
        (("双师型（人）",), ""),
        (("专任教师（人）", "双师型"), ""),
        (("教师（人）",), ""),
        (("教师",), "name"),
        (("联系电话",), "phone"),
        (("手机",), "phone"),
        (("级别",), "one"),
        (("级别（个）",), ""),
        (("人数（人）",), "whole"),
        (("占比（%）",), "share"),
    ],
)
def test_a_column_that_counts_is_no_field_of_one_person(path, key):
    column = Column(1, "A", path)
    matched([column], list(FIELDS.values()))
    assert column.field == key


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40), st.booleans(), st.booleans())
@pytest.mark.once
def test_nothing_anybody_types_breaks_the_reader_or_is_taken_in_a_form_the_field_does_not_have(
    key, text, is_number, is_date
):
    from luoshi.core.fields.definition import is_canonical

    outcome = read(key, Cell(text.strip(), is_number=is_number, is_date=is_date))
    for value in (outcome.value, outcome.proposal):
        assert value is None or is_canonical(FIELDS[key].field, value), (text, value)
    assert not (outcome.is_doubt and outcome.value is not None)
    assert bool(outcome.why) == outcome.is_doubt


@settings(max_examples=80, deadline=None)
@given(st.dates(dt.date(1960, 1, 1), dt.date(2009, 12, 31)), st.integers(0, 9999), st.integers(0, 16))
@pytest.mark.once
def test_one_wrong_digit_of_an_identity_number_is_always_noticed(day, more, at):
    first = f"99{more:04d}{day:%Y%m%d}001"
    number = first + check_sign(first)
    assert said("id", number) == number
    wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    assert said("id", wrong) == "?None"


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(1970, 1, 1), dt.date(2035, 12, 31)))
@pytest.mark.once
def test_all_shapes_of_a_day_are_the_same_day(day):
    shapes = [
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        str((day - dt.date(1899, 12, 30)).days),
    ]
    assert {said("date", shape) for shape in shapes} == {day.isoformat()}
