"""Holidays as offices write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.holiday_lines import read_lines, read_rows

NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def short(days):
    return [f"{day.day:%m%d}{'休' if day.kind == 'holiday' else '班'}{day.name}" for day in days]


def test_the_yearly_notice_is_pasted_whole():
    days, problems = read_lines(NOTICE, 2026)
    assert problems == []
    worked = [each for each in short(days) if "班" in each]
    assert worked == [
        "0104班元旦调休",
        "0214班春节调休",
        "0228班春节调休",
        "0920班国庆节调休",
        "1010班国庆节调休",
    ]
    assert len(days) == 3 + 9 + 3 + 3 + 7 + 5
    assert short(days)[4:6] == ["0214班春节调休", "0215休春节"]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("2026年1月1日 休 元旦", ["0101休元旦"]),
        ("2026-1-1,休,元旦", ["0101休元旦"]),
        ("２０２６．１．１　放假　元旦", ["0101休元旦"]),
        ("1月1日-3日 休 元旦", ["0101休元旦", "0102休元旦", "0103休元旦"]),
        ("1月30日—2月1日放假", ["0130休", "0131休", "0201休"]),
        ("1/1-1/2 放假 元旦", ["0101休元旦", "0102休元旦"]),
        ("10月10日 班 国庆节调休", ["1010班国庆节调休"]),
        ("10月10日（周六）补班", ["1010班"]),
        ("5月1日至2日放假，5月9日上班", ["0501休", "0502休", "0509班"]),
        ("7月10日，放假", ["0710休"]),
        ("2026-01-01 00:00 休", ["0101休"]),
    ],
)
def test_a_line_is_read_in_many_hands(line, read):
    assert (short(read_lines(line, 2026)[0]), read_lines(line, 2026)[1]) == (read, [])


def test_a_table_says_by_its_headings_which_days_are_worked():
    rows = [
        ["2026年部分节假日安排", "", "", ""],
        ["节日", "放假时间", "调休上班日期", "天数"],
        ["元旦", "1月1日-3日", "1月4日", "3天"],
        ["清明节", "4月4日至6日", "无", "3"],
        ["国庆节", "10月1日至2日", "9月20日、10月10日", ""],
        ["注：以通知为准", "", "", ""],
    ]
    days, problems = read_rows("放假", rows, 2026)
    assert problems == []
    assert short(days) == [
        *("0101休元旦", "0102休元旦", "0103休元旦", "0104班元旦调休"),
        *("0404休清明节", "0405休清明节", "0406休清明节"),
        *("0920班国庆节调休", "1001休国庆节", "1002休国庆节", "1010班国庆节调休"),
    ]


def test_a_table_of_single_days_in_any_order_of_columns():
    rows = [["名称", "类型", "日期"], ["元旦", "休", "2026-01-01"], ["春节调休", "班", "2026-02-14"]]
    assert short(read_rows("表", rows, 2026)[0]) == ["0101休元旦", "0214班春节调休"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["元旦", "13月1日", ""], "放假!B2：没有 13月1日 这一天"),
        (["元旦", "待定", ""], "放假!B2：“待定”不是日期"),
        (["元旦", "1月3日至1日", ""], "放假!B2：起止日期不对"),
        (["元旦", "2025年1月1日", ""], "放假!B2：日期不在 2026 年"),
        (["元旦", "1月1日", "1月1日"], "放假!C2：2026-01-01 前面已经写过（放假!B2）"),
    ],
)
def test_a_wrong_cell_is_named(row, said):
    assert said in "".join(read_rows("放假", [["节日", "放假", "上班"], row], 2026)[1])


def test_a_row_that_does_not_say_whether_it_is_worked_is_asked_about():
    problems = read_rows("表", [["日期", "名称"], ["2026-01-01", "元旦"]], 2026)[1]
    assert problems == ["表!A2：日期后面要写“休”或“班”。"]


@given(
    first=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 20)),
    length=st.integers(0, 8),
    shape=st.sampled_from(["{0:%Y-%m-%d}至{1:%Y-%m-%d}", "{0.month}月{0.day}日—{1.month}月{1.day}日"]),
    word=st.sampled_from([("休", "holiday"), ("放假", "holiday"), ("上班", "workday"), ("班", "workday")]),
)
def test_whatever_is_written_comes_back(first, length, shape, word):
    last = first + dt.timedelta(days=length)
    days, problems = read_lines(f"{shape.format(first, last)} {word[0]} 某节", 2026)
    assert problems == []
    assert [(day.day, day.kind, day.name) for day in days] == [
        (first + dt.timedelta(days=n), word[1], "某节") for n in range(length + 1)
    ]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    days, problems = read_lines(text, 2026)
    assert all(day.day.year == 2026 for day in days)
    assert not text.strip() or days or problems
