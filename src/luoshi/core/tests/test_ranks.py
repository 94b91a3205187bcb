"""Where a number stands among others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.ranks import LEAST, QUARTERED, coarse, outliers, place_of, quantile

NUMBERS = st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=LEAST, max_size=40)


@given(NUMBERS, st.data())
def test_the_rank_counts_those_that_are_larger(numbers, data):
    own = data.draw(st.sampled_from(numbers))
    place = place_of(own, numbers)
    assert place.rank == 1 + len([number for number in numbers if number > own])
    assert 1 <= place.quarter <= 4
    assert set(place.quartiles) == ({"lower", "median", "upper"} if len(numbers) >= QUARTERED else set())
    if place.quartiles:
        assert place.quartiles["lower"] <= place.quartiles["median"] <= place.quartiles["upper"]
    assert all(len(number.as_tuple().digits) <= 2 for number in place.quartiles.values() if number)


@pytest.mark.parametrize(
    ("number", "told"), [("2356", "2400"), ("0.0734", "0.073"), ("-12.5", "-12"), ("0", "0")]
)
def test_a_number_is_told_by_two_digits(number, told):
    assert coarse(Decimal(number)) == Decimal(told)


@given(NUMBERS)
def test_most_numbers_are_no_outliers(numbers):
    bounds = outliers(numbers)
    inside = [number for number in numbers if bounds is None or bounds[0] <= number <= bounds[1]]
    assert len(inside) * 2 >= len(numbers)


def test_quartiles_are_those_of_spreadsheets():
    numbers = [Decimal(number) for number in (1, 2, 4, 8)]
    assert [quantile(numbers, Decimal(share)) for share in ("0.25", "0.5", "0.75")] == [
        Decimal("1.75"),
        Decimal(3),
        Decimal(5),
    ]


def test_fewer_than_five_are_not_compared():
    few = [Decimal(number) for number in range(LEAST - 1)]
    assert outliers(few) is None
    with pytest.raises(ValueError, match="give single ones away"):
        place_of(Decimal(0), few)
    with pytest.raises(ValueError, match="not among them"):
        place_of(Decimal(99), [*few, Decimal(7)])
