"""Days and deadlines as people say them."""

import datetime as dt

import pytest

from luoshi.core.days import day_in_words, due_in_words, left_in_words


def on(text):
    month, day = text.split("-")
    return dt.date(2026, int(month), int(day))


@pytest.mark.parametrize(
    ("today", "due", "left", "said"),
    [
        ("09-30", "10-10", "还有 10 天", "10月10日到期"),
        ("10-10", "10-10", "今天到期", "10月10日到期"),
        ("10-12", "10-09", "逾期 3 天", "10月9日已到期"),
    ],
)
def test_time_left_is_said_in_days_of_the_calendar_and_what_is_read_later_names_the_day(
    today, due, left, said
):
    assert left_in_words(on(today), on(due)) == left
    assert due_in_words(on(today), on(due)) == said


def test_another_year_is_named():
    assert due_in_words(dt.date(2026, 12, 30), dt.date(2027, 1, 5)) == "2027年1月5日到期"
    assert day_in_words(dt.date(2027, 1, 5)) == "2027年1月5日"
