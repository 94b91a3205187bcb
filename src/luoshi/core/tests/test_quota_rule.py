"""Places by a number held or by type: rounded as stated, within least and most, raised up to the cap."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.quota_rule import By, Part, QuotaBasis, Rounding, from_json, in_words, places, to_json

NUMBER = QuotaBasis(By.NUMBER, "teachers", per=30, least=1, most=4, each_win=1, cap=6)
values = st.fractions(min_value=0, max_value=100_000, max_denominator=1000)
bases = st.builds(
    QuotaBasis, by=st.just(By.NUMBER), source=st.just("x"), per=st.integers(1, 1000),
    rounding=st.sampled_from(Rounding),
    least=st.integers(0, 20), most=st.just(0) | st.integers(20, 60), each_win=st.integers(0, 5),
    cap=st.just(0) | st.integers(0, 100),
)  # fmt: skip


def number(basis: QuotaBasis, *values: float | None, wins: int = 0) -> tuple[int | None, int]:
    found = places(basis, [Part(None if each is None else Fraction(each)) for each in values], wins)
    return found.number, found.raised


@pytest.mark.parametrize(
    ("rounding", "told"),
    [
        (Rounding.DOWN, {30: 1, 59: 1, 60: 2, 44: 1, 45: 1}),
        (Rounding.UP, {30: 1, 31: 2, 60: 2, 61: 3}),
        (Rounding.HALF, {44: 1, 45: 2, 74: 2, 75: 3}),
    ],
)
def test_a_number_is_rounded_as_stated(rounding: Rounding, told: dict[int, int]) -> None:
    basis = QuotaBasis(By.NUMBER, "teachers", per=30, rounding=rounding)
    assert {value: number(basis, value)[0] for value in told} == told


def test_what_is_missing_gets_no_number_and_no_more_for_results() -> None:
    assert number(NUMBER, None, wins=3) == (None, 0)
    assert number(NUMBER, 0) == (1, 0), "nought is a number"
    assert places(QuotaBasis(By.TYPE, "owner", types=(("a", 2),)), [Part(type="")], 1).number is None


def test_the_schools_of_a_county_are_added_up_before_they_are_rounded() -> None:
    assert number(NUMBER, 29, 29, 2) == (2, 0)
    shared = places(NUMBER, [Part(Fraction(40)), Part(None)], 0)
    assert (shared.number, shared.known, shared.value) == (1, 1, Fraction(40))
    kinds = QuotaBasis(By.TYPE, "owner", types=(("a", 2), ("b", 0)))
    assert places(kinds, [Part(type="a"), Part(type="b"), Part(type="a")], 0).number == 4


@given(bases, values, values, st.integers(0, 20))
def test_within_least_and_most_and_never_fewer_for_more(
    basis: QuotaBasis, one: Fraction, more: Fraction, wins: int
) -> None:
    low, high = places(basis, [Part(one)], wins), places(basis, [Part(one + more)], wins)
    assert low.number is not None
    assert high.number is not None
    assert low.number <= high.number
    assert low.number >= basis.least
    assert not basis.most or low.number <= basis.most


@given(bases, values)
def test_rounding_goes_by_less_than_one_place(basis: QuotaBasis, value: Fraction) -> None:
    free = QuotaBasis(By.NUMBER, "x", per=basis.per, rounding=basis.rounding)
    found = places(free, [Part(value)], 0).number
    assert found is not None
    if found < 10_000:
        assert abs(found - value / basis.per) < 1
        if basis.rounding == Rounding.HALF:
            assert abs(found - value / basis.per) <= Fraction(1, 2)


@given(bases, values, st.integers(0, 20))
def test_results_add_and_never_go_beyond_the_cap(basis: QuotaBasis, value: Fraction, wins: int) -> None:
    plain, won = places(basis, [Part(value)], 0), places(basis, [Part(value)], wins)
    assert (plain.number, plain.raised) == (won.number, 0)
    assert 0 <= won.raised <= wins * basis.each_win
    if basis.cap and won.raised:
        assert (won.number or 0) + won.raised <= basis.cap


@given(bases)
def test_a_basis_comes_back_as_it_was_kept(basis: QuotaBasis) -> None:
    assert from_json(to_json(basis)) == basis


def test_the_rule_is_said_in_words() -> None:
    assert in_words(NUMBER, "专任教师数", "人", {}) == (
        "按“专任教师数”，每 30 人 1 个名额，舍去零头，最少 1 个，最多 4 个；上一届每项结果加 1 个，合计最多 6 个。"
    )
    kinds = QuotaBasis(By.TYPE, "办学性质", types=(("c1", 3), ("c2", 1)))
    assert (
        in_words(kinds, "办学性质", "", {"c1": "公办", "c2": "民办"})
        == "按“办学性质”：公办 3 个，民办 1 个。"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"per": 0}, {"per": -1}, {"each_win": "a" * 9}, {"each_win": True}, {"cap": 10**12}, {"least": 1.5},
        {"by": "name"}, {"rounding": ""}, {"types": [["a", "b"]]}, {"types": None}, {"most": None},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_not_read(more):
    assert from_json(to_json(NUMBER)) == NUMBER
    with pytest.raises((TypeError, ValueError)):
        from_json({**to_json(NUMBER), **more})
