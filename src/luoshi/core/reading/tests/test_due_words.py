"""Dates in the words of school plans."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.due_words import find_due, read_due

PLAN = (2021, 2023)

# words | start | due | recurrence; what a careful reader takes without any question
CERTAIN = """
2021.12 | | 2021-12-31 |
2021.12.15 | | 2021-12-15 |
2021-12 | | 2021-12-31 |
2021/6/30 | | 2021-06-30 |
202206 | | 2022-06-30 |
20220630 | | 2022-06-30 |
２０２２年６月底前 | | 2022-06-30 |
2022年6月底前 | | 2022-06-30 |
2022年6月30日前 | | 2022-06-30 |
2022年6月中旬 | | 2022-06-20 |
2022年6月上旬前 | | 2022-06-10 |
二〇二二年六月底前 | | 2022-06-30 |
二○二一年十二月 | | 2021-12-31 |
2023-05-31 | | 2023-05-31 |
2023年12月底 | | 2023-12-31 |
截至2023年12月 | | 2023-12-31 |
到2022年底前完成 | | 2022-12-31 |
2022年底 | | 2022-12-31 |
2022年内 | | 2022-12-31 |
2022年 | 2022-01-01 | 2022-12-31 |
2022年度 | 2022-01-01 | 2022-12-31 |
2022年第四季度 | 2022-10-01 | 2022-12-31 |
2022年三季度末 | | 2022-09-30 |
2022年三、四季度 | 2022-07-01 | 2022-12-31 |
2022年一至三季度 | 2022-01-01 | 2022-09-30 |
2022Q3 | 2022-07-01 | 2022-09-30 |
2022年上半年 | 2022-01-01 | 2022-06-30 |
2022年春季学期 | 2022-02-01 | 2022-07-31 |
2022年秋季学期 | 2022-09-01 | 2023-01-31 |
2021—2022学年 | 2021-09-01 | 2022-07-31 |
2021-22学年 | 2021-09-01 | 2022-07-31 |
2021—2022学年第二学期 | 2022-02-01 | 2022-07-31 |
2021-2022学年度第一学期 | 2021-09-01 | 2022-01-31 |
2022年暑期 | 2022-07-01 | 2022-08-31 |
2022年暑期前 | | 2022-06-30 |
2022年秋季开学前 | | 2022-08-31 |
2021年9月—2022年6月 | 2021-09-01 | 2022-06-30 |
2021.9-2022.6 | 2021-09-01 | 2022-06-30 |
2021年9-12月 | 2021-09-01 | 2021-12-31 |
2021.9-12 | 2021-09-01 | 2021-12-31 |
2021年9月至次年1月 | 2021-09-01 | 2022-01-31 |
2022年6月20—30日 | 2022-06-20 | 2022-06-30 |
2021-2023年 | 2021-01-01 | 2023-12-31 |
2021年9月启动，2022年6月完成 | 2021-09-01 | 2022-06-30 |
三年内 | 2021-01-01 | 2023-12-31 |
建设期末 | | 2023-12-31 |
十四五末 | | 2025-12-31 |
十四五期间 | 2021-01-01 | 2025-12-31 |
每学期一次 | 2021-01-01 | 2023-12-31 | 每学期一次
每年暑期 | 2021-01-01 | 2023-12-31 | 每年暑期
每年12月底前 | 2021-01-01 | 2023-12-31 | 每年12月底前
每年3月、9月 | 2021-01-01 | 2023-12-31 | 每年3月、9月
长期 | 2021-01-01 | 2023-12-31 | 长期
全年 | 2021-01-01 | 2023-12-31 | 全年
2022年，每月一次 | 2022-01-01 | 2022-12-31 | 每月一次
2021年9月起，每学期一次 | 2021-09-01 | 2023-12-31 | 每学期一次
2021年9月—2023年7月，每学期一次 | 2021-09-01 | 2023-07-31 | 每学期一次
"""
# words | the day proposed, if any | what the doubt says
DOUBTFUL = """
| | 没有写完成时间
— | | 没有写完成时间
6月底前 | | 没有写年份
上半年 | | 没有写年份
学年末 | | 没有写年份
2022年6月前 | 2022-06-30 | 可以指开始之前
2023年前 | 2023-12-31 | 可以指开始之前
2022年上学期 | 2023-01-31 | 春季还是秋季
2022年3月、9月 | 2022-09-30 | 写了2个时间
2021年9月起 | | 只写了从什么时候开始
2022年6月31日 | | 没有31日
2022年13月 | | 没有13月
2022年12月—2022年3月 | | 早于开始时间
签约后一个月内 | | 从另一件事
待定 | | 还没有定
尽快 | | 看不出
"""
OF_A_COLUMN = [
    ("6月底前", "2022-06-30"),
    ("上半年", "2022-06-30"),
    ("第三季度", "2022-09-30"),
    ("年底前", "2022-12-31"),
    ("学年末", "2022-07-31"),
    ("6.30前", "2022-06-30"),
    ("次年1月", "2023-01-31"),
    ("12月31日", "2022-12-31"),
]


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip("\n").splitlines()]


def _day(words: str) -> dt.date | None:
    return dt.date.fromisoformat(words) if words else None


@pytest.mark.parametrize(("words", "start", "due", "recurrence"), _rows(CERTAIN))
def test_words_that_leave_nothing_open_are_read_whole(
    words: str, start: str, due: str, recurrence: str
) -> None:
    read = read_due(words, span=PLAN)
    assert (read.start, read.due, read.recurrence, read.certain) == (_day(start), _day(due), recurrence, True)
    assert (read.text, read.doubt) == (words, "")


@pytest.mark.parametrize(("words", "due", "doubt"), _rows(DOUBTFUL))
def test_what_words_leave_open_is_said(words: str, due: str, doubt: str) -> None:
    read = read_due(words, span=PLAN)
    assert (read.certain, read.due) == (False, _day(due))
    assert doubt in read.doubt


@pytest.mark.parametrize(("words", "due"), OF_A_COLUMN)
def test_the_year_of_the_column_completes_a_date(words: str, due: str) -> None:
    read = read_due(words, year=2022)
    assert (read.due, read.certain) == (_day(due), True)


def test_what_comes_again_within_a_column_lasts_for_its_year() -> None:
    read = read_due("每学期一次", year=2022, span=PLAN)
    assert (read.start, read.due) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("组建团队（2021年12月底前）", "2021年12月底前"),
        ("2021年9月：成立领导小组", "2021年9月"),
        ("2022年6月底前，完成设备采购", "2022年6月底前"),
        ("2022年6月底前完成设备采购", "2022年6月底前"),
        ("3月底前完成招标", "3月底前"),
        ("教研活动（每两周一次）", "每两周一次"),
        ("培训2000人次", None),
        ("召开2021年总结会", None),
        ("修订（试行）办法", None),
    ],
)
def test_the_time_within_an_item_is_found(item: str, words: str | None) -> None:
    found = find_due(item, year=2022)
    assert (item[slice(*found)] if found else None) == words


_PIECES = st.sampled_from(
    [
        *"年月日号0123456789.-—~至到、，前底末初起每",
        "2021",
        "2022年",
        "十二月",
        "上半年",
        "学期",
        "学年",
        "季度",
        "第",
        "暑期",
        "次年",
        "31日",
        "长期",
        "（",
        "）",
        "三年内",
        "十四五",
        " ",
        "开学",
    ]
)
_WORDS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join))
_YEARS = st.one_of(st.none(), st.integers(-5, 12000))


@given(_WORDS, _YEARS, st.one_of(st.none(), st.tuples(st.integers(0, 9999), st.integers(0, 9999))))
def test_whatever_is_written_is_read_or_doubted(
    words: str, year: int | None, span: tuple[int, int] | None
) -> None:
    read = read_due(words, year=year, span=span)
    assert read.text == words
    assert read.certain or read.doubt
    if read.start and read.due:
        assert read.start <= read.due
    if read.certain and not read.recurrence:
        assert read.due is not None
    find_due(words, year=year)


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)), st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
)
def test_two_days_are_taken_in_the_order_of_the_text(one: dt.date, two: dt.date) -> None:
    read = read_due(f"{one.year}年{one.month}月{one.day}日至{two.year}.{two.month:02}.{two.day:02}")
    if two < one:
        assert (read.certain, read.due) == (False, None)
    else:
        assert (read.start, read.due, read.certain) == (one, two, True)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)))
def test_one_day_is_the_same_in_every_dress(day: dt.date) -> None:
    dresses = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}-{day.month:02}-{day.day:02}",
        f"{day.year}/{day.month}/{day.day}前",
        f"{day.year}{day.month:02}{day.day:02}",
        f" {day.year} 年 {day.month} 月 {day.day} 日 前",
    ]
    assert {read_due(dress).due for dress in dresses} == {day}
