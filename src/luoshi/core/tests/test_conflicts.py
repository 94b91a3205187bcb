"""Who must not judge what (controls BL-08)."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.conflicts import (
    ALWAYS,
    IN_WORDS,
    Applied,
    Candidate,
    Known,
    Rules,
    Tenure,
    Tie,
    barred,
    conflicts,
    years_before,
)

DAY = dt.date(2026, 11, 26)
APPLIED = Applied(
    selection="s1",
    organisations=frozenset({"school", "partner"}),
    people=frozenset({"leader", "member"}),
    county="枝江",
    teams=frozenset({"t1"}),
    groups=frozenset({"g1"}),
)
FREE = Candidate("expert", (Tenure("elsewhere"),), county="夷陵")


def ties(expert: Candidate, rules: Rules) -> list[str]:
    return [each.tie for each in conflicts(expert, APPLIED, rules, DAY)]


@pytest.mark.parametrize(
    ("bound", "tie"),
    [
        ({"person": "leader"}, Tie.OWN),
        ({"manages": frozenset({"s1"})}, Tie.OFFICE),
        ({"tenures": (Tenure("school"),)}, Tie.EMPLOYER),
        ({"tenures": (Tenure("partner", since=dt.date(2027, 3, 1)),)}, Tie.EMPLOYER),
        ({"tenures": (Tenure("school", until=DAY),)}, Tie.EMPLOYER),
        ({"tenures": (Tenure("school", until=dt.date(2026, 11, 25)),)}, Tie.FORMER_EMPLOYER),
        ({"tenures": (Tenure("school", until=dt.date(2023, 11, 26)),)}, Tie.FORMER_EMPLOYER),
        ({"applies_in": frozenset({"s1", "s2"})}, Tie.APPLICANT),
        ({"teams": frozenset({"t1"})}, Tie.TEAM),
        ({"groups": frozenset({"g1"})}, Tie.GROUP),
        ({"with_authors": frozenset({"member"})}, Tie.CO_AUTHOR),
        ({"county": "枝江"}, Tie.COUNTY),
    ],
)
def test_each_tie_bars_and_says_why(bound, tie):
    [found] = conflicts(replace(FREE, **bound), APPLIED, Rules(), DAY)
    assert (found.tie, found.words) == (tie, IN_WORDS[tie])
    assert found.by


@pytest.mark.parametrize(
    "free",
    [
        {},
        {"tenures": (Tenure("school", until=dt.date(2023, 11, 25)),)},
        {"applies_in": frozenset({"s2"})},
        {"county": ""},
    ],
)
def test_who_is_not_bound_is_not_barred(free):
    assert ties(replace(FREE, **free), Rules()) == []


def test_a_kind_leaves_ties_out_but_never_the_own_application():
    own = replace(
        FREE, person="leader", county="枝江", tenures=(Tenure("school", until=dt.date(2025, 1, 1)),)
    )
    assert ties(own, Rules(counted=frozenset())) == ["own"]
    assert ties(replace(own, manages=frozenset({"s1"})), Rules(counted=frozenset())) == ["own", "office"]
    assert ties(own, Rules(years=1)) == ["own", "county"]
    assert ties(own, Rules()) == ["own", "former_employer", "county"]


def test_no_county_is_no_common_county():
    assert conflicts(replace(FREE, county=""), replace(APPLIED, county=""), Rules(), DAY) == []


def test_a_leap_day_has_a_day_before_it_in_every_year():
    assert years_before(dt.date(2028, 2, 29), 3) == dt.date(2025, 2, 28)


IDS = st.frozensets(st.sampled_from("abc"), max_size=2)
DATES = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
EXPERTS = st.builds(
    Candidate,
    person=st.sampled_from("abcd"),
    tenures=st.lists(st.builds(Tenure, st.sampled_from("abc"), DATES, DATES), max_size=3).map(tuple),
    county=st.sampled_from(["", "x", "y"]),
    teams=IDS,
    groups=IDS,
    with_authors=IDS,
    applies_in=IDS,
    manages=IDS,
)
APPLICATIONS = st.builds(
    Applied,
    selection=st.sampled_from("abc"),
    organisations=IDS,
    people=IDS,
    county=st.sampled_from(["", "x", "y"]),
    teams=IDS,
    groups=IDS,
)


@given(
    st.lists(EXPERTS, max_size=4),
    st.dictionaries(st.sampled_from("123"), APPLICATIONS),
    st.frozensets(st.sampled_from(Tie)),
)
def test_the_draw_bars_exactly_those_with_a_reason(experts, applications, counted):
    rules = Rules(counted=counted)
    found = barred(experts, applications, rules, DAY)
    for key, applied in applications.items():
        for expert in experts:
            reasons = conflicts(expert, applied, rules, DAY)
            assert (expert.person in found[key]) == any(
                conflicts(each, applied, rules, DAY) for each in experts if each.person == expert.person
            )
            assert {each.tie for each in reasons} <= counted | ALWAYS


@given(EXPERTS, APPLICATIONS, st.integers(0, 9), st.integers(0, 9))
def test_a_longer_memory_only_adds_conflicts(expert, applied, years, more):
    short, long = (
        {each.tie for each in conflicts(expert, applied, Rules(years=each), DAY)}
        for each in (years, years + more)
    )
    assert short <= long


def some(kind: str) -> st.SearchStrategy[frozenset[str]]:
    """Ids of one kind; no two kinds share any."""
    return st.frozensets(st.sampled_from([f"{kind}1", f"{kind}2"]), max_size=1)


COUNTIES = st.sampled_from(["", "c1", "c2"])
TENURES = st.lists(
    st.builds(Tenure, st.sampled_from(["o1", "o2"]), until=st.none() | st.just(DAY)), max_size=1
)
KNOWN = st.builds(
    Known,
    st.builds(
        Candidate,
        person=st.sampled_from(["p1", "p2"]),
        tenures=TENURES.map(tuple),
        teams=some("t"),
        groups=some("g"),
        with_authors=some("p"),
        applies_in=some("s"),
        manages=some("s"),
    ),
    keys=some("p"),
    counties=st.frozensets(COUNTIES),
)
ANY_APPLIED = st.builds(
    Applied,
    selection=st.sampled_from(["s1", "s2"]),
    organisations=some("o"),
    people=some("p"),
    county=COUNTIES,
    teams=some("t"),
    groups=some("g"),
)


@pytest.mark.parametrize(
    "bound",
    [
        {"manages": frozenset({"s1"})},
        {"applies_in": frozenset({"s1"})},
        {"tenures": (Tenure("school"),)},
        {"teams": frozenset({"t1"})},
        {"groups": frozenset({"g1"})},
        {"with_authors": frozenset({"member"})},
    ],
)
def test_a_tie_leaves_a_mark_in_common(bound):
    assert not Known(FREE, frozenset(), frozenset()).marks & APPLIED.marks
    assert Known(replace(FREE, **bound), frozenset(), frozenset()).marks & APPLIED.marks


def test_so_do_a_key_and_a_county():
    assert Known(FREE, frozenset({"leader"}), frozenset()).marks & APPLIED.marks
    assert Known(FREE, frozenset(), frozenset({"枝江"})).marks & APPLIED.marks


@given(KNOWN, ANY_APPLIED)
def test_who_shares_no_mark_with_an_application_is_not_bound_to_it(expert, applied):
    if conflicts(expert.facing(applied), applied, Rules(), DAY):
        assert expert.marks & applied.marks
