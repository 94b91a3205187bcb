"""A time is said as people say it, in Beijing time, with the exact time beside it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from luoshi.common.templatetags.ui import due, thousands, when

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _monday_afternoon(settings, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text("2026-11-23T15:00:00+08:00")
    settings.CLOCK_FILE = str(clock)


def _words(html):
    return html.split(">")[1].split("<")[0]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 11, 23, 17, 30, tzinfo=BEIJING), "今天 17:30"),
        (dt.datetime(2026, 11, 22, 16, 30, tzinfo=dt.UTC), "今天 00:30"),
        (dt.datetime(2026, 11, 22, 9, 5, tzinfo=BEIJING), "昨天 09:05"),
        (dt.date(2026, 11, 24), "明天"),
        (dt.datetime(2026, 3, 1, 8, 0, tzinfo=BEIJING), "3月1日 08:00"),
        (dt.date(2025, 12, 31), "2025年12月31日"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment, words):
    assert _words(when(moment)) == words


def test_the_exact_time_is_on_hover_and_for_paper():
    html = when(dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC))
    assert 'title="2026年11月23日 17:30"' in html
    assert 'data-exact="2026年11月23日 17:30"' in html
    assert 'datetime="2026-11-23T17:30:00+08:00"' in html


@pytest.mark.parametrize(
    ("deadline", "css", "words"),
    [
        (dt.date(2026, 11, 21), "due-late", "逾期 2 天"),
        (dt.date(2026, 11, 23), "due-today", "今天到期"),
        (dt.datetime(2026, 11, 23, 17, 30, tzinfo=BEIJING), "due-today", "今天 17:30 前"),
        (dt.datetime(2026, 11, 23, 14, 59, tzinfo=BEIJING), "due-late", "今天 14:59 已过"),
        (dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC), "due-soon", "还有 1 天"),
        (dt.date(2026, 11, 30), "due-soon", "还有 7 天"),
        (dt.date(2026, 12, 1), "due-later", "还有 8 天"),
    ],
)
def test_a_deadline_says_how_much_is_left(deadline, css, words):
    html = due(deadline)
    assert (_words(html), css in html) == (words, True)


def test_no_time_shows_nothing():
    assert (when(None), due(None)) == ("", "")


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1234567, "1,234,567"), (0, "0"), (-1000, "-1,000"), (None, "—"), ("5.6万", "5.6万")],
)
def test_numbers_have_thousands(number, shown):
    assert thousands(number) == shown
