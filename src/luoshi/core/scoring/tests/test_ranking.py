"""Several experts' sheets become one score and a place; each step is exact, kept and can be computed again."""

import json
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.scoring import (
    BadScoring,
    Review,
    compared,
    compute,
    differences,
    ranking,
    read_method,
    read_rubric,
    results,
)

RUBRIC = read_rubric(
    {
        "items": [
            {"key": "main", "title": "内容", "kind": "points", "most": 80},
            {"key": "new", "title": "特色", "kind": "points", "most": 20},
            {"key": "veto", "title": "弄虚作假", "kind": "veto"},
        ]
    }
)


def review(application, reviewer, total, *, veto=False, **more):
    new = min(20, total // 5)
    return Review(application, reviewer, {"main": total - new, "new": new, "veto": veto}, **more)


def scores(method, *reviews):
    names = sorted({each.application for each in reviews})
    return {each.application: each.score for each in results(RUBRIC, read_method(method), names, reviews)}


def of_one(method, *totals, **more):
    return scores(method, *(review("甲", f"r{n}", total, **more) for n, total in enumerate(totals)))["甲"]


def test_mean_median_and_without_extremes():
    assert of_one({}, 80, 90, 91) == 87
    assert of_one({"combine": "median"}, 80, 90, 91) == 90
    assert of_one({"combine": "median"}, 80, 90, 91, 92) == Fraction("90.5")
    assert of_one({"combine": "trimmed", "drop": 1}, 10, 80, 90, 91, 100) == 87
    assert of_one({"combine": "trimmed", "drop": 1}, 80, 90) == 85  # nothing would be left


def test_a_score_is_rounded_once_and_half_up():
    assert of_one({"decimals": 0}, 80, 81) == 81
    assert of_one({"decimals": 1}, 80, 80, 81) == Fraction("80.3")


@pytest.mark.parametrize(
    ("third", "expected"),
    [("mean", Fraction(230, 3)), ("closest", Fraction(85)), ("third", Fraction(80))],
)
def test_two_who_are_too_far_apart_get_a_third(third, expected):
    method = {"apart": 15, "third": third, "decimals": 6}
    two = [review("甲", "a", 60), review("甲", "b", 90)]
    (waiting,) = results(RUBRIC, read_method(method), ["甲"], two)
    assert (waiting.score, waiting.why) == (None, ("两位评审人分歧过大，等第三位评审",))
    (settled,) = results(RUBRIC, read_method(method), ["甲"], [*two, review("甲", "c", 80, third=True)])
    assert settled.exact == expected
    assert of_one({"apart": 30}, 60, 90) == 75  # not more than 30


def test_a_veto_by_one_or_by_more_than_half():
    reads = [review("甲", "a", 90, veto=True), review("甲", "b", 80), review("甲", "c", 70)]
    (by_any,) = results(RUBRIC, read_method({"veto": "any"}), ["甲"], reads)
    assert (by_any.score, by_any.vetoed) == (None, ("弄虚作假",))
    (by_half,) = results(RUBRIC, read_method({"veto": "half"}), ["甲"], reads)
    assert (by_half.score, by_half.vetoed) == (75, ())


def test_a_strict_expert_costs_nobody_a_place_when_normalised():
    strict = [review(name, "strict", total) for name, total in (("甲", 60), ("乙", 70))]
    mild = [review(name, "mild", total) for name, total in (("丙", 90), ("丁", 100))]
    assert scores({"normalise": "shift"}, *strict, *mild) == {"甲": 75, "丙": 75, "乙": 85, "丁": 85}
    wide = [review(name, "wide", total) for name, total in (("丙", 60), ("丁", 100))]
    spread = scores({"normalise": "spread", "decimals": 6}, *strict, *wide)
    assert spread["甲"] == spread["丙"] < spread["乙"] == spread["丁"]


def test_rounds_count_with_their_weights_and_none_may_be_missing():
    method = {"rounds": [{"key": "net", "weight": "0.4"}, {"key": "talk", "weight": "0.6"}]}
    both = [review("甲", "a", 80, round="net"), review("甲", "b", 90, round="talk")]
    assert scores(method, *both) == {"甲": 86}
    (half,) = results(RUBRIC, read_method(method), ["甲"], both[:1])
    assert (half.score, half.why) == (None, ("没有评分",))


def placed(method, *reviews, seed=""):
    names = sorted({each.application for each in reviews})
    found = ranking(read_method(method), results(RUBRIC, read_method(method), names, reviews), seed)
    return [(each.result.application, each.place, each.passed, each.decided) for each in found]


def test_equal_scores_are_decided_by_the_rules_in_their_order_or_share_a_place():
    one = Review("甲", "a", {"main": 70, "new": 20, "veto": False})
    other = Review("乙", "a", {"main": 80, "new": 10, "veto": False})
    third = Review("丙", "a", {"main": 50, "new": 0, "veto": False})
    told = "项目得分高者在前"
    by_item = {"ties": [{"by": "item", "key": "new"}], "pass_mark": 60}
    assert placed(by_item, one, other, third) == [
        ("甲", 1, True, told),
        ("乙", 2, True, told),
        ("丙", 3, False, ""),
    ]
    assert [row[:2] for row in placed({}, one, other, third)] == [("乙", 1), ("甲", 1), ("丙", 3)]
    lots = {
        tuple(row[0] for row in placed({"ties": [{"by": "lot"}]}, one, other, seed=str(n))) for n in range(9)
    }
    assert lots == {("甲", "乙"), ("乙", "甲")}


def test_those_on_whom_the_experts_agree_come_first_by_the_rule_of_spread():
    calm = [review("甲", "a", 80), review("甲", "b", 80)]
    torn = [review("乙", "a", 70), review("乙", "b", 90)]
    told = "评审人分歧小者在前"
    assert placed({"ties": [{"by": "spread"}]}, *calm, *torn) == [
        ("甲", 1, True, told),
        ("乙", 2, True, told),
    ]


@pytest.mark.parametrize(
    "more",
    [[review("甲", "a", 80)], [review("别的", "x", 80)], [review("甲", "x", 80, round="无")]],
    ids=["twice", "unknown application", "unknown round"],
)
def test_a_sheet_that_belongs_nowhere_is_refused(more):
    with pytest.raises(BadScoring):
        results(RUBRIC, read_method({}), ["甲"], [review("甲", "a", 80), *more])


SHEETS = st.dictionaries(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("abcde")), st.integers(0, 100), min_size=1
)


