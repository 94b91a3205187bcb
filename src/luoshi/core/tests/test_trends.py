"""Where a figure seems to go: never from too few points, never beyond what it can be; and its drawing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.trends import AHEAD, LAST, LEAST, Point, chart_of, forecast, month_ends

values = st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=14)


def points(numbers):
    return [Point(f"{at}月", value) for at, value in enumerate(numbers, 1)]


@given(values)
def test_a_forecast_needs_points_enough_and_stays_where_the_figure_can_be(numbers):
    found = forecast(points(numbers), step="个月", unit="%", most=100)
    known = [value for value in numbers if value is not None]
    assert (found is None) == (len(known) < LEAST)
    if found is not None:
        assert 0 <= found.value <= 100
        assert f"最近 {min(len(known), LAST)} 个月" in found.rule


@given(st.floats(0, 50), st.floats(-3, 3), st.integers(LEAST, 12))
def test_a_straight_line_goes_on_straight(start, slope, count):
    numbers = [start + slope * at for at in range(count)]
    found = forecast(points(numbers), step="个月", unit="", least=-1000)
    assert found is not None
    assert found.value == pytest.approx(start + slope * (count - 1 + AHEAD), abs=1e-6)


@given(values)
def test_everything_that_is_drawn_lies_within_the_box(numbers):
    rows = points(numbers)
    ahead = forecast(rows, step="个月", unit="")
    chart = chart_of(rows, ahead)
    assert len(chart.dots) == sum(value is not None for value in numbers)
    for dot in (*chart.dots, *([chart.end] if chart.end else [])):
        assert 0 <= dot.x <= chart.width
        assert 0 <= dot.y <= chart.height
    assert (chart.ahead != "") == (ahead is not None)
    assert chart.line.count("L") == max(len(chart.dots) - 1, 0)


def test_a_larger_value_stands_higher():
    chart = chart_of(points([10, 40]), most=100)
    assert chart.dots[0].y > chart.dots[1].y
    assert [words for _, words in chart.grid] == ["0", "50", "100"]


def test_months_end_today_and_begin_where_there_was_something():
    today = dt.date(2026, 3, 10)
    assert month_ends(dt.date(2025, 12, 20), today) == [
        dt.date(2025, 12, 31),
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        today,
    ]
    assert month_ends(today, today) == [today]
    assert len(month_ends(dt.date(2001, 1, 1), today)) == 12


def test_the_second_of_a_month_is_no_month():
    whole = forecast(points([10, 20, 30, 40]), step="个月", unit="")
    begun = forecast(points([10, 20, 30, 40, 41]), step="个月", unit="", part=0.1)
    assert whole is not None
    assert begun is not None
    assert begun.value == pytest.approx(whole.value + 1, abs=0.01), "ten a month, a tenth of a month later"
