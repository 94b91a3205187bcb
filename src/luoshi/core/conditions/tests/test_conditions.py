"""Conditions: one evaluator, missing is not zero, words for people, hostile trees refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.conditions import (
    OPS,
    All,
    Any,
    BadCondition,
    Not,
    Test,
    depth_of,
    evaluate,
    fields_of,
    from_json,
    in_words,
    to_json,
)
from luoshi.core.conditions.parsing import DEEPEST

NAMES = st.sampled_from(["a", "b", "c"])
LITERALS = st.integers(-5, 5) | st.booleans() | st.sampled_from(["x", "y", "3"])
TESTS = st.one_of(
    st.builds(Test, NAMES, st.sampled_from([k for k, op in OPS.items() if op.needs == "one"]), LITERALS),
    st.builds(Test, NAMES, st.sampled_from([k for k, op in OPS.items() if op.needs == "nothing"])),
    st.builds(
        Test,
        NAMES,
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from("xy3"), min_size=1).map(tuple),
    ),
)
TREES = st.recursive(
    TESTS,
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=6,
)
VALUES = st.dictionaries(NAMES, LITERALS | st.none())


@given(TREES, VALUES)
def test_not_is_the_opposite_and_unknown_stays_unknown(tree, values):
    answer, opposite = evaluate(tree, values.get), evaluate(Not(tree), values.get)
    assert opposite == (None if answer is None else not answer)


@given(TREES, TREES, VALUES)
def test_all_and_any_mirror_each_other(one, two, values):
    both = evaluate(All((one, two)), values.get)
    neither = evaluate(Any((Not(one), Not(two))), values.get)
    assert both == (None if neither is None else not neither)


@given(TREES, VALUES)
def test_a_tree_survives_the_round_trip(tree, values):
    if depth_of(tree) > DEEPEST:
        with pytest.raises(BadCondition, match="太深"):
            from_json(to_json(tree))
        return
    again = from_json(to_json(tree))
    assert again == tree
    assert evaluate(again, values.get) == evaluate(tree, values.get)


@given(TREES)
def test_words_name_every_field(tree):
    said = in_words(tree, lambda name: f"<{name}>", lambda name, value: str(value))
    assert all(f"<{name}>" in said for name in fields_of(tree))


@pytest.mark.parametrize(
    ("op", "value", "given_value", "answer"),
    [
        ("ge", 3, 3, True),
        ("lt", 3, 3, False),
        ("ge", "3.5", 4, True),
        ("lt", "2026-11-25", "2026-01-01", True),
        ("eq", "x", ("x",), True),
        ("has", "x", ("x", "y"), True),
        ("in", ("x", "z"), ("y",), False),
        ("not_in", ("x", "z"), "y", True),
        ("eq", True, False, False),
        ("gt", True, False, None),
        ("ge", 3, None, None),
        ("eq", 3, "词", None),
        ("ge", 3, "NaN", None),
        ("filled", None, 0, True),
        ("filled", None, False, True),
        ("empty", None, None, True),
    ],
)
def test_each_comparison(op, value, given_value, answer):
    assert evaluate(Test("a", op, value), {"a": given_value}.get) is answer


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "a > 3",
        {},
        {"all": []},
        {"all": [{"field": "a", "op": "eq", "value": 1}], "field": "a"},
        {"field": "a", "op": "__class__", "value": 1},
        {"field": "a", "op": ["eq"], "value": 1},
        {"field": "a", "op": "eq"},
        {"field": "a", "op": "eq", "value": 1.5},
        {"field": "a", "op": "eq", "value": {"a": 1}},
        {"field": "a", "op": "in", "value": "x"},
        {"field": "a", "op": "eq", "value": "x" * 201},
        {"field": "a", "op": "filled", "than": "b"},
        {"field": 3, "op": "filled"},
        {"all": [{"field": "a", "op": "filled"}] * 61},
        {"any": [{"all": [{"field": "a", "op": "filled"}] * 40}] * 40},
    ],
)
def test_what_is_malformed_is_refused_in_words(data):
    with pytest.raises(BadCondition, match="。"):
        from_json(data)


def test_a_condition_reads_as_a_sentence():
    money = {"any": [{"field": "money", "op": "ge", "value": 100}, {"field": "file", "op": "empty"}]}
    tree = from_json({"all": [{"field": "kind", "op": "eq", "value": "private"}, money]})
    labels = {"kind": "性质", "money": "金额", "file": "附件"}
    said = in_words(tree, labels.get, lambda name, value: str(value))
    assert said == "“性质”等于private，并且（“金额”不小于100，或者“附件”没有填写）"