@given(
    SHEETS,
    st.sampled_from(["mean", "median", "trimmed"]),
    st.sampled_from(["none", "shift", "spread"]),
    st.randoms(),
)
def test_the_order_of_the_sheets_changes_nothing(sheets, combine, normalise, rng):
    reviews = [review(name, who, total) for (name, who), total in sheets.items()]
    mixed = rng.sample(reviews, len(reviews))
    method = {"combine": combine, "normalise": normalise}
    assert scores(method, *reviews) == scores(method, *mixed)


@given(SHEETS)
def test_without_normalising_scores_are_those_of_plain_arithmetic(sheets):
    reviews = [review(name, who, total) for (name, who), total in sheets.items()]
    for name in {each.application for each in reviews}:
        own = [Fraction(total) for (which, _), total in sheets.items() if which == name]
        assert scores({"decimals": 6}, *reviews)[name] == pytest.approx(sum(own) / len(own), abs=1e-6)
        assert scores({"combine": "median"}, *reviews)[name] == median(own)


@given(SHEETS, st.integers(1, 30))
def test_an_expert_who_gives_everybody_more_changes_nothing_when_normalised(sheets, more):
    lower = {key: total * 7 // 10 for key, total in sheets.items()}
    raised = {key: total + (more if key[1] == "a" else 0) for key, total in lower.items()}
    places = [
        [
            row[:2]
            for row in placed(
                {"normalise": "spread", "decimals": 6}, *(review(*k, t) for k, t in each.items())
            )
        ]
        for each in (lower, raised)
    ]
    assert places[0] == places[1]


@given(SHEETS, st.sampled_from("abcde"))
def test_a_higher_sheet_never_lowers_the_score(sheets, who):
    raised = {key: min(100, total + (5 if key == ("甲", who) else 0)) for key, total in sheets.items()}
    for combine in ("mean", "median", "trimmed"):
        before, after = (
            scores({"combine": combine}, *(review(*key, total) for key, total in each.items())).get("甲", 0)
            for each in (sheets, raised)
        )
        assert after >= before


def as_json():
    reviews = [
        {"application": name, "reviewer": who, "values": {"main": main, "new": 10, "veto": False}}
        for name, who, main in (("甲", "a", 70), ("甲", "b", 61), ("乙", "a", 80))
    ]
    rubric = {
        "items": [
            {"key": "main", "title": "内容", "most": 80},
            {"key": "new", "title": "特色", "most": 20},
            {"key": "veto", "title": "弄虚作假", "kind": "veto"},
        ]
    }
    return {"rubric": rubric, "method": {"pass_mark": 80}, "applications": ["甲", "乙"], "reviews": reviews}


def test_what_was_published_is_computed_again_and_what_differs_is_said():
    data = as_json()
    computed = compute(data)["results"]
    assert [(row["application"], row["score"], row["place"], row["passed"]) for row in computed] == [
        ("乙", "90", 1, True),
        ("甲", "75.5", 2, False),
    ]
    assert differences({**data, "results": json.loads(json.dumps(computed))}) == []
    forged = [{**computed[0]}, {**computed[1], "score": "85.50", "place": 1}, {"application": "丙"}]
    assert differences({**data, "results": forged}) == [
        "公布的“丙”不在申报件里。",
        "“甲”的得分公布为 85.50，重新计算为 75.5。",
        "“甲”的名次公布为 1，重新计算为 2。",
    ]
    assert differences({**data, "results": computed[:1]}) == ["“甲”没有公布结果。"]


def test_results_are_good_only_for_what_they_say_and_say_it_once():
    data = as_json()
    computed = compute(data)["results"]

    def said(*rows):
        return differences({**data, "results": list(rows)})

    assert said({**computed[0], "score": "99"}, *computed) == ["“乙”公布了 2 次结果。"]
    assert said({"application": "乙"}, computed[1]) == ["“乙”没有公布得分和名次，没有可以核对的。"]
    for name in (["乙"], None, "", {}):
        with pytest.raises(BadScoring, match="公布的结果的 application"):
            said({**computed[0], "application": name}, computed[1])
    assert differences({**data, "applications": [], "reviews": [], "results": []}) == [
        "没有申报件，也没有公布结果，没有可以核对的。"
    ]
    places = [{"application": row["application"], "place": row["place"]} for row in computed]
    assert said(*places) == []
    assert compared({**data, "results": computed}) == "2 件的得分和名次"
    assert compared({**data, "results": places}) == "2 件的名次"
    assert compared({**data, "results": [computed[0], places[1]]}) == "1 件的得分、2 件的名次"
