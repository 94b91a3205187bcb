"""Quotation marks within quotation marks."""

import pytest

from luoshi.core.quoting import quoted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("双师型", "“双师型”"),
        ("“双师型”教师情况表", "“‘双师型’教师情况表”"),
        ("", "“”"),
        (5, "“5”"),
    ],
)
def test_marks_within_marks_are_single_ones(name, said):
    assert quoted(name) == said
