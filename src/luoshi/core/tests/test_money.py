"""Money in use: what people type is taken exactly or asked about, sums are sums, rates are Σ/Σ."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.money import (
    LARGEST,
    WAN,
    YUAN,
    Limits,
    NoAmount,
    Sums,
    amount_words,
    before,
    deviations,
    last_day,
    quarter_of,
    quarters_until,
    rate,
    read_amount,
    shown,
    total,
)

FEN = st.integers(0, 10**11)  # up to ten thousand 万元 without a unit
AMOUNTS = st.none() | FEN.map(lambda fen: Decimal(fen) / 10**6)
SUMS = st.builds(Sums, AMOUNTS, AMOUNTS, AMOUNTS)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.5", "12.5"), ("１２．５", "12.5"), ("1,234.50", "1234.5"), ("１，２３４．５０", "1234.5"),
        ("35000元", "3.5"), ("¥ 35,000.00 元整", "3.5"), ("3.5万元", "3.5"), ("3.5 万", "3.5"), ("0", "0"),
        ("123456.78元", "12.345678"), ("12000万元", "12000"), ("1 234.5", "1234.5"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_an_amount_is_taken_as_people_write_it(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", " ", "—", "-", "/", "无"])
def test_an_empty_cell_says_nothing(text):
    assert read_amount(text) is None


@pytest.mark.parametrize(
    "text",
    ["十二", "NaN", "1e400", "Infinity", "１２，３", "1,23", "12.3.4", "-5", "٣٤", "12元角", "1" * 61, "0.0000001",
     "=1+1", "12..5", ",", "1,2345,6", "1.2,345", "12 5", "1 2", "9" * 20 + "万元"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_in_words(text):
    with pytest.raises(NoAmount, match=r"[一-鿿]"):
        read_amount(text)


def test_a_large_number_without_a_unit_is_asked_about_and_taken_with_one():
    with pytest.raises(NoAmount, match="万元还是元"):
        read_amount("350000")
    assert read_amount("350000元") == 35
    assert read_amount("350000", YUAN) == 35
    assert read_amount("350000", WAN) == 350000
    assert read_amount("3.5万元", YUAN) == Decimal("3.5"), "the cell's own unit goes before the column's"


@given(FEN)
def test_what_is_shown_in_a_box_or_table_reads_back_as_it_was(fen):
    amount = Decimal(fen) / 10**6
    assert read_amount(amount_words(amount)) == amount
    assert read_amount(shown(amount), WAN) == amount
    assert read_amount(f"{amount * 10_000:f}元") == amount


@given(st.text(max_size=70))
def test_whatever_is_typed_is_an_amount_or_a_refusal(text):
    try:
        amount = read_amount(text)
    except NoAmount:
        return
    assert amount is None or 0 <= amount < LARGEST


@given(st.lists(SUMS, max_size=6), st.lists(SUMS, max_size=6))
def test_sums_do_not_hang_on_how_the_rows_were_grouped_and_missing_is_not_zero(one, other):
    assert total([total(one), total(other)]) == total(one + other)
    for name in ("planned", "arrived", "spent"):
        said = [getattr(row, name) for row in one if getattr(row, name) is not None]
        assert getattr(total(one), name) == (sum(said) if said else None)


@given(SUMS)
def test_a_rate_is_spent_by_arrived_and_none_where_nothing_arrived(sums):
    found = sums.rate
    if not sums.arrived or sums.spent is None:
        assert found is None
    else:
        assert abs(found - sums.spent * 100 / sums.arrived) <= Decimal("0.05")


def test_a_rate_of_sums_is_no_average_of_rates():
    small, large = Sums(arrived=Decimal(1), spent=Decimal(1)), Sums(arrived=Decimal(99), spent=Decimal(0))
    assert [small.rate, large.rate, (small + large).rate] == [100, 0, 1]
    assert rate(Decimal(2), Decimal(3)) == Decimal("66.7")


def test_a_reason_is_asked_past_the_limits_and_only_then():
    def asked(planned, arrived, spent, quarter=2, **limits):
        decimals = [None if each is None else Decimal(each) for each in (planned, arrived, spent)]
        return deviations(Sums(*decimals), quarter, Limits(**limits))

    assert asked(100, 100, 60) == []
    assert asked(100, 100, 59) == ["本年累计执行率 59.0%，低于 60%"]
    assert asked(100, 50, 51) == ["本年累计支出大于累计到位"]
    assert asked(100, None, 5) == ["本年没有到位却有支出"]
    assert asked(100, 121, 100) == ["本年累计到位比本年计划多 21.00 万元"]
    assert asked(100, 50, 50) == []
    assert asked(100, 50, 50, quarter=4) == ["本年累计到位比本年计划少 50.00 万元"]
    assert asked(0, 1, 1) == ["本年累计到位比本年计划多 1.00 万元"]
    assert asked(None, 1, 1) == []
    assert asked(100, 100, 0, least_rate=Decimal(0)) == []
    assert asked(100, None, None) == []


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_lies_in_its_quarter(day):
    year, quarter = quarter_of(day)
    assert last_day(*before(year, quarter)) < day <= last_day(year, quarter)


def test_only_quarters_that_have_begun_are_there():
    assert quarters_until([2025, 2026], dt.date(2026, 4, 1)) == [
        (2026, 2), (2026, 1), (2025, 4), (2025, 3), (2025, 2), (2025, 1),
    ]  # fmt: skip
