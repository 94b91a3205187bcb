"""What strangers hand in is read in one place: nothing twice, nothing without an end, nothing without a form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.signed_json import DEEPEST, LONGEST_NUMBER, canonical, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('甲a\\" '),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("甲ab", max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read(value):
    assert read_json(canonical(value)) == value
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"name": "甲", "of": [{"number": 1, "\\u006eumber": 2}]}',
        "1" * (LONGEST_NUMBER + 1),
        "0." + "1" * LONGEST_NUMBER,
        "1e400",
        "NaN",
        '{"a": -Infinity}',
        '"\\ud800"',
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" * 1_000_000,
        "",
        "{",
    ],
)
def test_what_has_no_one_meaning_or_no_end_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)


def test_as_deep_and_as_long_as_is_allowed():
    assert read_json("[" * DEEPEST + "]" * DEEPEST) is not None
    assert read_json("1" * LONGEST_NUMBER) == int("1" * LONGEST_NUMBER)
