"""What must hold for any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.reading.targets import find_targets
from luoshi.core.reading.targets.numerals import parse_chinese

_VOCABULARY = (
    "建成 建设 培育 一批 个 所 名 % 左右 以上 不少于 不超过 到2025年, ， 。 、 ； : （ ） “ ” 每校 各县 每年 分两批 "
    "市级及以上 三 一百二十 万 1—3 50 ２０ 基地 学校 教师 占比 达到 全覆盖 全部 提高 由 的 1:20 师生比 分别 和 "
    "2022、2023年 \n \t 其中 已 目前 三分之一 八成 翻两番"
)
_WORDS = st.sampled_from(_VOCABULARY.split(" "))
_POLICY_TEXT = st.lists(_WORDS, max_size=30).map("".join)
_DIGITS = "零一二三四五六七八九"


def to_chinese(number: int) -> str:
    """The plain Chinese writing of a number below 100 million, zeros as 零."""
    if number >= 10000:
        head, rest = divmod(number, 10000)
        gap = "零" if 0 < rest < 1000 else ""
        return to_chinese(head) + "万" + gap + (to_chinese(rest) if rest else "")
    signs = ""
    for worth, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, worth)
        if digit:
            signs += _DIGITS[digit] + unit
        elif signs and number and not signs.endswith("零"):
            signs += "零"
    return signs


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numbers_come_back_as_they_went(number: int) -> None:
    assert parse_chinese(to_chinese(number)) == number


@settings(max_examples=300)
@given(st.one_of(_POLICY_TEXT, st.text(max_size=200)))
def test_spans_point_at_the_given_text(text: str) -> None:
    for target in find_targets(text):
        start, end = target.span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == target.text


@settings(max_examples=200)
@given(_POLICY_TEXT)
def test_full_width_signs_read_like_half_width_ones(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if 0x21 <= ord(sign) <= 0x7E else sign for sign in text)
    narrow = "".join(chr(ord(sign) - 0xFEE0) if 0xFF01 <= ord(sign) <= 0xFF5E else sign for sign in text)
    without_text = [{**t.to_json(), "text": "", "ask": ""} for t in find_targets(narrow)]
    assert [{**t.to_json(), "text": "", "ask": ""} for t in find_targets(wide)] == without_text


@settings(max_examples=200)
@given(_POLICY_TEXT)
def test_numbers_of_one_text_do_not_overlap(text: str) -> None:
    spans = [target.span for target in find_targets(text) if target.quantity is not None]
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["一", "每", "“", "2025年", *(pytest.param(each, marks=pytest.mark.prove) for each in ("1个、", "一批"))],
)
def test_four_times_the_text_without_any_stop_takes_about_four_times_as_long(piece: str) -> None:
    """A ratio within one run, so that no machine is too slow for it: were it the square, it would be sixteen times."""
    short, long = (piece * (number // len(piece)) + "1个" for number in (3000, 12000))
    assert _seconds(long) < 9 * _seconds(short) + 0.05


def _seconds(text: str) -> float:
    """Processor time of the better of two readings."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        find_targets(text)
        taken.append(time.process_time() - started)
    return min(taken)
